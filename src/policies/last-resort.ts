import type { Call } from '../core/call.ts';
import type { Look, Target } from '../core/target.ts';
import { passes } from './waiting.ts';

/** While everything is down, each target is asked once a second, by one live call, which may find out that it is not. */
const LAST_RESORT_MS = 1_000;

/**
 * Nobody that is up has answered: rather than fail without asking, the one that has rested longest is asked, unless
 * it named a time itself or will be well by itself. `left`: those that this call has not asked yet.
 */
export function lastResort(
  targets: readonly Target[],
  left: readonly Target[],
  call: Call,
  blocked: Look,
): Target | undefined {
  // Where there is only one at all, it is asked: a client without fallbacks must not be worse than the original.
  const alone = targets.length === 1 && call.attempts.list.length === 0;
  const free = left.filter((target) => {
    const rest = blocked(target);
    return !rest?.binding && !call.avoid.has(target.id) && (alone || !passes(rest));
  });
  const [longest] = free.sort((a, b) => a.health.askedAt() - b.health.askedAt());
  return longest && (alone || isDue(longest, call)) ? longest : undefined;
}

/** Whether nobody has asked it for so long that one more may. */
export function isDue({ health }: Target, { clock }: Call): boolean {
  return clock.now() - health.askedAt() >= LAST_RESORT_MS;
}
