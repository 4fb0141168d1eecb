import type { Outcome } from '../core/chat.ts';
import type { Clock } from '../core/clock.ts';
import type { Emit } from '../core/events.ts';
import type { Failure } from '../core/failure.ts';
import { consequences } from '../core/kind.ts';
import type { Blocked, Health } from '../core/target.ts';
import type { BreakerOptions } from './breaker.ts';
import { Budget } from './budget.ts';
import { Circuit, type Ticket } from './circuit.ts';
import type { Cooldown } from './cooldown.ts';
import { Latency } from './latency.ts';
import { Rests } from './rests.ts';

/** What a report says of the last failure: no word of the vendor's. */
export interface LastFailure {
  kind: Failure['kind'];
  status: number | undefined;
  /** There was no HTTP answer at all. */
  unreached?: true;
  /** When, as the clock's date. */
  at: number;
}

/** What holds for every model that is reached at one address with one key. */
export interface Account {
  rest: Cooldown;
  /** Of connections that brought no HTTP answer at all. */
  reach: Circuit | undefined;
}

/** What a verdict needs to know of the time at which its attempt began. */
interface Admission {
  emit: Emit;
  tickets: readonly { circuit: Circuit; ticket: Ticket }[];
  /** Where the attempt is an open circuit's trial: when that began. */
  trialAt?: number;
}

/** What is known of one model at one vendor under one key. Shared by all clients of the process. */
export class TargetHealth implements Health {
  readonly #id: string;
  readonly #clock: Clock;
  /** The model's own faults. */
  readonly #circuit: Circuit | undefined;
  readonly #rests: Rests;
  readonly #account: Account;
  /** Its own, and the one of its account's line. */
  readonly #circuits: readonly Circuit[];
  readonly #budget = new Budget();
  readonly latency = new Latency();
  #askedAt = Number.NEGATIVE_INFINITY;
  #aliveAt = Number.NEGATIVE_INFINITY;
  #trying = false;
  /** The request that tries an open circuit: a probe of ours, or a live call that had nobody else. */
  #trial: { startedAt: number } | undefined;
  /** Answers of the account when a connection to this one was lost, and it has not answered since. */
  #lostAt: number | undefined;
  /** What its last attempt showed, and since when on the clock that is so. Until there was one, nothing is known. */
  last: { state: 'untested' | 'healthy' | 'failing'; since?: number } = { state: 'untested' };
  lastFailure: LastFailure | undefined;

  constructor(id: string, options: BreakerOptions | false, account: Account, clock: Clock) {
    this.#id = id;
    this.#clock = clock;
    this.#account = account;
    this.#rests = new Rests(id, account.rest, clock);
    this.#circuit = options ? new Circuit(id, options, clock) : undefined;
    this.#circuits = [this.#circuit, account.reach].filter((circuit) => circuit !== undefined);
  }

  blocked(): Blocked | undefined {
    const resting = this.#rests.blocked();
    if (resting) return resting;
    // Nearly always there is none, and each call looks at each target several times.
    let longest: Blocked | undefined;
    for (const { open } of this.#circuits)
      if (open && (!longest || open.until > longest.until)) longest = open;
    return longest;
  }

  askedAt(): number {
    return this.#askedAt;
  }

  /** Verdicts of the window, with the connections that brought no answer; undefined where there is no breaker. */
  get recent(): { attempts: number; failed: number } | undefined {
    const own = this.#circuit?.recent;
    const unreached = this.#account.reach?.recent.failed ?? 0;
    return own && { attempts: own.attempts + unreached, failed: own.failed + unreached };
  }

  heard(shape: string, ms: number): void {
    this.#aliveAt = this.#clock.now();
    this.latency.learn(shape, ms);
  }

  waited(shape: string, ms: number): void {
    this.latency.learn(shape, ms);
  }

  usual(shape: string): number | undefined {
    return this.latency.usual(shape);
  }

  expect(): void {
    this.#budget.deposit();
  }

  whenDown(run: () => void): () => void {
    const watched = this.#circuits;
    for (const circuit of watched) circuit.watchers.add(run);
    return () => {
      for (const circuit of watched) circuit.watchers.delete(run);
    };
  }

  spend(): boolean {
    return this.#budget.spend();
  }

  borrow(): boolean {
    if (this.blocked()?.why !== 'open') return false;
    const open = this.#circuits.filter((circuit) => circuit.open);
    return open.every((circuit) => circuit.rested) && open.every((circuit) => circuit.borrow());
  }

  trialAt(): number | undefined {
    return this.#trial?.startedAt;
  }

  aliveAt(): number {
    return this.#aliveAt;
  }

  admit(emit: Emit): (outcome: Outcome) => void {
    this.#askedAt = this.#clock.now();
    const admission = this.#admission(emit);
    const end = this.#try();
    const answered = this.#rests.admit();
    return (outcome) => {
      end();
      if (outcome.type === 'failed') this.#fail(outcome.failure, admission);
      if (outcome.type !== 'answered') return;
      answered();
      this.#succeed(admission);
    };
  }

  /** Runs a trial beside the live calls: one at a time, and not before the open circuit has rested. */
  async trial(probe: () => Promise<Outcome>, emit: Emit): Promise<void> {
    const blocked = this.blocked();
    if (this.#trying || blocked?.why !== 'open' || blocked.until > this.#clock.now()) return;
    this.#trying = true;
    emit({ type: 'probe-started', target: this.#id });
    const admission = { ...this.#admission(emit), trialAt: this.#clock.now() };
    const end = this.#try();
    const outcome = await probe().finally(() => {
      this.#trying = false;
      end();
    });
    const failed = outcome.type === 'failed' ? { kind: outcome.failure.kind } : undefined;
    emit({ type: 'probe-ended', target: this.#id, ok: outcome.type === 'answered', ...failed });
    if (outcome.type === 'failed') this.#fail(outcome.failure, admission);
    else if (outcome.type === 'answered') this.#succeed(admission);
  }

  /** Notes that an open circuit is being tried, where it is not yet. What is returned says that this is over. */
  #try(): () => void {
    if (this.#trial || this.blocked()?.why !== 'open') return () => {};
    const trial = { startedAt: this.#clock.now() };
    this.#trial = trial;
    return () => {
      this.#trial = undefined;
    };
  }

  #admission(emit: Emit): Admission {
    return { emit, tickets: this.#circuits.map((circuit) => ({ circuit, ticket: circuit.ticket })) };
  }

  #turn(state: 'healthy' | 'failing'): void {
    if (this.last.state !== state) this.last = { state, since: this.#clock.now() };
  }

  #succeed({ emit, tickets }: Admission): void {
    this.#turn('healthy');
    this.#lostAt = undefined;
    for (const { circuit, ticket } of tickets) circuit.succeed(emit, ticket);
  }

  #fail(failure: Failure, { emit, tickets, trialAt }: Admission): void {
    const { health } = consequences[failure.kind];
    const { status, retryAfterMs, unreached } = failure.details;
    const { reach } = this.#account;
    if (status !== undefined) {
      // Whatever the vendor said: it can be reached.
      this.#lostAt = undefined;
      reach?.succeed(emit, tickets.find(({ circuit }) => circuit === reach)?.ticket);
    }
    if (health === 'nothing') return;
    this.#turn('failing');
    const where = unreached && { unreached };
    this.lastFailure = { kind: failure.kind, status, ...where, at: this.#clock.date() };
    if (health !== 'failure') {
      this.#rests.cool(failure, health, emit);
      return;
    }
    if (retryAfterMs) this.#rests.cool(failure, { coolMs: retryAfterMs, scope: 'model' }, emit);
    // A fault is the model's or the connection's, not both; but it is the failed trial of whatever is open.
    const atFault = unreached && this.#isOfAll(reach) ? reach : this.#circuit;
    for (const { circuit, ticket } of tickets)
      if (circuit === atFault || circuit.open) circuit.fail(failure, emit, ticket, trialAt);
  }

  /** Whether a lost connection tells of them all: not where another one has answered since this one's last loss. */
  #isOfAll(reach: Circuit | undefined): boolean {
    const before = this.#lostAt;
    this.#lostAt = reach?.answers;
    return before === undefined || before === reach?.answers;
  }
}
