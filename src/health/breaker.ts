import { EventEmitter } from 'node:events';
import type CircuitBreaker from 'opossum';
import { type Clock, MAX_DELAY_MS } from '../core/clock.ts';
import { once } from '../core/once.ts';

/** When a circuit opens, and how long it stays open. */
export interface BreakerOptions {
  /** Share of failed attempts in the window, 0 to 1, at which the circuit opens. Default 0.5. */
  failureRate: number;
  /** Failures in a row that open it whatever the rate. Default 5. */
  consecutiveFailures: number;
  /** Length of the sliding window. Milliseconds. Default 30 000. */
  windowMs: number;
  /** First rest of an open circuit; it doubles with each failed trial up to 10 s. Milliseconds. Default 2 000. */
  cooldownMs: number;
  /**
   * How an open circuit is tried. `'probe'`: two tiny requests of ours beside a live call. `'live'`: one live call after
   * each rest, whose user waits on it. Default `'probe'`.
   */
  trial: 'probe' | 'live';
}

const BUCKETS = 6;
/** Fewer verdicts than this in the window say nothing about a rate. */
const MIN_VERDICTS = 5;
const MAX_COOLDOWN_MS = 10_000;
/**
 * With little traffic five failures in a row take minutes, and each of their callers pays. Two are enough where nothing
 * but failures came for so long.
 */
const LONG_MS = 5_000;
/** Rests differ by up to this share, so that many processes do not come back in step. */
const JITTER = 0.2;

interface Counters {
  increment(counter: string): void;
  rotateBucket(): void;
}

let opossum: typeof CircuitBreaker | undefined;

/** opossum is fetched with the first verdict, for which no call waits, or ahead of it by `ready()`. */
export const loadBreaker = once(async () => {
  opossum = (await import('opossum')).default;
});

/** opossum wants a reason for a failure; what really failed is told by the attempt. */
const FAILED = new Error('The attempt failed');

/**
 * opossum as window and switch. It is fed verdicts and never wraps a call: a `fire()` around a call sees no death
 * in mid-stream, and hangs half-open when a reader walks away. Half-open is a trial of ours beside the live calls.
 */
export class Breaker {
  /** Made for the first verdict, and fired where an attempt has failed. */
  #made: CircuitBreaker<[], void> | undefined;
  readonly #options: BreakerOptions;
  readonly #clock: Clock;
  readonly #opened: () => void;
  #slot: number;
  #inARow = 0;
  #openings = 0;
  /** The clock's time of the first failure since the last answer. */
  failingSince = 0;
  /** The clock's time at which an open circuit may be tried. */
  until = 0;
  /** Moves whenever the circuit does, so that a verdict from before the change is known as stale. */
  generation = 0;

  /** `opened` is called at once when the circuit opens. */
  constructor(options: BreakerOptions, clock: Clock, opened: () => void) {
    this.#options = options;
    this.#clock = clock;
    this.#opened = opened;
    this.#slot = this.#currentSlot();
  }

  get closed(): boolean {
    return this.#made?.closed ?? true;
  }

  /** Verdicts of the window, and how many of them were failures. */
  get recent(): { attempts: number; failed: number } {
    if (!this.#made) return { attempts: 0, failed: 0 };
    this.#rotate();
    const { successes, failures } = this.#made.stats;
    return { attempts: successes + failures, failed: failures };
  }

  /** One verdict on an attempt made while closed. The circuit may open somewhat later. */
  report(healthy: boolean): Promise<void> | undefined {
    // Where it cannot be loaded, which `ready()` tells, calls are answered without it.
    if (!opossum)
      return loadBreaker().then(
        () => this.report(healthy),
        () => {},
      );
    this.#rotate();
    return healthy ? this.#answered() : this.#failed();
  }

  /** Counted as a `fire()` that ended well would be: nothing else comes of one, and each call would pay for it. */
  #answered(): undefined {
    this.#inARow = 0;
    this.#counters.increment('fires');
    this.#counters.increment('successes');
  }

  async #failed(): Promise<void> {
    if (this.#inARow === 0) this.failingSince = this.#clock.now();
    this.#inARow++;
    await this.#circuit.fire().catch(() => {});
    if (this.closed && this.#isEnough()) this.#circuit.open();
  }

  /** A trial failed, or the circuit has just opened: leave it alone, longer each time. */
  rest(from = this.#clock.now()): void {
    const { cooldownMs } = this.#options;
    const base = Math.min(cooldownMs * 2 ** this.#openings++, Math.max(cooldownMs, MAX_COOLDOWN_MS));
    this.until = from + this.#jittered(base);
  }

  /** True where an open circuit has rested and a live call shall try it: the next one may after another rest. */
  borrow(): boolean {
    const { trial, cooldownMs } = this.#options;
    if (trial !== 'live' || this.closed || this.until > this.#clock.now()) return false;
    this.until = this.#clock.now() + this.#jittered(Math.max(cooldownMs, LONG_MS));
    return true;
  }

  /** A trial succeeded: start anew, for one old failure in the window would open it again. */
  close(): void {
    this.#inARow = 0;
    this.#openings = 0;
    this.#circuit.close();
    this.#turn(BUCKETS);
  }

  get #circuit(): CircuitBreaker<[], void> {
    this.#made ??= this.#make();
    return this.#made;
  }

  #make(): CircuitBreaker<[], void> {
    const { failureRate, windowMs } = this.#options;
    const made = new (opossum as typeof CircuitBreaker)<[], void>(() => Promise.reject(FAILED), {
      timeout: false,
      // opossum's own half-open never comes: its timer would run on another clock than ours.
      resetTimeout: MAX_DELAY_MS,
      // opossum opens strictly above its threshold; "at or above" is what an option called rate promises.
      errorThresholdPercentage: failureRate * 100 - 1e-9,
      volumeThreshold: MIN_VERDICTS,
      rollingCountTimeout: windowMs,
      rollingCountBuckets: BUCKETS,
      rollingPercentilesEnabled: false,
      enableSnapshots: false,
      // Rotates nothing by itself: the window turns on our clock, just before it is needed.
      rotateBucketController: new EventEmitter(),
    });
    made.on('open', () => {
      this.generation++;
      this.rest();
      this.#opened();
    });
    made.on('close', () => this.generation++);
    return made;
  }

  #isEnough(): boolean {
    if (this.#inARow >= this.#options.consecutiveFailures) return true;
    return this.#inARow >= 2 && this.#clock.now() - this.failingSince >= LONG_MS;
  }

  #jittered(ms: number): number {
    return ms * (1 + JITTER * (2 * this.#clock.random() - 1));
  }

  #currentSlot(): number {
    return Math.floor(this.#clock.now() / (this.#options.windowMs / BUCKETS));
  }

  #rotate(): void {
    const slot = this.#currentSlot();
    this.#turn(slot - this.#slot);
    this.#slot = slot;
  }

  #turn(slots: number): void {
    for (let due = Math.min(BUCKETS, slots); due > 0; due--) this.#counters.rotateBucket();
  }

  /** opossum's own window, of which its type declarations know too little. */
  get #counters(): Counters {
    return this.#circuit.status as unknown as Counters;
  }
}
