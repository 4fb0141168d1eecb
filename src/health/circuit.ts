import type { Clock } from '../core/clock.ts';
import type { Emit } from '../core/events.ts';
import type { Failure } from '../core/failure.ts';
import type { Blocked } from '../core/target.ts';
import { Breaker, type BreakerOptions } from './breaker.ts';

/** A verdict's right to count: void once the circuit has opened or closed since. */
export type Ticket = number;

/** A breaker with a name, which tells of its openings and closings, and of what broke it. */
export class Circuit {
  readonly #name: string;
  readonly #clock: Clock;
  readonly #breaker: Breaker;
  /** Who waits on an answer from behind it, and wants to know when it is found to be silent. */
  readonly watchers = new Set<() => void>();
  /** How often it has answered. */
  answers = 0;
  /** The last failure that counted, and whom to tell of an opening. */
  #broke: { failure: Failure; emit: Emit } | undefined;

  /** `name` is what opens: a target, or a provider as a whole. */
  constructor(name: string, options: BreakerOptions, clock: Clock) {
    this.#name = name;
    this.#clock = clock;
    this.#breaker = new Breaker(options, clock, () => this.#opened());
  }

  get ticket(): Ticket {
    return this.#breaker.generation;
  }

  get recent(): { attempts: number; failed: number } {
    return this.#breaker.recent;
  }

  /** What an open circuit says of itself. */
  get open(): Blocked | undefined {
    if (this.#breaker.closed) return undefined;
    const { until, failingSince } = this.#breaker;
    const open: Blocked = { why: 'open', until, binding: false, since: failingSince };
    return this.#broke ? { ...open, failure: this.#broke.failure } : open;
  }

  /** True once an open circuit may be tried. */
  get rested(): boolean {
    return this.#breaker.until <= this.#clock.now();
  }

  borrow(): boolean {
    return this.#breaker.borrow();
  }

  succeed(emit: Emit, ticket: Ticket | undefined): void {
    if (ticket !== this.#breaker.generation) return;
    this.answers++;
    if (this.#breaker.closed) return void this.#breaker.report(true);
    // A trial, or a live call that was let through because nobody was up.
    this.#breaker.close();
    emit({ type: 'circuit-closed', target: this.#name });
  }

  /** `restFrom`: where the failure is an open circuit's trial, the clock's time at which that began. */
  fail(failure: Failure, emit: Emit, ticket: Ticket, restFrom?: number): void {
    if (ticket !== this.#breaker.generation) return;
    this.#broke = { failure, emit };
    if (this.#breaker.closed) void this.#breaker.report(false);
    else this.#breaker.rest(restFrom);
  }

  #opened(): void {
    const kind = this.#broke?.failure.kind ?? 'transient';
    const forMs = this.#breaker.until - this.#clock.now();
    this.#broke?.emit({ type: 'circuit-opened', target: this.#name, kind, forMs });
    // One that answers with errors tells those who wait itself, and soon; one that is silent tells them nothing.
    if (kind === 'timeout') for (const tell of [...this.watchers]) tell();
  }
}
