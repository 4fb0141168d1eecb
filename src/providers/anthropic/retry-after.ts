import type { FailureKind } from '../../core/kind.ts';
import { isThrottled, longestOf, retryAfterOf } from '../../core/retry-after.ts';

/**
 * Anthropic's budgets, each with its own `anthropic-ratelimit-*` headers. Those of a service tier (`anthropic-priority-*`)
 * are left out: a request that finds them used up is served from these.
 */
const budgets = ['requests', 'tokens', 'input-tokens', 'output-tokens'];

/**
 * How long Anthropic asks to be left alone, in milliseconds: `retry-after`; of a throttled request else until the last of
 * the budgets that are used up is full again (`…-remaining: 0`, `…-reset` as RFC 3339). Undefined where it does not say.
 */
export function retryAfterFrom(
  headers: Headers | undefined,
  kind: FailureKind,
  today: number,
): number | undefined {
  const told = retryAfterOf(headers, today);
  if (told !== undefined || !headers || !isThrottled(kind)) return told;
  return longestOf(
    budgets.map((budget) => ({
      remaining: headers.get(`anthropic-ratelimit-${budget}-remaining`),
      resetMs: Date.parse(headers.get(`anthropic-ratelimit-${budget}-reset`) ?? '') - today,
    })),
  );
}
