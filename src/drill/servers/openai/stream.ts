import { piecesOf, type Told, tokensOf } from '../kit/answer.ts';
import type { Received } from '../kit/journal.ts';
import type { Part, Reply, Step } from '../kit/reply.ts';
import { callId, head, tail, usage } from './completion.ts';
import { headers } from './headers.ts';
import type { OpenAIRequest } from './request.ts';

export const event = (data: object): string => `data: ${JSON.stringify(data)}\n\n`;

type Delta = { delta: object; finish?: string; part?: Part };

export function stream(request: Received, body: OpenAIRequest, told: Told): Reply {
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream; charset=utf-8', ...headers(request.serial) },
    stream: true,
    steps: [...chunks(request, body, told)],
  };
}

/** The deltas of each choice, the usage if asked for, and `[DONE]`; without a finish, nothing after the words. */
function* chunks(request: Received, body: OpenAIRequest, told: Told): Generator<Step> {
  const common = { ...head(request, body, 'chat.completion.chunk'), ...tail };
  const withUsage = body.stream_options?.include_usage === true;
  const padded = body.stream_options?.include_obfuscation !== false;
  const each = Array.from({ length: body.n ?? 1 }, (_, index) => index);
  for (const { delta, finish = null, part } of deltas(request, told)) {
    for (const index of each) {
      const choices = [{ index, delta, logprobs: null, finish_reason: finish }];
      const chunk = {
        ...common,
        choices,
        ...(withUsage ? { usage: null } : {}),
        ...(padded ? padding(delta) : {}),
      };
      yield { send: event(chunk), ...(part && index === 0 ? { part } : {}) };
    }
  }
  if (told.finish === null) return;
  if (withUsage)
    yield { send: event({ ...common, choices: [], usage: usage(told), ...(padded ? padding({}) : {}) }) };
  yield { send: 'data: [DONE]\n\n', part: 'end' };
}

function* deltas(request: Received, told: Told): Generator<Delta> {
  const wordless = told.toolCalls.length > 0 && told.tokens.length === 0;
  yield { delta: { role: 'assistant', content: wordless ? null : '', refusal: null } };
  for (const token of told.reasoning) yield { delta: { reasoning_content: token }, part: 'token' };
  for (const token of told.tokens) yield { delta: { content: token }, part: 'token' };
  for (const token of tokensOf(told.refusal)) yield { delta: { refusal: token }, part: 'token' };
  for (const [index, call] of told.toolCalls.entries()) {
    const opening = { name: call.name, arguments: '' };
    const id = call.id ?? callId(request, index);
    yield { delta: { tool_calls: [{ index, id, type: 'function', function: opening }] } };
    for (const piece of piecesOf(call.arguments)) {
      yield { delta: { tool_calls: [{ index, function: { arguments: piece } }] }, part: 'token' };
    }
  }
  if (told.finish !== null) yield { delta: {}, finish: told.finish };
}

/** Padding that hides the length of a token from an eavesdropper; sent unless `include_obfuscation` is false. */
function padding(delta: object): { obfuscation: string } {
  const size = JSON.stringify(delta).length;
  return { obfuscation: 'aB3dE5gH7jK9mN1p'.slice(size % 16) };
}
