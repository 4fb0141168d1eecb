import { follow } from '../core/abort.ts';
import type { AttemptReason } from '../core/attempts.ts';
import type { Call } from '../core/call.ts';
import type { ChatReply, ChatRequest } from '../core/chat.ts';
import { sleep } from '../core/clock.ts';
import type { AllTargetsFailedError } from '../core/exhausted.ts';
import { abortedBy, asFailure, type Failure } from '../core/failure.ts';
import { shapeOf } from '../core/shape.ts';
import type { Look, Target } from '../core/target.ts';
import { exhausted, type FallbackOn, goesOn } from './give-up.ts';
import { type HedgeOptions, hedgeAfter } from './hedge.ts';
import { isDue, lastResort } from './last-resort.ts';
import type { Field, Lane, Start } from './race.ts';
import { firstBack, isBack, LOOK_MS, type Wait, wasThrottled } from './waiting.ts';

/** How the choice is made. */
export interface Choice {
  fallbackOn: FallbackOn;
  hedge: HedgeOptions | false | undefined;
  /** Why a target is left alone for now, by its health or by hand. */
  blocked: Look;
}

/** One round among the targets, for one call: each is asked once at most. */
export class Round implements Field {
  readonly #targets: readonly Target[];
  readonly #choice: Choice;
  readonly #request: ChatRequest;
  readonly #call: Call;
  readonly #asked = new Set<Target>();
  #desperate = false;
  /** Who is asked a second time, after its rest. */
  #again: Target | undefined;
  /** Nobody was left: it waits, and takes whom it can get. */
  #waiting = false;
  #chance: number | undefined;

  constructor(targets: readonly Target[], choice: Choice, request: ChatRequest, call: Call) {
    this.#targets = targets;
    this.#choice = choice;
    this.#request = request;
    this.#call = call;
  }

  open(why: Start, holdOff: (ms: number) => void): Lane | undefined {
    const call = this.#call;
    const target = why === 'instead' ? this.#next() : standIn(this.#free(), call, why);
    if (!target) return undefined;
    this.#asked.add(target);
    const startedAt = call.clock.now();
    const { signal, abort, unlink } = follow(call.signal);
    const reason = this.#again === target ? 'retry' : reasonOf(call, why);
    const answer = target.chat(this.#request, {
      ...call,
      signal,
      holdOff,
      reason,
      others: this.#free().length,
    });
    void answer.then(untilItsEnd(unlink), unlink);
    const hedgeAfterMs = hedgeAfter(target, this.#request, this.#choice.hedge);
    const leave = (why: Failure, slow: boolean) => {
      // Of one that lost is known only that it is slower than that: a hang must not make the next race start later.
      const waited = Math.min(call.clock.now() - startedAt, hedgeAfterMs ?? Number.POSITIVE_INFINITY);
      if (slow) target.health.waited(shapeOf(this.#request), waited);
      abort(why);
      unlink();
    };
    // A request to carry on is ours: what is wrong with it is no mistake of the caller's.
    const named = target === this.#targets[0] && call.avoid.size === 0;
    const whenDown = (run: () => void) =>
      this.#choice.hedge === false ? () => {} : target.health.whenDown(run);
    return { answer, leave, hedgeAfterMs, named, whenDown };
  }

  rest(): Promise<void> | undefined {
    const wait = this.#wait();
    return wait && this.#pass(wait);
  }

  stop(error: unknown, named: boolean): unknown {
    const { signal } = this.#call;
    const failure = signal.aborted ? abortedBy(signal) : asFailure(error);
    if (failure.kind === 'aborted') return failure;
    // The deadline has passed, or another target would only hide the caller's own mistake.
    const ends = signal.aborted || !goesOn(failure, named, this.#choice.fallbackOn);
    return ends ? this.exhausted() : undefined;
  }

  exhausted(): AllTargetsFailedError {
    return exhausted(this.#targets, this.#call, this.#choice.blocked);
  }

  /** Whom it may still come to: who was not asked, and who was throttled when he was. */
  #wait(): Wait | undefined {
    const able = this.#targets.filter((target) => !this.#asked.has(target) || mayRetry(target, this.#call));
    this.#chance ??= this.#call.clock.random();
    return firstBack(able, this.#call, this.#choice.blocked, this.#chance);
  }

  async #pass({ target, ms }: Wait): Promise<void> {
    const { clock, signal, emit, id } = this.#call;
    emit({ type: 'call-delayed', call: id, target: target.id, forMs: ms });
    this.#waiting = true;
    for (let wait: Wait | undefined = { target, ms }; wait; wait = this.#wait()) {
      const since = clock.now();
      const due = since + wait.ms;
      while (clock.now() < due) {
        await sleep(clock, Math.min(due - clock.now(), LOOK_MS), signal);
        // Not before its own time, so that those who wait for the same do not all ask at once, unless it answers others.
        const early = clock.now() < due && wait.target.health.aliveAt() <= since;
        if (this.#goesOn(early ? wait.target : undefined)) return;
      }
    }
  }

  /** Whether somebody else than `early` can be asked now, the first time or again. */
  #goesOn(early: Target | undefined): boolean {
    const others = this.#targets.filter((target) => target !== early);
    if (others.some((target) => this.#mayAnswer(target))) return true;
    const again = others.find((target) => this.#mayAnswerAgain(target));
    if (again) this.#asked.delete(again);
    this.#again = again;
    return again !== undefined;
  }

  /**
   * What a target is asked beyond its first try is paid for, after a rest too, unless it has answered others since. Where
   * nobody can pay, one call a second asks for all.
   */
  #mayAnswerAgain(target: Target): boolean {
    const { attempts, avoid } = this.#call;
    const { health, id } = target;
    if (!this.#asked.has(target) || this.#choice.blocked(target) || avoid.has(id)) return false;
    const before = attempts.list.findLast((attempt) => attempt.target === id);
    if (!before || !mayRetry(target, this.#call)) return false;
    return health.aliveAt() > before.startedAt || health.spend() || isDue(target, this.#call);
  }

  #free(): Target[] {
    return this.#targets.filter((target) => this.#mayAnswer(target));
  }

  #mayAnswer(target: Target): boolean {
    if (this.#asked.has(target) || this.#call.avoid.has(target.id)) return false;
    const rest = this.#choice.blocked(target);
    return !rest || (rest.why === 'open' && this.#waiting && isBack(target));
  }

  /** It is down, and this call is the one that tries it. */
  #mayTry(target: Target): boolean {
    if (this.#call.avoid.has(target.id)) return false;
    return this.#choice.blocked(target)?.why === 'open' && target.health.borrow();
  }

  /** Decided one at a time: while one is asked, another may go down. */
  #next(): Target | undefined {
    const { id, emit } = this.#call;
    const { blocked } = this.#choice;
    const left = this.#targets.filter((target) => !this.#asked.has(target));
    for (const target of left) {
      if (this.#mayAnswer(target) || this.#mayTry(target)) return target;
      const why = blocked(target)?.why;
      if (why) emit({ type: 'target-skipped', call: id, target: target.id, why });
    }
    // Once a call, or an outage of all would be asked by every call as often as there are targets.
    const last = this.#desperate ? undefined : lastResort(this.#targets, left, this.#call, blocked);
    this.#desperate ||= last !== undefined;
    return last;
  }
}

function reasonOf(call: Call, why: Start): AttemptReason {
  if (why !== 'instead') return 'hedge';
  if (call.avoid.size > 0) return 'continuation';
  return call.attempts.list.length === 0 ? 'first' : 'fallback';
}

/**
 * Who may start beside a slow one: a vendor that is well, while the call and its own budget still pay for it. Beside one
 * that is down it is the call's first try there, which is free.
 */
function standIn(free: readonly Target[], { extras }: Call, why: Start): Target | undefined {
  const target = free.find(({ custom }) => !custom);
  if (target && why === 'down') return target;
  if (!target || extras.left < 1 || !target.health.spend()) return undefined;
  extras.left--;
  return target;
}

/** Who was throttled may be asked after a rest, within the call's own limit of tries on one target. */
function mayRetry({ id, custom }: Target, { attempts, limits }: Call): boolean {
  const tries = attempts.list.filter(({ target }) => target === id);
  const last = tries.at(-1);
  return !custom && last !== undefined && wasThrottled(last) && tries.length < limits.attempts;
}

/** A stream follows its caller until it has ended. */
function untilItsEnd(unlink: () => void): (reply: ChatReply) => void {
  return (reply) => {
    if (reply.type === 'stream' && reply.done) void reply.done.then(unlink);
    else unlink();
  };
}
