import type { Clock } from '../core/clock.ts';
import { ConfigError } from '../core/errors.ts';
import type { Blocked, Target } from '../core/target.ts';

/** A pause by hand: planned maintenance, a bad model update, a stop for cost. */
export interface PauseOptions {
  /** Default: until `resume()`. */
  until?: Date;
  /** Shown in `health()`. */
  reason?: string;
}

/** What was paused by hand. A target rests under its own name or its provider's; of two ends the later one wins. */
export class Pauses {
  readonly #clock: Clock;
  readonly #paused = new Map<string, PauseOptions>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** `name` is a provider, or `provider/model`. */
  add(name: string, pause: PauseOptions): void {
    if (pause.until !== undefined && Number.isNaN(pause.until.getTime?.() ?? Number.NaN)) {
      throw new ConfigError(
        `pause('${name}', { until }) takes a Date, such as new Date('2026-12-01T08:00:00Z').`,
      );
    }
    this.#paused.set(name, pause);
  }

  remove(name: string): void {
    this.#paused.delete(name);
  }

  reasonOf(target: Pick<Target, 'id' | 'provider'>): string | undefined {
    return this.#paused.get(target.id)?.reason ?? this.#paused.get(target.provider)?.reason;
  }

  of(target: Pick<Target, 'id' | 'provider'>): Blocked | undefined {
    if (this.#paused.size === 0) return undefined;
    const ends = [target.id, target.provider].map((name) => this.#leftMs(name));
    const left = Math.max(...ends);
    return left > 0 ? { why: 'paused', until: this.#clock.now() + left, binding: true } : undefined;
  }

  #leftMs(name: string): number {
    const pause = this.#paused.get(name);
    if (!pause) return 0;
    return pause.until ? pause.until.getTime() - this.#clock.date() : Number.POSITIVE_INFINITY;
  }
}
