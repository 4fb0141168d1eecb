import { invalid } from '../../core/failure.ts';
import { faithfulObjectOf } from '../../core/json-object.ts';
import { NO_RESULT, type ToolCall } from '../../core/tool-calls.ts';
import { contentParts, type Room } from './content.ts';
import { FOREIGN_SIGNATURE, signatureOf } from './signatures.ts';
import type { Part } from './wire.ts';

/**
 * The calls of one turn. Gemini signs the first of them, and from its third generation on wants to see that again: its
 * own where this process remembers it, or the caller brings it; else the word for a call that it did not make.
 */
export function callParts(calls: readonly ToolCall[], { model, signed }: Room): Part[] {
  const known = calls.map((call) => call.signature ?? signatureOf(model, call));
  const stranger = signed && known[0] === undefined ? FOREIGN_SIGNATURE : undefined;
  return calls.map(({ id, name, args }, index) => {
    const thoughtSignature = stranger ?? known[index];
    return { functionCall: { id, name, args }, ...(thoughtSignature && { thoughtSignature }) };
  });
}

/** What came of a call: an object where the result is one in JSON, else its words as they are. */
export function resultParts({ id, name, results }: ToolCall, room: Room): Part[] {
  if (results.length === 0) return [{ functionResponse: { id, name, response: { error: NO_RESULT } } }];
  const each = results.map(({ content, at }) => contentParts(content, at, room));
  const text = each.map((parts) => parts.map((part) => part.text ?? '').join('')).join('\n');
  const parts = each.flat();
  const response = faithfulObjectOf(text) ?? { output: text };
  const media = parts.flatMap(({ inlineData }) => (inlineData ? [{ inlineData }] : []));
  if (parts.some(({ fileData }) => fileData))
    throw invalid(results[0]!.at, 'Gemini takes pictures of a result as base64 data: URLs only');
  // Before the third generation a result is nothing but an object: what is to be seen stands behind it.
  if (room.signed && media.length > 0) return [{ functionResponse: { id, name, response, parts: media } }];
  return [{ functionResponse: { id, name, response } }, ...media];
}
