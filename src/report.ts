import type { KnownTarget } from './build.ts';
import type { Clock } from './core/clock.ts';
import type { Blocked } from './core/target.ts';
import type { LastFailure } from './health/target-health.ts';

/** What is known of a target now. Holds no key. */
export interface TargetReport {
  /** `provider/model`. */
  target: string;
  provider: string;
  model: string;
  /** `untested`: nothing was asked of it yet, so nothing is known. */
  state: 'untested' | 'healthy' | 'open' | 'cooling' | 'paused';
  /** When it may be asked again; absent where it may be now, or where only `resume()` can tell. */
  until?: Date;
  lastFailure?: Omit<LastFailure, 'at'> & { at: Date };
}

export function reportOf(target: KnownTarget, blocked: Blocked | undefined, clock: Clock): TargetReport {
  const { id, provider, model, health } = target;
  const { lastFailure } = health;
  const ends = blocked && Number.isFinite(blocked.until);
  return {
    target: id,
    provider,
    model,
    state: blocked?.why ?? (health.tested ? 'healthy' : 'untested'),
    ...(ends && { until: new Date(clock.date() + blocked.until - clock.now()) }),
    ...(lastFailure && { lastFailure: { ...lastFailure, at: new Date(lastFailure.at) } }),
  };
}
