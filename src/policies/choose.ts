import type { Call } from '../core/call.ts';
import type { Chat } from '../core/chat.ts';
import { AllTargetsFailedError } from '../core/exhausted.ts';
import { asFailure, type Failure } from '../core/failure.ts';
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

/** Asks the targets in order, leaving out what is down, resting or paused, until one answers. */
export const choose =
  (targets: readonly Target[], fallbackOn: FallbackOn, blocked: Why): Chat =>
  async (request, call) => {
    const mayAnswer = (target: Target) => !blocked(target) && !call.avoid.has(target.id);
    const before = call.attempts.list.length;
    for (const [index, target] of targets.entries()) {
      const why = blocked(target);
      if (why) call.emit({ type: 'target-skipped', call: call.id, target: target.id, why: why.why });
      if (!mayAnswer(target)) continue;
      try {
        const others = targets.slice(index + 1).filter(mayAnswer).length;
        const reply = await target.chat(request, { ...call, others });
        healBeside(targets.slice(0, index), call);
        return reply;
      } catch (error) {
        const failure = asFailure(error, call.signal);
        if (failure.kind === 'aborted') throw failure;
        // The deadline has passed, or another target would only hide the caller's own mistake.
        if (call.signal.aborted || !goesOn(failure, index === 0, fallbackOn)) break;
      }
    }
    const rested = call.attempts.list.length === before ? longestRested(targets, call, blocked) : undefined;
    if (!rested) throw exhausted(targets, call, blocked);
    return rested.chat(request, { ...call, others: 0 }).catch((error) => {
      throw asFailure(error).kind === 'aborted' ? error : exhausted(targets, call, blocked);
    });
  };

function goesOn({ kind }: Failure, named: boolean, fallbackOn: FallbackOn): boolean {
  const { failOver } = consequences[kind];
  if (failOver !== 'unless-named' || !named) return failOver !== 'no';
  return kind === 'content-filter' ? fallbackOn.contentFilter : fallbackOn.invalidRequest;
}

/** Those that were passed over may have healed: they are probed while somebody else has answered. */
function healBeside(skipped: readonly Target[], call: Call): void {
  for (const target of skipped) target.probe?.(call);
}

/** Nobody is up: rather than fail without asking, one is asked that did not itself name a time. */
function longestRested(targets: readonly Target[], call: Call, blocked: Why): Target | undefined {
  const free = targets.filter((target) => !blocked(target)?.binding && !call.avoid.has(target.id));
  const rested = free.sort((a, b) => a.health.askedAt() - b.health.askedAt())[0];
  return rested && call.clock.now() - rested.health.askedAt() >= LAST_RESORT_MS ? rested : undefined;
}

function exhausted(targets: readonly Target[], call: Call, blocked: Why): AllTargetsFailedError {
  const rests = targets.map(blocked);
  const ends = rests.flatMap((rest) => rest?.until ?? []);
  const soonest = Math.min(...ends) - call.clock.now();
  const { list: attempts, failures } = call.attempts;
  const named = call.attempts.lastFailureOf(targets[0]?.id ?? '') ?? rests[0]?.failure;
  const retryAfterMs = Number.isFinite(soonest) ? Math.max(0, soonest) : undefined;
  return new AllTargetsFailedError({ attempts, failures, named, retryAfterMs });
}
