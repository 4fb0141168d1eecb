import type { Outcome } from '../core/chat.ts';
import type { Clock } from '../core/clock.ts';
import type { Emit } from '../core/events.ts';
import type { Failure } from '../core/failure.ts';
import { consequences } from '../core/kind.ts';
import type { Blocked, Health } from '../core/target.ts';
import { Breaker, type BreakerOptions } from './breaker.ts';
import { Cooldown } from './cooldown.ts';

/** What a report says of the last failure: no word of the vendor's. */
export interface LastFailure {
  kind: Failure['kind'];
  status: number | undefined;
  /** When, as the clock's date. */
  at: number;
}

/** What is known of one model at one vendor under one key. Shared by all clients of the process. */
export class TargetHealth implements Health {
  readonly #id: string;
  readonly #clock: Clock;
  readonly #breaker: Breaker | undefined;
  readonly #cooldown: Cooldown;
  /** The key's own rest: it holds for all models that are reached with it. */
  readonly #account: Cooldown;
  /** Moves whenever the circuit does, so that a verdict from before the change is known as stale. */
  #generation = 0;
  #askedAt = Number.NEGATIVE_INFINITY;
  #trying = false;
  #answered = false;
  #broke: Failure | undefined;
  lastFailure: LastFailure | undefined;

  constructor(id: string, options: BreakerOptions | false, account: Cooldown, clock: Clock) {
    this.#id = id;
    this.#clock = clock;
    this.#account = account;
    this.#cooldown = new Cooldown(clock);
    this.#breaker = options ? new Breaker(options, clock) : undefined;
  }

  blocked(): Blocked | undefined {
    const rests = [this.#account.current, this.#cooldown.current].filter((rest) => rest !== undefined);
    const longest = rests.sort((a, b) => b.until - a.until)[0];
    if (longest) return { why: 'cooling', ...longest };
    if (!this.#breaker || this.#breaker.closed) return undefined;
    const open: Blocked = { why: 'open', until: this.#breaker.until, binding: false };
    return this.#broke ? { ...open, failure: this.#broke } : open;
  }

  askedAt(): number {
    return this.#askedAt;
  }

  /** True from the first whole answer, or once something has gone wrong: before, nothing is known. */
  get tested(): boolean {
    return this.#answered || this.lastFailure !== undefined;
  }

  admit(emit: Emit): (outcome: Outcome) => void {
    this.#askedAt = this.#clock.now();
    const generation = this.#generation;
    const rested = this.blocked() !== undefined;
    return (outcome) => {
      if (outcome.type === 'abandoned') return;
      if (outcome.type === 'failed') this.#learn(outcome.failure, generation, emit);
      else this.#succeed(generation, rested, emit);
    };
  }

  /** Runs a trial beside the live calls: one at a time, and not before the open circuit has rested. */
  async trial(probe: () => Promise<Outcome>, emit: Emit): Promise<void> {
    const breaker = this.#breaker;
    if (this.#trying || !breaker || breaker.closed || breaker.until > this.#clock.now()) return;
    this.#trying = true;
    emit({ type: 'probe-started', target: this.#id });
    const outcome = await probe();
    this.#trying = false;
    const ok = outcome.type === 'answered';
    const kind = outcome.type === 'failed' ? { kind: outcome.failure.kind } : {};
    emit({ type: 'probe-ended', target: this.#id, ok, ...kind });
    if (breaker.closed) return;
    if (ok) this.#close(emit);
    else breaker.rest();
  }

  #succeed(generation: number, rested: boolean, emit: Emit): void {
    this.#answered = true;
    if (generation !== this.#generation) return;
    // Only one that was asked in its rest proves that the rest is over; others may just have started earlier.
    if (rested) {
      this.#cooldown.clear();
      this.#account.clear();
    }
    // Nobody was healthy and a live call was let through: its answer is a trial that succeeded.
    if (this.#breaker && !this.#breaker.closed) this.#close(emit);
    else void this.#breaker?.report(true);
  }

  #learn(failure: Failure, generation: number, emit: Emit): void {
    const { health } = consequences[failure.kind];
    if (health === 'nothing') return;
    const { status, retryAfterMs } = failure.details;
    this.lastFailure = { kind: failure.kind, status, at: this.#clock.date() };
    if (health !== 'failure') this.#cool(failure, health, emit);
    else if (retryAfterMs) this.#cool(failure, { coolMs: 0, scope: 'model' }, emit);
    if (health === 'failure' && generation === this.#generation) void this.#fail(failure, generation, emit);
  }

  #cool(
    failure: Failure,
    { coolMs, scope }: { coolMs: number; scope: 'model' | 'account' },
    emit: Emit,
  ): void {
    const told = failure.details.retryAfterMs;
    const forMs = told ?? coolMs;
    const rest = { until: this.#clock.now() + forMs, binding: told !== undefined, failure };
    (scope === 'account' ? this.#account : this.#cooldown).extend(rest);
    emit({ type: 'target-cooled', target: this.#id, reason: failure.kind, forMs });
  }

  async #fail(failure: Failure, generation: number, emit: Emit): Promise<void> {
    const breaker = this.#breaker;
    if (!breaker) return;
    this.#broke = failure;
    if (!breaker.closed) return breaker.rest();
    await breaker.report(false);
    // Of many calls that fail together, one opens the circuit.
    if (breaker.closed || generation !== this.#generation) return;
    this.#generation++;
    emit({ type: 'circuit-opened', target: this.#id, kind: failure.kind, untilMs: breaker.until });
  }

  #close(emit: Emit): void {
    this.#generation++;
    this.#breaker?.close();
    emit({ type: 'circuit-closed', target: this.#id });
  }
}
