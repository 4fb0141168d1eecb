import type { Told } from '../kit/answer.ts';
import type { Received } from '../kit/journal.ts';
import type { Reply, Step } from '../kit/reply.ts';
import { calls, isBlocked, response } from './content.ts';
import { googleJson, headers } from './headers.ts';
import type { GeminiPart } from './request.ts';

/** Google ends its lines with CRLF. */
export const event = (data: object): string => `data: ${googleJson(data)}\r\n\r\n`;

export function stream(request: Received, model: string, told: Told): Reply {
  return {
    status: 200,
    headers: { ...headers(), 'content-type': 'text/event-stream' },
    stream: true,
    steps: [...events(request, model, told)],
  };
}

/** Each event is a whole response with the next parts; the reason is in the last, and nothing follows it. */
function* events(request: Received, model: string, told: Told): Generator<Step> {
  const parts: GeminiPart[] = [
    ...told.reasoning.map((text) => ({ text, thought: true })),
    ...told.tokens.map((text) => ({ text })),
    ...calls(told),
  ];
  for (const [index, part] of parts.entries()) {
    const soFar = upTo(told, index + 1);
    yield { send: event(response(request, model, soFar, [part], false)), part: 'token' };
  }
  if (told.finish === null) return;
  const closing = told.tokens.length > 0 && !isBlocked(told) ? [{ text: '' }] : [];
  yield { send: event(response(request, model, told, closing, true)) };
}

/** What was said by part number `count`: usage grows from event to event. */
function upTo(told: Told, count: number): Told {
  const words = Math.max(0, count - told.reasoning.length);
  return {
    ...told,
    reasoning: told.reasoning.slice(0, count),
    tokens: told.tokens.slice(0, words),
    toolCalls: told.toolCalls.slice(0, Math.max(0, words - told.tokens.length)),
  };
}
