import { follow } from '../core/abort.ts';
import type { AttemptReason } from '../core/attempts.ts';
import type { Call } from '../core/call.ts';
import type { Chat, ChatReply, ChatRequest } from '../core/chat.ts';
import { AllTargetsFailedError } from '../core/exhausted.ts';
import { abortedBy, asFailure, Failure } from '../core/failure.ts';
import { consequences } from '../core/kind.ts';
import { shapeOf } from '../core/shape.ts';
import type { Blocked, Target } from '../core/target.ts';
import { type HedgeOptions, hedgeAfter } from './hedge.ts';
import { type Field, type Lane, Race } from './race.ts';

/** Failures of the caller's own making that are shopped around only where that is asked for. */
export interface FallbackOn {
  /** Ask the next target when the named one filters the prompt. Default false. */
  contentFilter: boolean;
  /** Ask the next target when the named one calls the request invalid. Default false. */
  invalidRequest: boolean;
}

/** While everything is down, one live call a second may find out that it is not. */
const LAST_RESORT_MS = 1_000;

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
    const reply = await new Race(new Round(targets, choice, request, call), call.clock).run();
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

  constructor(targets: readonly Target[], choice: Choice, request: ChatRequest, call: Call) {
    this.#targets = targets;
    this.#choice = choice;
    this.#request = request;
    this.#call = call;
  }

  open(beside: boolean, holdOff: (ms: number) => void): Lane | undefined {
    const call = this.#call;
    const target = beside ? standIn(this.#free(), call) : this.#next();
    if (!target) return undefined;
    this.#asked.add(target);
    const startedAt = call.clock.now();
    const { signal, abort, unlink } = follow(call.signal);
    const reason = reasonOf(call, beside);
    const answer = target.chat(this.#request, {
      ...call,
      signal,
      holdOff,
      reason,
      others: this.#free().length,
    });
    void answer.then(untilItsEnd(unlink), unlink);
    const leave = (why: Failure, slow: boolean) => {
      if (slow) target.health.heard(shapeOf(this.#request), call.clock.now() - startedAt);
      abort(why);
    };
    const hedgeAfterMs = hedgeAfter(target, this.#request, this.#choice.hedge);
    // A request to carry on is ours: what is wrong with it is no mistake of the caller's.
    const named = target === this.#targets[0] && call.avoid.size === 0;
    return { answer, leave, hedgeAfterMs, named };
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

  #free(): Target[] {
    return this.#targets.filter((target) => this.#mayAnswer(target));
  }

  #mayAnswer(target: Target): boolean {
    return !this.#asked.has(target) && !this.#choice.blocked(target) && !this.#call.avoid.has(target.id);
  }

  /** Decided one at a time: while one is asked, another may go down. */
  #next(): Target | undefined {
    const { id, emit } = this.#call;
    const { blocked } = this.#choice;
    const left = this.#targets.filter((target) => !this.#asked.has(target));
    for (const target of left) {
      if (this.#mayAnswer(target)) return target;
      const why = blocked(target)?.why;
      if (why) emit({ type: 'target-skipped', call: id, target: target.id, why });
    }
    return longestRested(left, this.#call, blocked);
  }
}

function reasonOf(call: Call, beside: boolean): AttemptReason {
  if (beside) return 'hedge';
  if (call.avoid.size > 0) return 'continuation';
  return call.attempts.list.length === 0 ? 'first' : 'fallback';
}

/** Who may start beside a slow one: a vendor that is well, while the call and its own budget still pay for it. */
function standIn(free: readonly Target[], { extras }: Call): Target | undefined {
  const target = free.find(({ custom }) => !custom);
  if (!target || extras.left < 1 || !target.health.spend()) return undefined;
  extras.left--;
  return target;
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

/** Nobody that is up has answered: rather than fail without asking, one is asked that did not name a time itself. */
function longestRested(targets: readonly Target[], call: Call, blocked: Why): Target | undefined {
  const free = targets.filter((target) => !blocked(target)?.binding && !call.avoid.has(target.id));
  const lately = Math.max(...free.map((target) => target.health.askedAt()));
  // Where there is only one at all, it is asked: a client without fallbacks must not be worse than the original.
  const alone = targets.length === 1 && call.attempts.list.length === 0;
  if (!alone && call.clock.now() - lately < LAST_RESORT_MS) return undefined;
  return free.sort((a, b) => a.health.askedAt() - b.health.askedAt())[0];
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
