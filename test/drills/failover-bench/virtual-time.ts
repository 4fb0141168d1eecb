import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../../src/index.ts';
import { Loopback } from './loopback.ts';
import type { Time } from './time.ts';

interface Timer {
  at: number;
  run: () => void;
}

/** Turns of the event loop without anything on the wire, after which nobody has anything left to do but wait. */
const QUIET_TURNS = 6;

/**
 * Time for a whole process: the client's clock, the timers of servers and SDKs, `performance.now()`. It jumps to the
 * next timer as soon as nothing else can happen, so a drill of minutes takes milliseconds, on any machine the same.
 */
export class VirtualTime implements Clock, Time {
  readonly clock = this;
  readonly #timers = new Set<Timer>();
  readonly #loopback = new Loopback();
  readonly #start = Date.UTC(2026, 10, 23, 12);
  #now = 1_000;
  #seed = 1;

  readonly now = (): number => this.#now;
  readonly date = (): number => this.#start + this.#now;
  /** Park and Miller's minimal standard: the same sequence in every run. */
  readonly random = (): number => {
    this.#seed = (this.#seed * 48_271) % 2_147_483_647;
    return this.#seed / 2_147_483_647;
  };

  readonly after = (ms: number, run: () => void): (() => void) => {
    const timer = { at: this.#now + Math.max(0, ms || 0), run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  };

  /** Does some work in this time, and puts the real one back. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const real = { setTimeout, clearTimeout, now: performance.now };
    Object.assign(globalThis, { setTimeout: this.#setTimeout, clearTimeout: this.#clearTimeout });
    performance.now = this.now;
    this.#loopback.watch();
    try {
      return await this.#driven(work());
    } finally {
      this.#loopback.leave();
      performance.now = real.now;
      Object.assign(globalThis, { setTimeout: real.setTimeout, clearTimeout: real.clearTimeout });
    }
  }

  async #driven<T>(work: Promise<T>): Promise<T> {
    let over = false;
    const end = () => {
      over = true;
    };
    work.then(end, end);
    while (true) {
      await this.#quiet();
      if (over) return work;
      const [due] = [...this.#timers].sort((a, b) => a.at - b.at);
      if (!due) throw new Error('Nobody waits for a time any more, and still it is not over');
      this.#timers.delete(due);
      this.#now = Math.max(this.#now, due.at);
      due.run();
    }
  }

  async #quiet(): Promise<void> {
    for (let turns = 0; turns < QUIET_TURNS; turns++) {
      await turn();
      if (!this.#loopback.quiet) turns = -1;
    }
  }

  readonly #setTimeout = (run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]): VirtualTimeout =>
    new VirtualTimeout(this, ms, () => run(...args));

  readonly #clearTimeout = (timeout: unknown): void => {
    if (timeout instanceof VirtualTimeout) timeout.close();
    else clearImmediate(timeout as NodeJS.Immediate);
  };
}

/** What `setTimeout` returns: as much of Node's own as libraries use. */
class VirtualTimeout {
  readonly #arm: () => () => void;
  #cancel: () => void;

  constructor(clock: Clock, ms: number, run: () => void) {
    this.#arm = () => clock.after(ms, run);
    this.#cancel = this.#arm();
  }

  ref = (): this => this;
  unref = (): this => this;
  hasRef = (): boolean => true;
  close = (): void => this.#cancel();
  refresh = (): this => {
    this.#cancel();
    this.#cancel = this.#arm();
    return this;
  };
}
