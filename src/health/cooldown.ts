import type { Clock } from '../core/clock.ts';
import type { Failure } from '../core/failure.ts';

/** Why something rests, and until when. */
export interface Rest {
  until: number;
  /** The vendor itself named the time. */
  binding: boolean;
  failure: Failure;
}

/** A time of rest beside the breaker: throttled, out of credit, locked out. Of two ends the later one wins. */
export class Cooldown {
  readonly #clock: Clock;
  #rest: Rest | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The rest that is still going on. */
  get current(): Rest | undefined {
    return this.#rest && this.#rest.until > this.#clock.now() ? this.#rest : undefined;
  }

  extend(rest: Rest): void {
    if (!this.#rest || rest.until >= this.#rest.until) this.#rest = rest;
  }

  clear(): void {
    this.#rest = undefined;
  }
}
