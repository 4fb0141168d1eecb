import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../src/core/clock.ts';

/** The date at which every fake clock starts: 23 November 2026, noon UTC. */
const START = Date.UTC(2026, 10, 23, 12);

interface Timer {
  at: number;
  run: () => void;
  idle: boolean;
}

/** Lets every promise that can settle do so. */
export async function settled(): Promise<void> {
  for (let turns = 0; turns < 3; turns++) await turn();
}

/** Time and chance under a test's hand: nothing moves until it is told to. */
export class FakeClock implements Clock {
  readonly #timers = new Set<Timer>();
  #now = 1_000_000;
  #seed: number;
  /** What `random` gives while it is set; the seeded sequence otherwise. */
  chance: number | undefined;

  constructor(seed = 1) {
    this.#seed = seed;
  }

  readonly now = (): number => this.#now;
  readonly date = (): number => START + this.#now - 1_000_000;
  readonly random = (): number => this.chance ?? this.#next();

  readonly after = (ms: number, run: () => void, idle = false): (() => void) => {
    const timer = { at: this.#now + Math.max(0, ms), run, idle };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  };

  /** Timers that somebody still waits for. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Those of them for which a process would stay. */
  get holding(): number {
    return [...this.#timers].filter(({ idle }) => !idle).length;
  }

  /** Moves time on, running what falls due in order, with room for promises in between. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settled();
    for (let due = this.#due(end); due; due = this.#due(end)) {
      this.#timers.delete(due);
      this.#now = Math.max(this.#now, due.at);
      due.run();
      await settled();
    }
    this.#now = end;
    await settled();
  }

  #due(end: number): Timer | undefined {
    // A stable sort: of two that fall due together, the one that was started first runs first.
    return [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
  }

  /** Mulberry32: small, and the same sequence in every run. */
  #next(): number {
    this.#seed = (this.#seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#seed ^ (this.#seed >>> 15), 1 | this.#seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}
