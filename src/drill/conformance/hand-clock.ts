import type { Clock } from '../../index.ts';

/** Time that stands still until it is told to pass, so that no case waits for a deadline. */
export class HandClock implements Clock {
  readonly #timers = new Set<{ at: number; run: () => void }>();
  readonly #started = Date.now();
  #now = 0;

  readonly now = (): number => this.#now;
  readonly date = (): number => this.#started + this.#now;
  readonly random = (): number => 0.5;

  readonly after = (ms: number, run: () => void): (() => void) => {
    const timer = { at: this.#now + ms, run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  };

  /** Lets `ms` pass at once, and runs what falls due. */
  pass(ms: number): void {
    this.#now += ms;
    const due = [...this.#timers].filter(({ at }) => at <= this.#now).sort((a, b) => a.at - b.at);
    for (const timer of due) if (this.#timers.delete(timer)) timer.run();
  }
}
