import type { Outcome } from '../core/chat.ts';
import type { Clock } from '../core/clock.ts';
import type { Emit } from '../core/events.ts';
import type { Failure } from '../core/failure.ts';
import { consequences } from '../core/kind.ts';
import type { Blocked, Health } from '../core/target.ts';
import { Breaker, type BreakerOptions } from './breaker.ts';
import { Budget } from './budget.ts';
import { Cooldown } from './cooldown.ts';
import { Latency } from './latency.ts';

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
  #askedAt = Number.NEGATIVE_INFINITY;
  readonly #latency = new Latency();
  readonly #budget = new Budget();
  #trying = false;
  #last: 'untested' | 'healthy' | 'failing' = 'untested';
  /** The last failure that counted against the circuit, and whom to tell of its opening. */
  #broke: { failure: Failure; emit: Emit } | undefined;
  lastFailure: LastFailure | undefined;

  constructor(id: string, options: BreakerOptions | false, account: Cooldown, clock: Clock) {
    this.#id = id;
    this.#clock = clock;
    this.#account = account;
    this.#cooldown = new Cooldown(clock);
    this.#breaker = options ? new Breaker(options, clock, () => this.#opened()) : undefined;
  }

  blocked(): Blocked | undefined {
    const { named, guessed } = this.#cooldown;
    const rests = [named, guessed, this.#account.named, this.#account.guessed].filter(
      (rest) => rest !== undefined,
    );
    const longest = rests.sort((a, b) => b.until - a.until)[0];
    if (longest) return { why: 'cooling', ...longest, binding: Boolean(named ?? this.#account.named) };
    if (!this.#breaker || this.#breaker.closed) return undefined;
    const open: Blocked = { why: 'open', until: this.#breaker.until, binding: false };
    return this.#broke ? { ...open, failure: this.#broke.failure } : open;
  }

  askedAt(): number {
    return this.#askedAt;
  }

  /** What its last attempt showed. Until there was one, nothing is known. */
  get last(): 'untested' | 'healthy' | 'failing' {
    return this.#last;
  }

  heard(shape: string, ms: number): void {
    this.#latency.learn(shape, ms);
  }

  usual(shape: string): number | undefined {
    return this.#latency.usual(shape);
  }

  spend(): boolean {
    return this.#budget.spend();
  }

  admit(emit: Emit): (outcome: Outcome) => void {
    this.#askedAt = this.#clock.now();
    this.#budget.deposit();
    const generation = this.#breaker?.generation;
    const guesses = [this.#account, this.#cooldown].map((cooldown) => ({ cooldown, rest: cooldown.guessed }));
    return (outcome) => {
      if (outcome.type === 'abandoned') return;
      const stale = generation !== this.#breaker?.generation;
      if (outcome.type === 'failed') {
        this.#learn(outcome.failure, stale, emit);
        return;
      }
      // It was asked in its rest and answered: the guess was too long.
      for (const { cooldown, rest } of guesses) cooldown.end(rest);
      if (!stale) this.#succeed(emit);
    };
  }

  /** Runs a trial beside the live calls: one at a time, and not before the open circuit has rested. */
  async trial(probe: () => Promise<Outcome>, emit: Emit): Promise<void> {
    const breaker = this.#breaker;
    if (this.#trying || !breaker || this.blocked()?.why !== 'open' || breaker.until > this.#clock.now())
      return;
    this.#trying = true;
    emit({ type: 'probe-started', target: this.#id });
    const { generation } = breaker;
    const outcome = await probe().finally(() => {
      this.#trying = false;
    });
    const failed = outcome.type === 'failed' ? { kind: outcome.failure.kind } : undefined;
    emit({ type: 'probe-ended', target: this.#id, ok: outcome.type === 'answered', ...failed });
    const stale = generation !== breaker.generation;
    if (outcome.type === 'failed') this.#learn(outcome.failure, stale, emit);
    else if (outcome.type === 'answered' && !stale) this.#succeed(emit);
  }

  #succeed(emit: Emit): void {
    this.#last = 'healthy';
    const breaker = this.#breaker;
    if (!breaker || breaker.closed) return void breaker?.report(true);
    // A trial, or a live call that was let through because nobody was up.
    breaker.close();
    emit({ type: 'circuit-closed', target: this.#id });
  }

  #learn(failure: Failure, stale: boolean, emit: Emit): void {
    const { health } = consequences[failure.kind];
    if (health === 'nothing') return;
    const { status, retryAfterMs } = failure.details;
    this.#last = 'failing';
    this.lastFailure = { kind: failure.kind, status, at: this.#clock.date() };
    if (health !== 'failure') {
      this.#cool(failure, retryAfterMs ?? health.coolMs, health.scope, emit);
      return;
    }
    if (retryAfterMs) this.#cool(failure, retryAfterMs, 'model', emit);
    if (stale || !this.#breaker) return;
    this.#broke = { failure, emit };
    if (this.#breaker.closed) void this.#breaker.report(false);
    else this.#breaker.rest();
  }

  #cool(failure: Failure, forMs: number, scope: 'model' | 'account', emit: Emit): void {
    const rest = { until: this.#clock.now() + forMs, failure };
    const cooldown = scope === 'account' ? this.#account : this.#cooldown;
    cooldown.extend(rest, failure.details.retryAfterMs !== undefined);
    emit({ type: 'target-cooled', target: this.#id, reason: failure.kind, forMs });
  }

  #opened(): void {
    const kind = this.#broke?.failure.kind ?? 'transient';
    const forMs = (this.#breaker?.until ?? 0) - this.#clock.now();
    this.#broke?.emit({ type: 'circuit-opened', target: this.#id, kind, forMs });
  }
}
