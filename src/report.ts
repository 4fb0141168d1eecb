import type { KnownTarget } from './build.ts';
import type { Clock } from './core/clock.ts';
import type { Blocked } from './core/target.ts';
import type { Pauses } from './health/pauses.ts';
import type { LastFailure } from './health/target-health.ts';

/** What is known of a target now. Holds no key. */
export interface TargetReport {
  /** `provider/model`. */
  target: string;
  provider: string;
  model: string;
  /**
   * `untested`: it was never asked, so nothing is known. `failing`: its last attempt failed, but it is still asked.
   * `open`: its circuit is; `cooling`: throttled, out of credit or locked out; `paused`: by hand.
   */
  state: 'untested' | 'healthy' | 'failing' | 'open' | 'cooling' | 'paused';
  /** When it may be asked again; absent where it may be now, or where only `resume()` can tell. */
  until?: Date;
  /** Why it is left alone: the failure's kind, or the reason that was given for the pause. */
  reason?: string;
  lastFailure?: Omit<LastFailure, 'at'> & { at: Date };
}

export function reportOf(
  target: KnownTarget,
  blocked: Blocked | undefined,
  pauses: Pauses,
  clock: Clock,
): TargetReport {
  const { id, provider, model, health } = target;
  const { lastFailure } = health;
  const reason = blocked?.why === 'paused' ? pauses.reasonOf(target) : blocked?.failure?.kind;
  const ends = blocked && Number.isFinite(blocked.until);
  return {
    target: id,
    provider,
    model,
    state: blocked?.why ?? health.last,
    ...(ends && { until: new Date(Math.round(clock.date() + blocked.until - clock.now())) }),
    ...(reason && { reason }),
    ...(lastFailure && { lastFailure: { ...lastFailure, at: new Date(lastFailure.at) } }),
  };
}
