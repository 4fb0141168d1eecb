import type { Clock } from '../core/clock.ts';
import type { Failure } from '../core/failure.ts';

/** Why something rests, and until when. Both times are the clock's. */
export interface Rest {
  since: number;
  until: number;
  failure: Failure;
}

/**
 * A time of rest beside the breaker: throttled, out of credit, locked out. Of two ends the later one wins. A rest
 * that the vendor named is binding and ends by the clock alone; one that we guessed ends as soon as an answer comes.
 */
export class Cooldown {
  readonly #clock: Clock;
  #named: Rest | undefined;
  #guessed: Rest | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** True where no rest was ever begun that has not ended: the usual case, and asked for at every turn. */
  get idle(): boolean {
    return !this.#named && !this.#guessed;
  }

  get named(): Rest | undefined {
    return this.#current(this.#named);
  }

  get guessed(): Rest | undefined {
    return this.#current(this.#guessed);
  }

  /** When the rest began that goes on now, or now. */
  get since(): number {
    return (this.named ?? this.guessed)?.since ?? this.#clock.now();
  }

  extend(rest: Rest, binding: boolean): void {
    if (binding) this.#named = later(this.#named, rest);
    else this.#guessed = later(this.#guessed, rest);
  }

  /** Ends a guessed rest, if it is still that one. */
  end(rest: Rest | undefined): void {
    if (this.#guessed === rest) this.#guessed = undefined;
  }

  #current(rest: Rest | undefined): Rest | undefined {
    return rest && rest.until > this.#clock.now() ? rest : undefined;
  }
}

function later(old: Rest | undefined, rest: Rest): Rest {
  return old && old.until > rest.until ? old : rest;
}
