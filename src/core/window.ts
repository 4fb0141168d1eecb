import type { ChatRequest } from './chat.ts';
import { Failure } from './failure.ts';
import { tokensIn } from './usage.ts';

/** An estimate may be wrong, and whoever is asked knows better: only what is far too long is not asked for. */
const PLAINLY = 1.3;

/**
 * Throws a `Failure` of kind `context-length` for a conversation that is plainly longer than a model's window, before
 * megabytes are sent for a 400. Counts letters of text alone: neither pictures, nor tools, nor the white of indented code.
 */
export function checkWindow({ messages }: ChatRequest, window: number | undefined): void {
  if (window === undefined || !Array.isArray(messages)) return;
  const texts = messages.flatMap(({ content }) => textsOf(content));
  const most = window * PLAINLY;
  const length = texts.reduce((sum, text) => sum + text.length, 0);
  if (tokensIn(length) <= most) return;
  const tokens = tokensIn(texts.reduce((sum, text) => sum + text.replace(/\s+/g, '').length, 0));
  if (tokens <= most) return;
  throw new Failure(
    'context-length',
    `Not asked: about ${tokens} tokens are more than the ${window} that this model holds`,
    { code: 'context_length_exceeded' },
  );
}

function textsOf(content: unknown): string[] {
  if (typeof content === 'string') return [content];
  if (!Array.isArray(content)) return [];
  return content.flatMap((part) => (typeof part?.text === 'string' ? [part.text] : []));
}
