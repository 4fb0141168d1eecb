import type { Outcome } from '../core/chat.ts';
import type { Clock } from '../core/clock.ts';
import type { Emit } from '../core/events.ts';
import type { Failure } from '../core/failure.ts';
import { consequences } from '../core/kind.ts';
import type { Blocked, Health } from '../core/target.ts';
import type { BreakerOptions } from './breaker.ts';
import { Budget } from './budget.ts';
import { Circuit, type Ticket } from './circuit.ts';
import { Cooldown } from './cooldown.ts';
import { Latency } from './latency.ts';

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
  tickets: ReadonlyMap<Circuit, Ticket>;
  /** Where the attempt is an open circuit's trial: when that began. */
  trialAt?: number;
}

/** How long to leave it alone where the vendor does not say; doubling, where it may be throttled again and again. */
type Rests = Exclude<(typeof consequences)[Failure['kind']]['health'], string>;

/** Rests that we guess differ by up to this share, so that many processes do not come back in step. */
const JITTER = 0.2;

/** What is known of one model at one vendor under one key. Shared by all clients of the process. */
export class TargetHealth implements Health {
  readonly #id: string;
  readonly #clock: Clock;
  /** The model's own faults. */
  readonly #circuit: Circuit | undefined;
  readonly #cooldown: Cooldown;
  readonly #account: Account;
  readonly #budget = new Budget();
  readonly latency = new Latency();
  #askedAt = Number.NEGATIVE_INFINITY;
  #trying = false;
  /** Answers of the account when a connection to this one was lost, and it has not answered since. */
  #lostAt: number | undefined;
  /** Times in a row that it was throttled: each was a rest of its own. */
  #throttles = 0;
  /** What its last attempt showed, and since when on the clock that is so. Until there was one, nothing is known. */
  last: { state: 'untested' | 'healthy' | 'failing'; since?: number } = { state: 'untested' };
  lastFailure: LastFailure | undefined;

  constructor(id: string, options: BreakerOptions | false, account: Account, clock: Clock) {
    this.#id = id;
    this.#clock = clock;
    this.#account = account;
    this.#cooldown = new Cooldown(clock);
    this.#circuit = options ? new Circuit(id, options, clock) : undefined;
  }

  blocked(): Blocked | undefined {
    const cooldowns = [this.#cooldown, this.#account.rest];
    const rests = cooldowns
      .flatMap(({ named, guessed }) => [named, guessed])
      .filter((rest) => rest !== undefined);
    const longest = rests.sort((a, b) => b.until - a.until)[0];
    if (longest) return { why: 'cooling', ...longest, binding: cooldowns.some(({ named }) => named) };
    const open = this.#circuits().flatMap((circuit) => circuit.open ?? []);
    return open.sort((a, b) => b.until - a.until)[0];
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
    this.latency.learn(shape, ms);
  }

  usual(shape: string): number | undefined {
    return this.latency.usual(shape);
  }

  expect(): void {
    this.#budget.deposit();
  }

  whenDown(run: () => void): () => void {
    const watched = this.#circuits();
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
    const open = this.#circuits().filter((circuit) => circuit.open);
    return open.every((circuit) => circuit.rested) && open.every((circuit) => circuit.borrow());
  }

  lent(): boolean {
    return this.blocked()?.why === 'open' && this.#circuits().every(({ open, lent }) => !open || lent);
  }

  admit(emit: Emit): (outcome: Outcome) => void {
    this.#askedAt = this.#clock.now();
    const admission = this.#admission(emit);
    const throttles = this.#throttles;
    const guesses = [this.#account.rest, this.#cooldown].map((cooldown) => ({
      cooldown,
      rest: cooldown.guessed,
    }));
    return (outcome) => {
      if (outcome.type === 'failed') this.#fail(outcome.failure, admission);
      if (outcome.type !== 'answered') return;
      // It was asked in its rest and answered: the guess was too long.
      for (const { cooldown, rest } of guesses) cooldown.end(rest);
      // One that was asked before its last rest says nothing of what came after.
      if (throttles === this.#throttles) this.#throttles = 0;
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
    const outcome = await probe().finally(() => {
      this.#trying = false;
    });
    const failed = outcome.type === 'failed' ? { kind: outcome.failure.kind } : undefined;
    emit({ type: 'probe-ended', target: this.#id, ok: outcome.type === 'answered', ...failed });
    if (outcome.type === 'failed') this.#fail(outcome.failure, admission);
    else if (outcome.type === 'answered') this.#succeed(admission);
  }

  #circuits(): Circuit[] {
    return [this.#circuit, this.#account.reach].filter((circuit) => circuit !== undefined);
  }

  #admission(emit: Emit): Admission {
    return { emit, tickets: new Map(this.#circuits().map((circuit) => [circuit, circuit.ticket])) };
  }

  #turn(state: 'healthy' | 'failing'): void {
    if (this.last.state !== state) this.last = { state, since: this.#clock.now() };
  }

  #succeed({ emit, tickets }: Admission): void {
    this.#turn('healthy');
    this.#lostAt = undefined;
    for (const [circuit, ticket] of tickets) circuit.succeed(emit, ticket);
  }

  #fail(failure: Failure, { emit, tickets, trialAt }: Admission): void {
    const { health } = consequences[failure.kind];
    const { status, retryAfterMs, unreached } = failure.details;
    const { reach } = this.#account;
    if (status !== undefined) {
      // Whatever the vendor said: it can be reached.
      this.#lostAt = undefined;
      reach?.succeed(emit, tickets.get(reach));
    }
    if (health === 'nothing') return;
    this.#turn('failing');
    const where = unreached && { unreached };
    this.lastFailure = { kind: failure.kind, status, ...where, at: this.#clock.date() };
    if (health !== 'failure') {
      this.#cool(failure, health, emit);
      return;
    }
    if (retryAfterMs) this.#cool(failure, { coolMs: retryAfterMs, scope: 'model' }, emit);
    // A fault is the model's or the connection's, not both; but it is the failed trial of whatever is open.
    const atFault = unreached && this.#isOfAll(reach) ? reach : this.#circuit;
    for (const [circuit, ticket] of tickets)
      if (circuit === atFault || circuit.open) circuit.fail(failure, emit, ticket, trialAt);
  }

  /** Whether a lost connection tells of them all: not where another one has answered since this one's last loss. */
  #isOfAll(reach: Circuit | undefined): boolean {
    const before = this.#lostAt;
    this.#lostAt = reach?.answers;
    return before === undefined || before === reach?.answers;
  }

  #cool(failure: Failure, { coolMs, mostMs, scope }: Rests, emit: Emit): void {
    const cooldown = scope === 'account' ? this.#account.rest : this.#cooldown;
    const { since } = cooldown;
    const told = failure.details.retryAfterMs;
    const guessed = told !== undefined && mostMs === undefined ? 0 : this.#guess(coolMs, mostMs, cooldown);
    // A vendor that names the same short wait again and again is believed once.
    const isGuess = told === undefined || (this.#throttles > 1 && guessed > told);
    const now = this.#clock.now();
    if (told !== undefined) cooldown.extend({ since, until: now + told, failure }, true);
    if (isGuess) cooldown.extend({ since, until: now + guessed, failure }, false);
    const forMs = Math.max(told ?? 0, isGuess ? guessed : 0);
    emit({ type: 'target-cooled', target: this.#id, kind: failure.kind, forMs });
  }

  /** Doubles from rest to rest up to `mostMs`, but not with each of many calls that were under way together. */
  #guess(coolMs: number, mostMs: number | undefined, { named, guessed }: Cooldown): number {
    const spread = 1 + JITTER * (2 * this.#clock.random() - 1);
    if (mostMs === undefined) return coolMs * spread;
    if (this.#throttles === 0 || !(named ?? guessed)) this.#throttles++;
    return Math.min(coolMs * 2 ** (this.#throttles - 1), mostMs) * spread;
  }
}
