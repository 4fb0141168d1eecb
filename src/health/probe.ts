import type { Outcome } from '../core/chat.ts';
import type { Emit } from '../core/events.ts';
import { consequences } from '../core/kind.ts';
import { thinks } from '../core/shape.ts';
import type { TargetHealth } from './target-health.ts';

/** One lucky answer in the middle of an outage is common; two in a row are not. */
const PROBES = 2;
/** Longer than this for one word, and a model is not well, unless it thinks first or has always been slow. */
const PATIENCE_MS = 5_000;
const THINKING_MS = 60_000;

/**
 * Finds out beside a live call, which another target serves, whether an open target has healed: `ask` is called
 * twice, back to back. Users never wait on it, and without traffic nothing is asked.
 */
export function probe(health: TargetHealth, ask: () => Promise<Outcome>, emit: Emit): void {
  void health.trial(async () => {
    for (let left = PROBES; left > 0; left--) {
      // A live call may have learned meanwhile that the vendor is not to be asked yet.
      if (health.blocked()?.why !== 'open') return { type: 'abandoned' };
      const outcome = await ask();
      if (outcome.type === 'failed' && !wasRead(outcome)) return outcome;
    }
    return { type: 'answered' };
  }, emit);
}

/** How long a probe waits for its word. Milliseconds. */
export function patience(model: string, health: TargetHealth): number {
  if (thinks(model, {})) return THINKING_MS;
  return Math.max(PATIENCE_MS, health.latency.spread('plain')?.p95Ms ?? 0);
}

/** A request that is called wrong was read and answered: the vendor is up. */
function wasRead(outcome: Outcome & { type: 'failed' }): boolean {
  return consequences[outcome.failure.kind].health === 'nothing';
}
