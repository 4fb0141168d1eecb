import { retryAfterOf } from '../../core/retry-after.ts';

/** Anthropic's budgets, each with its own `anthropic-ratelimit-*` headers. */
const budgets = ['requests', 'tokens', 'input-tokens', 'output-tokens'];

/**
 * How long Anthropic asks to be left alone, in milliseconds: `retry-after`, else until the last of the budgets that are
 * used up is full again (`…-remaining: 0`, `…-reset` as RFC 3339). Undefined where it does not say.
 */
export function retryAfterFrom(headers: Headers | undefined, today: number): number | undefined {
  const told = retryAfterOf(headers, today);
  if (told !== undefined || !headers) return told;
  const resets = budgets
    .filter((budget) => headers.get(`anthropic-ratelimit-${budget}-remaining`) === '0')
    .map((budget) => Date.parse(headers.get(`anthropic-ratelimit-${budget}-reset`) ?? '') - today)
    .filter((wait) => wait >= 0);
  return resets.length > 0 ? Math.max(...resets) : undefined;
}
