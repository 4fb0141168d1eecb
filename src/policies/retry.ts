import type { Options } from 'p-retry';
import type { Call } from '../core/call.ts';
import type { Policy } from '../core/chat.ts';
import { sleep } from '../core/clock.ts';
import { asFailure, type Failure } from '../core/failure.ts';
import { consequences } from '../core/kind.ts';
import { once } from '../core/once.ts';
import type { Target } from '../core/target.ts';

/** How the same target is tried again. */
export interface RetryOptions {
  /** Tries on one target, the first included. Default 2. */
  attempts: number;
  /** A longer Retry-After is not waited for: the next target is asked at once. Milliseconds. Default 3 000. */
  maxRetryAfterMs: number;
}

/** Where another target is healthy, a user does not wait longer than this for a backoff. */
const MAX_WAIT_WITH_OTHERS_MS = 500;
const MAX_WAIT_MS = 8_000;
const BASE_MS = { once: 250, longer: 1_000 } as const;

/** p-retry, for the loop: fetched when a first try has failed, or ahead of that by `ready()`. */
export const loadRetry = once(async () => (await import('p-retry')).default);

/**
 * Tries the same target again where the failure says that it may help. The loop begins once a first try has failed: the
 * many calls that are answered at once do not pay for it.
 */
export const retry =
  (target: Target, { maxRetryAfterMs }: RetryOptions): Policy =>
  (next) =>
  (request, call) => {
    const first = next(request, call);
    const attempt = (tried: number) =>
      (tried === 1 ? first : next(request, { ...call, reason: 'retry' })).catch((error) => {
        // p-retry takes a TypeError for a bug; of a provider's it is just another failure.
        throw asFailure(error, call.signal);
      });
    return first.catch(async () => {
      const pRetry = await loadRetry();
      return pRetry(attempt, rulesOf(target, call, maxRetryAfterMs));
    });
  };

/**
 * The wait is ours, inside `shouldRetry`, since p-retry has no exact delay for one attempt. It is not given the signal: an
 * abort in the tick of a success would drop the answer and leak its stream.
 */
const rulesOf = (target: Target, call: Call, maxRetryAfterMs: number): Options => ({
  retries: target.custom ? 0 : call.limits.attempts - 1,
  minTimeout: 0,
  shouldRetry: async ({ error, retriesConsumed }) => {
    if (target.health.blocked()?.why === 'open') return false;
    const wait = backoff(error as Failure, retriesConsumed, call, maxRetryAfterMs);
    if (wait === undefined || call.clock.now() + wait >= call.deadline) return false;
    if (call.extras.left < 1 || !target.health.spend()) return false;
    call.extras.left--;
    call.holdOff(wait);
    await sleep(call.clock, wait, call.signal);
    // Other calls may have found out meanwhile that it is down.
    return !target.health.blocked();
  },
});

/** Milliseconds until the next try, or undefined where there shall be none. Full jitter, so that no herd forms. */
function backoff(failure: Failure, tried: number, call: Call, maxRetryAfterMs: number): number | undefined {
  const { retry } = consequences[failure.kind];
  const told = failure.details.retryAfterMs;
  if (retry === 'never' || (told !== undefined && told > maxRetryAfterMs)) return undefined;
  // A timer may fire a little early; the vendor is not asked before the time that it named.
  if (told !== undefined) return told + 1;
  if (retry === 'if-told') return undefined;
  const cap = call.others > 0 ? MAX_WAIT_WITH_OTHERS_MS : MAX_WAIT_MS;
  return call.clock.random() * Math.min(BASE_MS[retry] * 2 ** tried, cap);
}
