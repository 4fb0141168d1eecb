import type { Clock } from '../core/clock.ts';
import { ConfigError } from '../core/errors.ts';
import type { Blocked, Target } from '../core/target.ts';

/** A pause by hand: planned maintenance, a bad model update, a stop for cost. */
export interface PauseOptions {
  /** Default: until `resume()`. */
  until?: Date;
  /** Shown in `health()`, and told to the public in its notice. */
  reason?: string;
}

/** What was paused by hand. A target rests under its own name or its provider's; of two ends the later one wins. */
export class Pauses {
  readonly #clock: Clock;
  readonly #paused = new Map<string, PauseOptions & { since: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** `name` is a provider, or `provider/model`. */
  add(name: string, pause: PauseOptions): void {
    check(name, pause);
    // A pause that is prolonged has begun with the first.
    const before = this.#paused.get(name);
    const since = before && this.#leftMs(before) > 0 ? before.since : this.#clock.now();
    this.#paused.set(name, { ...pause, since });
  }

  has(name: string): boolean {
    return this.#paused.has(name);
  }

  remove(name: string): void {
    this.#paused.delete(name);
  }

  reasonOf(target: Pick<Target, 'id' | 'provider'>): string | undefined {
    return this.#longest(target)?.reason;
  }

  of(target: Pick<Target, 'id' | 'provider'>): Blocked | undefined {
    if (this.#paused.size === 0) return undefined;
    const pause = this.#longest(target);
    if (!pause) return undefined;
    const { since, leftMs } = pause;
    return { why: 'paused', since, until: this.#clock.now() + leftMs, binding: true };
  }

  #longest({ id, provider }: Pick<Target, 'id' | 'provider'>) {
    const pauses = [this.#paused.get(id), this.#paused.get(provider)].filter((pause) => pause !== undefined);
    return pauses
      .map((pause) => ({ ...pause, leftMs: this.#leftMs(pause) }))
      .filter(({ leftMs }) => leftMs > 0)
      .sort((a, b) => b.leftMs - a.leftMs)[0];
  }

  #leftMs({ until }: PauseOptions): number {
    return until ? until.getTime() - this.#clock.date() : Number.POSITIVE_INFINITY;
  }
}

/** Plain JavaScript says anything: a pause that would never end must not come of a slip of the pen. */
function check(name: string, { until, reason }: PauseOptions): void {
  if (until !== undefined && !(until instanceof Date && !Number.isNaN(until.getTime()))) {
    throw new ConfigError(
      `pause('${name}', { until }) takes a Date, such as new Date('2026-12-01T08:00:00Z').`,
    );
  }
  if (reason !== undefined && typeof reason !== 'string') {
    throw new ConfigError(`pause('${name}', { reason }) takes a text, such as 'the update of Tuesday'.`);
  }
}
