import { follow } from '../core/abort.ts';
import type { AttemptReason } from '../core/attempts.ts';
import type { Call } from '../core/call.ts';
import type { Chat, ChatReply, ChatRequest } from '../core/chat.ts';
import { sleep } from '../core/clock.ts';
import { AllTargetsFailedError } from '../core/exhausted.ts';
import { abortedBy, asFailure, Failure } from '../core/failure.ts';
import { consequences } from '../core/kind.ts';
import { shapeOf } from '../core/shape.ts';
import type { Blocked, Target } from '../core/target.ts';
import { type HedgeOptions, hedgeAfter } from './hedge.ts';
import { lastResort } from './last-resort.ts';
import { inOrder } from './order.ts';
import { type Field, type Lane, Race, type Start } from './race.ts';
import { firstBack, type Wait } from './throttled.ts';

/** Failures of the caller's own making that are shopped around only where that is asked for. */
export interface FallbackOn {
  /** Ask the next target when the named one filters the prompt. Default false. */
  contentFilter: boolean;
  /** Ask the next target when the named one calls the request invalid. Default false. */
  invalidRequest: boolean;
}

type Why = (target: Target) => Blocked | undefined;

/** How the choice is made. */
export interface Choice {
  fallbackOn: FallbackOn;
  hedge: HedgeOptions | false | undefined;
  /** Why a target is left alone for now, by its health or by hand. */
  blocked: Why;
}

/**
 * Asks the targets in order, leaving out what is down, resting or paused, until one answers; the next one beside it
 * where one is slow. At last one of those that were left out may be asked, for nobody knows better.
 */
export const choose =
  (targets: readonly Target[], choice: Choice): Chat =>
  async (request, call) => {
    const ordered = inOrder(targets, call.clock);
    // Once a call, whoever answers: a stand-in that only races ask would else be poor when it is needed.
    if (call.avoid.size === 0) for (const target of targets) target.health.expect();
    const reply = await new Race(new Round(ordered, choice, request, call), call.clock).run();
    healBeside(targets, call, choice.blocked);
    return reply;
  };

/** One round among the targets, for one call: each is asked once at most. */
class Round implements Field {
  readonly #targets: readonly Target[];
  readonly #choice: Choice;
  readonly #request: ChatRequest;
  readonly #call: Call;
  readonly #asked = new Set<Target>();
  #desperate = false;
  /** Who is asked a second time, after its rest. */
  #again: Target | undefined;

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
      if (slow) target.health.heard(shapeOf(this.#request), waited);
      abort(why);
    };
    // A request to carry on is ours: what is wrong with it is no mistake of the caller's.
    const named = target === this.#targets[0] && call.avoid.size === 0;
    const whenDown = (run: () => void) =>
      this.#choice.hedge === false ? () => {} : target.health.whenDown(run);
    return { answer, leave, hedgeAfterMs, named, whenDown };
  }

  rest(): Promise<void> | undefined {
    const call = this.#call;
    const able = this.#targets.filter((target) => !this.#asked.has(target) || mayRetry(target, call));
    const wait = firstBack(able, call, this.#choice.blocked);
    if (!wait) return undefined;
    call.emit({ type: 'call-delayed', call: call.id, target: wait.target.id, forMs: wait.ms });
    return sleep(call.clock, wait.ms, call.signal).then(() => this.#back(wait));
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

  /** What a target is asked beyond its first try is paid for, after a rest too. */
  #back({ target }: Wait): void {
    if (!this.#asked.has(target) || this.#choice.blocked(target) || !target.health.spend()) return;
    this.#call.extras.left--;
    this.#asked.delete(target);
    this.#again = target;
  }

  #free(): Target[] {
    return this.#targets.filter((target) => this.#mayAnswer(target));
  }

  #mayAnswer(target: Target): boolean {
    return !this.#asked.has(target) && !this.#choice.blocked(target) && !this.#call.avoid.has(target.id);
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

/** The call's own limits of tries on one target hold after a rest too. */
function mayRetry({ id, custom }: Target, { attempts, extras, limits }: Call): boolean {
  const tries = attempts.list.filter(({ target }) => target === id).length;
  return !custom && extras.left > 0 && tries < limits.attempts;
}

/** A stream follows its caller until it has ended. */
function untilItsEnd(unlink: () => void): (reply: ChatReply) => void {
  return (reply) => {
    if (reply.type === 'stream' && reply.done) void reply.done.then(unlink);
    else unlink();
  };
}

function goesOn({ kind }: Failure, named: boolean, fallbackOn: FallbackOn): boolean {
  const { failOver } = consequences[kind];
  if (failOver !== 'unless-named' || !named) return failOver !== 'no';
  return kind === 'content-filter' ? fallbackOn.contentFilter : fallbackOn.invalidRequest;
}

/** Those that are down may have healed: they are probed while somebody else answers. Who rests or is paused is not. */
function healBeside(targets: readonly Target[], call: Call, blocked: Why): void {
  for (const target of targets) if (blocked(target)?.why === 'open') target.probe?.(call);
}

function exhausted(targets: readonly Target[], call: Call, blocked: Why): AllTargetsFailedError {
  const rests = targets.map(blocked);
  const soonest = Math.min(...rests.map((rest) => rest?.until ?? call.clock.now())) - call.clock.now();
  const { list: attempts, failures } = call.attempts;
  const named = call.attempts.lastFailureOf(targets[0]?.id ?? '') ?? remembered(rests[0], call);
  const retryAfterMs = soonest > 0 && Number.isFinite(soonest) ? soonest : undefined;
  return new AllTargetsFailedError({ attempts, failures, named, retryAfterMs });
}

/** What put the named target to rest, less all that belongs to the call which found it out. */
function remembered(rest: Blocked | undefined, call: Call): Failure | undefined {
  if (!rest?.failure) return undefined;
  const { kind, details } = rest.failure;
  const retryAfterMs = rest.until - call.clock.now();
  return new Failure(kind, 'It is left alone after its last failure', {
    status: details.status,
    retryAfterMs,
  });
}
