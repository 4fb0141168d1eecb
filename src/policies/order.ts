import type { Clock } from '../core/clock.ts';
import type { Target } from '../core/target.ts';

/**
 * The order for one call: who has a share stands in its place for that share of the calls only, and last for all
 * others, so that a careful update costs nobody a stand-in.
 */
export function inOrder(targets: readonly Target[], clock: Clock): readonly Target[] {
  if (targets.every(({ share }) => share === undefined)) return targets;
  const drawn = targets.map((target) => ({ target, in: clock.random() < (target.share ?? 1) }));
  return [...drawn.filter((one) => one.in), ...drawn.filter((one) => !one.in)].map(({ target }) => target);
}
