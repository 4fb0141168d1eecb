import type { ChatRequest } from './chat.ts';

/** What of a request decides how long its first sign of life takes: a key to what was learned of others like it. */
export function shapeOf({ stream, reasoning_effort }: ChatRequest): string {
  const mode = stream ? 'stream' : 'plain';
  return reasoning_effort ? `${mode} ${reasoning_effort}` : mode;
}

/** True where `model` was asked to think before it speaks: then silence says nothing of its health. */
export function thinks(model: string, { reasoning_effort }: Partial<ChatRequest>): boolean {
  if (reasoning_effort) return reasoning_effort !== 'none' && reasoning_effort !== 'minimal';
  return /\b(o[1-9]|thinking|reasoner|deep-?research|pro)\b/i.test(model);
}
