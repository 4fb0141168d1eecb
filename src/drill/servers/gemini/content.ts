import { type Finish, type Told, usageOf } from '../kit/answer.ts';
import type { Received } from '../kit/journal.ts';
import { json, type Reply } from '../kit/reply.ts';
import { googleJson, headers, id } from './headers.ts';
import type { GeminiPart } from './request.ts';
import { sign } from './signatures.ts';

/** Calls finish with STOP as well: only their parts tell. */
const reasons: Record<Finish, string> = {
  stop: 'STOP',
  length: 'MAX_TOKENS',
  tool_calls: 'STOP',
  content_filter: 'SAFETY',
};

export function plain(request: Received, model: string, told: Told): Reply {
  const text = told.tokens.join('');
  const thoughts = told.reasoning.join('');
  const parts: GeminiPart[] = [
    ...(thoughts ? [{ text: thoughts, thought: true }] : []),
    ...(text ? [{ text }] : []),
    ...calls(told),
  ];
  return json(200, headers(), googleJson(response(request, model, told, parts, true), 2));
}

/** A GenerateContentResponse: the whole answer, or one event of a stream, which has the same shape. */
export function response(
  request: Received,
  model: string,
  told: Told,
  parts: GeminiPart[],
  last: boolean,
): object {
  const content = parts.length > 0 ? { content: { parts, role: 'model' } } : {};
  const blocked = last && isBlocked(told);
  return {
    ...(blocked
      ? { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' } }
      : { candidates: [{ ...content, ...(last ? ending(told) : {}), index: 0 }] }),
    usageMetadata: usage(told),
    modelVersion: model,
    responseId: id(request.serial),
  };
}

/** Filtered before the first word: Gemini blames the prompt, and sends no candidate at all. */
export const isBlocked = (told: Told): boolean =>
  told.finish === 'content_filter' && told.tokens.length === 0;

function ending({ finish, refusal }: Told): object {
  if (refusal) return { finishReason: reasons.content_filter, finishMessage: refusal };
  return finish === null ? {} : { finishReason: reasons[finish] };
}

/** Calls come whole. The first of a step is signed; ids are there only if the answer names them. */
export const calls = (told: Told): GeminiPart[] =>
  told.toolCalls.map(({ id: callId, name, arguments: args }, index) => ({
    functionCall: { ...(callId ? { id: callId } : {}), name, args },
    ...(index === 0 ? { thoughtSignature: sign(name, args) } : {}),
  }));

/** Gemini counts thoughts apart from the answer; the total is the sum. */
function usage(told: Told): object {
  const { input, output, cached, reasoning } = usageOf(told);
  return {
    promptTokenCount: input,
    ...(output > reasoning ? { candidatesTokenCount: output - reasoning } : {}),
    totalTokenCount: input + output,
    ...(cached > 0 ? { cachedContentTokenCount: cached } : {}),
    promptTokensDetails: [{ modality: 'TEXT', tokenCount: input }],
    ...(reasoning > 0 ? { thoughtsTokenCount: reasoning } : {}),
  };
}
