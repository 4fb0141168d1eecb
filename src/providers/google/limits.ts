import { durationOf } from '../../core/duration.ts';
import { bearable, waitInWords } from '../../core/retry-after.ts';
import type { ErrorDetail } from './kinds.ts';

/**
 * How long Gemini asks to be left alone, in milliseconds. It has no header for it: `RetryInfo` in the details says it
 * ("36s", "36.4s"), or the message itself does ("Please retry in 1m2.5s").
 */
export function retryDelayOf(details: readonly ErrorDetail[], message: string): number | undefined {
  const delay = details.find(({ retryDelay }) => typeof retryDelay === 'string')?.retryDelay;
  const told = durationOf(delay);
  return told === undefined ? waitInWords(message) : bearable(told);
}
