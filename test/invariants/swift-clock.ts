import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../src/core/clock.ts';

/** The date at which it starts: 23 November 2026, noon UTC. */
const START = Date.UTC(2026, 10, 23, 12);
const ORIGIN = 1_000_000;

interface Timer {
  at: number;
  /** Of two that fall due together, the one that was started first runs first. */
  serial: number;
  run: (() => void) | undefined;
}

/**
 * Simulated time for hundreds of thousands of timers: a heap of them, and one turn of the event loop for each, in which
 * every promise that can settle does so.
 */
export class SwiftClock implements Clock {
  readonly #heap: Timer[] = [];
  #pending = 0;
  #serial = 0;
  #now = ORIGIN;
  #seed: number;
  /** What `random` gives while it is set; the seeded sequence otherwise. */
  chance: number | undefined;

  constructor(seed = 1) {
    this.#seed = seed;
  }

  readonly now = (): number => this.#now;
  readonly date = (): number => START + this.#now - ORIGIN;
  readonly random = (): number => this.chance ?? this.#next();

  readonly after = (ms: number, run: () => void): (() => void) => {
    const timer: Timer = { at: this.#now + Math.max(0, ms), serial: this.#serial++, run };
    this.#push(timer);
    this.#pending++;
    return () => {
      if (!timer.run) return;
      timer.run = undefined;
      this.#pending--;
    };
  };

  /** Timers that somebody still waits for. */
  get pending(): number {
    return this.#pending;
  }

  /** Moves time on, running what falls due in order. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await turn();
    while (this.#heap[0] && this.#heap[0].at <= end) await this.#step();
    this.#now = end;
    await turn();
  }

  /** Lets just as much time pass as a promise needs to settle; an error where it needs more than `mostMs`. */
  async until<T>(work: Promise<T>, mostMs = 3_600_000): Promise<T> {
    const end = this.#now + mostMs;
    let over = false;
    const done = work.finally(() => {
      over = true;
    });
    done.catch(() => {});
    await turn();
    while (!over && this.#heap[0] && this.#heap[0].at <= end) await this.#step();
    await turn();
    if (!over) throw new Error(`It did not end within ${mostMs} ms`);
    return done;
  }

  async #step(): Promise<void> {
    const { at, run } = this.#pop();
    // Cancelled meanwhile.
    if (!run) return;
    this.#pending--;
    this.#now = Math.max(this.#now, at);
    run();
    await turn();
  }

  #push(timer: Timer): void {
    const heap = this.#heap;
    let place = heap.push(timer) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (before(heap[parent] as Timer, timer)) break;
      heap[place] = heap[parent] as Timer;
      place = parent;
    }
    heap[place] = timer;
  }

  #pop(): Timer {
    const heap = this.#heap;
    const first = heap[0] as Timer;
    const last = heap.pop() as Timer;
    if (heap.length > 0) this.#sink(last);
    return { ...first, run: take(first) };
  }

  #sink(timer: Timer): void {
    const heap = this.#heap;
    let place = 0;
    for (let child = 1; child < heap.length; child = 2 * place + 1) {
      const right = heap[child + 1];
      if (right && before(right, heap[child] as Timer)) child++;
      if (before(timer, heap[child] as Timer)) break;
      heap[place] = heap[child] as Timer;
      place = child;
    }
    heap[place] = timer;
  }

  /** Mulberry32: small, and the same sequence in every run. */
  #next(): number {
    this.#seed = (this.#seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#seed ^ (this.#seed >>> 15), 1 | this.#seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}

function before(one: Timer, other: Timer): boolean {
  return one.at < other.at || (one.at === other.at && one.serial < other.serial);
}

/** Its work, once: what is cancelled afterwards was not pending any more. */
function take(timer: Timer): (() => void) | undefined {
  const { run } = timer;
  timer.run = undefined;
  return run;
}
