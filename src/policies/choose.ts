import type { Call } from '../core/call.ts';
import type { Chat } from '../core/chat.ts';
import { AllTargetsFailedError } from '../core/exhausted.ts';
import { abortedBy, asFailure, type Failure } from '../core/failure.ts';
import { consequences } from '../core/kind.ts';
import type { Blocked, Target } from '../core/target.ts';

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

/**
 * Asks the targets in order, leaving out what is down, resting or paused, until one answers. At last one of those
 * that were left out may be asked, for nobody knows better.
 */
export const choose =
  (targets: readonly Target[], fallbackOn: FallbackOn, blocked: Why): Chat =>
  async (request, call) => {
    const mayAnswer = (target: Target) => !blocked(target) && !call.avoid.has(target.id);
    const asked = new Set<Target>();
    for (const target of candidates(targets, mayAnswer, asked, call, blocked)) {
      asked.add(target);
      const others = targets.filter((other) => !asked.has(other) && mayAnswer(other)).length;
      try {
        const reply = await target.chat(request, { ...call, others });
        healBeside(targets, call, blocked);
        return reply;
      } catch (error) {
        const failure = call.signal.aborted ? abortedBy(call.signal) : asFailure(error);
        if (failure.kind === 'aborted') throw failure;
        // The deadline has passed, or another target would only hide the caller's own mistake.
        if (call.signal.aborted || !goesOn(failure, target === targets[0], fallbackOn)) break;
      }
    }
    throw exhausted(targets, call, blocked);
  };

/** Who is asked next. Decided one at a time: while one is asked, another may go down. */
function* candidates(
  targets: readonly Target[],
  mayAnswer: (target: Target) => boolean,
  asked: ReadonlySet<Target>,
  call: Call,
  blocked: Why,
): Generator<Target> {
  for (const target of targets) {
    const why = blocked(target)?.why;
    if (why) call.emit({ type: 'target-skipped', call: call.id, target: target.id, why });
    if (mayAnswer(target)) yield target;
  }
  const rested = longestRested(
    targets.filter((target) => !asked.has(target)),
    call,
    blocked,
  );
  if (rested) yield rested;
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
  if (call.clock.now() - lately < LAST_RESORT_MS) return undefined;
  return free.sort((a, b) => a.health.askedAt() - b.health.askedAt())[0];
}

function exhausted(targets: readonly Target[], call: Call, blocked: Why): AllTargetsFailedError {
  const rests = targets.map(blocked);
  const soonest = Math.min(...rests.map((rest) => rest?.until ?? call.clock.now())) - call.clock.now();
  const { list: attempts, failures } = call.attempts;
  const named = call.attempts.lastFailureOf(targets[0]?.id ?? '') ?? rests[0]?.failure;
  const retryAfterMs = soonest > 0 && Number.isFinite(soonest) ? soonest : undefined;
  return new AllTargetsFailedError({ attempts, failures, named, retryAfterMs });
}
