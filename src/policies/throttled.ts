import type { Call } from '../core/call.ts';
import { consequences } from '../core/kind.ts';
import type { Blocked, Target } from '../core/target.ts';

/** Those who wait for the same end do not all ask in the same moment. */
const SPREAD = 0.2;
const MOST_SPREAD_MS = 1_000;

/** A throttled target, and how long until it may be asked. */
export interface Wait {
  target: Target;
  ms: number;
}

/**
 * Everybody is throttled: the first that may be asked again, if that is in time for the call. Undefined where nobody
 * is, or where it would be too late: then the call fails at once, and its error says when to come back.
 */
export function firstBack(
  targets: readonly Target[],
  call: Call,
  blocked: (target: Target) => Blocked | undefined,
): Wait | undefined {
  const waits = targets
    .filter((target) => !call.avoid.has(target.id))
    .map((target) => ({ target, rest: blocked(target) }))
    .filter(({ rest }) => passes(rest))
    .map(({ target, rest }) => ({ target, ms: (rest as Blocked).until - call.clock.now() }));
  const first = waits.sort((a, b) => a.ms - b.ms)[0];
  if (!first) return undefined;
  // A timer may fire a little early; the vendor is not asked before the time that it named.
  const ms = first.ms + 1 + call.clock.random() * Math.min(first.ms * SPREAD, MOST_SPREAD_MS);
  return ms < timeLeft(call) ? { target: first.target, ms } : undefined;
}

/** Throttled or overloaded with a named end: it passes by itself, unlike a wrong key or an empty account. */
export function passes(rest: Blocked | undefined): boolean {
  return rest?.why === 'cooling' && consequences[rest.failure?.kind ?? 'aborted'].retry !== 'never';
}

/** Who has read half a sentence does not wait longer for the rest than for a silent vendor. */
function timeLeft({ deadline, clock, avoid, limits }: Call): number {
  const left = deadline - clock.now();
  return avoid.size > 0 ? Math.min(left, limits.idleMs) : left;
}
