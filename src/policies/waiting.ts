import type { Attempt } from '../core/attempts.ts';
import type { Call } from '../core/call.ts';
import { consequences } from '../core/kind.ts';
import type { Blocked, Look, Target } from '../core/target.ts';

/** Those who wait for the same end do not all ask in the same moment. */
const SPREAD = 0.2;
const MOST_SPREAD_MS = 1_000;
/** How often one who waits looks around: whoever rests may be resumed, and whoever is down may answer others. */
export const LOOK_MS = 250;
/** How long the trial of an open circuit is waited for. */
const TRIAL_MS = 5_000;

/** A target that may soon be asked, and how long until then. */
export interface Wait {
  target: Target;
  ms: number;
}

/**
 * Nobody is left to be asked now: the first that may be asked soon, if that is in time for the call. It is throttled, and
 * will be well by itself; or it is down, and another call is trying it. Undefined where nobody is, or where it would be
 * too late: then the call fails at once, and its error says when to come back. `chance`: 0 to 1, the same for one call.
 */
export function firstBack(
  targets: readonly Target[],
  call: Call,
  blocked: Look,
  chance: number,
): Wait | undefined {
  const waits = targets.flatMap((target) => {
    const until = call.avoid.has(target.id) ? undefined : endOf(target, blocked(target), call, chance);
    return until === undefined ? [] : { target, ms: until - call.clock.now() };
  });
  const first = waits.sort((a, b) => a.ms - b.ms)[0];
  return first && first.ms < timeLeft(call) ? first : undefined;
}

/** The clock's time at which it may be asked, as far as anybody knows; undefined where nobody does. */
function endOf(
  target: Target,
  rest: Blocked | undefined,
  { clock }: Call,
  chance: number,
): number | undefined {
  // It has been throttled and is free again, but others come first.
  if (!rest) return clock.now() + LOOK_MS;
  if (rest.why === 'open') {
    const trialAt = target.health.trialAt() ?? Number.NEGATIVE_INFINITY;
    // It may end at any time.
    return clock.now() < trialAt + TRIAL_MS ? clock.now() + LOOK_MS : undefined;
  }
  if (!passes(rest)) return undefined;
  const length = rest.until - (rest.since ?? rest.until);
  // A timer may fire a little early; the vendor is not asked before the time that it named.
  return rest.until + 1 + chance * Math.min(length * SPREAD, MOST_SPREAD_MS);
}

/** Throttled or overloaded with a named end: it passes by itself, unlike a wrong key or an empty account. */
export function passes(rest: Blocked | undefined): boolean {
  return rest?.why === 'cooling' && consequences[rest.failure?.kind ?? 'aborted'].retry !== 'never';
}

/** Whether a target that has failed so is worth asking again after its rest. */
export function wasThrottled({ kind, retryAfterMs }: Attempt): boolean {
  if (!kind || consequences[kind].retry === 'never') return false;
  return kind === 'rate-limit' || retryAfterMs !== undefined;
}

/** Whether the trial that goes on has brought a sign of life: then who has nobody else need not wait for its end. */
export function isBack({ health }: Target): boolean {
  const trialAt = health.trialAt();
  return trialAt !== undefined && health.aliveAt() >= trialAt;
}

/** Who has read half a sentence does not wait longer for the rest than for a silent vendor. */
function timeLeft({ deadline, clock, avoid, limits }: Call): number {
  const left = deadline - clock.now();
  return avoid.size > 0 ? Math.min(left, limits.idleMs) : left;
}
