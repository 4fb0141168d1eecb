import type { Call } from '../core/call.ts';
import { AllTargetsFailedError } from '../core/exhausted.ts';
import { Failure } from '../core/failure.ts';
import { consequences } from '../core/kind.ts';
import type { Blocked, Look, Target } from '../core/target.ts';

/** Failures of the caller's own making that are shopped around only where that is asked for. */
export interface FallbackOn {
  /** Ask the next target when the named one filters the prompt. Default false. */
  contentFilter: boolean;
  /** Ask the next target when the named one calls the request invalid. Default false. */
  invalidRequest: boolean;
}

/** Whether another target is asked after such a failure; `named`: of the one that the request names. */
export function goesOn({ kind }: Failure, named: boolean, fallbackOn: FallbackOn): boolean {
  const { failOver } = consequences[kind];
  if (failOver !== 'unless-named' || !named) return failOver !== 'no';
  return kind === 'content-filter' ? fallbackOn.contentFilter : fallbackOn.invalidRequest;
}

/** What a call is told to which nobody is left. */
export function exhausted(targets: readonly Target[], call: Call, blocked: Look): AllTargetsFailedError {
  const rests = targets.map(blocked);
  const soonest = Math.min(...rests.map((rest) => rest?.until ?? call.clock.now())) - call.clock.now();
  const { list: attempts, failures } = call.attempts;
  const first = targets[0]?.id ?? '';
  const named = call.attempts.lastFailureOf(first) ?? remembered(first, rests[0], call);
  const retryAfterMs = soonest > 0 && Number.isFinite(soonest) ? soonest : undefined;
  return new AllTargetsFailedError({ attempts, failures, named, retryAfterMs });
}

/** What put the named target to rest, less all that belongs to the call which found it out. */
function remembered(target: string, rest: Blocked | undefined, call: Call): Failure | undefined {
  if (!rest?.failure) return undefined;
  const { kind, details } = rest.failure;
  const retryAfterMs = rest.until - call.clock.now();
  return new Failure(kind, `${target} is left alone after its last failure, and nobody else answered`, {
    status: details.status,
    retryAfterMs,
  });
}
