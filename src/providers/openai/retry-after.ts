import { durationOf } from '../../core/duration.ts';
import type { FailureKind } from '../../core/kind.ts';
import { isThrottled, longestOf, retryAfterOf, waitInWords } from '../../core/retry-after.ts';

const budgets = ['requests', 'tokens'];

/**
 * How long an OpenAI-shaped vendor asks to be left alone, in milliseconds: `retry-after`; of a throttled request else
 * what the message says, which is when this request would fit; else until the last of the used up budgets is full again
 * (`x-ratelimit-remaining-…: 0`, `x-ratelimit-reset-…: 6m0s`, as OpenAI and Groq send them). Undefined where it does
 * not say.
 */
export function retryAfterFrom(
  headers: Headers,
  kind: FailureKind,
  message: string,
  today: number,
): number | undefined {
  const told = retryAfterOf(headers, today);
  if (told !== undefined || !isThrottled(kind)) return told;
  const emptied = budgets.map((budget) => ({
    remaining: headers.get(`x-ratelimit-remaining-${budget}`),
    resetMs: durationOf(headers.get(`x-ratelimit-reset-${budget}`)),
  }));
  return waitInWords(message) ?? longestOf(emptied);
}
