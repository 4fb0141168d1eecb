import type { Attempt } from '../core/attempts.ts';
import type { Call } from '../core/call.ts';
import type { Outcome, Policy } from '../core/chat.ts';
import { asFailure } from '../core/failure.ts';
import { shapeOf } from '../core/shape.ts';
import type { Target } from '../core/target.ts';
import { counted } from '../core/usage.ts';

/** One entry in the ledger and one verdict for the target's health per attempt, both at its end. */
export const verdict =
  (target: Target): Policy =>
  (next) =>
  async (request, call) => {
    const attempt = call.attempts.begin(target, call.clock.now(), call.reason);
    const report = target.health.admit(call.emit);
    call.emit({ type: 'attempt-started', call: call.id, attempt });
    const settle = (outcome: Outcome) => {
      close(attempt, outcome, call);
      report(outcome);
    };
    const warn = (message: string) => {
      attempt.warnings = [...(attempt.warnings ?? []), message];
    };
    try {
      const reply = await next(request, { ...call, warn });
      attempt.firstTokenAt = call.clock.now();
      call.attempts.identify(attempt, reply.requestId);
      target.health.heard(shapeOf(request), attempt.firstTokenAt - attempt.startedAt);
      if (reply.type === 'stream' && reply.done) void reply.done.then(settle);
      else {
        if (reply.type === 'completion' && reply.completion.usage)
          attempt.usage = counted(reply.completion.usage);
        settle({ type: 'answered' });
      }
      return { ...reply, attempt };
    } catch (error) {
      const failure = asFailure(error, call.signal);
      settle(failure.kind === 'aborted' ? { type: 'abandoned' } : { type: 'failed', failure });
      throw failure;
    }
  };

/** Not put together for each attempt: a text that is made anew is slow to look up. */
const ends = {
  answered: 'attempt-answered',
  failed: 'attempt-failed',
  abandoned: 'attempt-abandoned',
} as const;

function close(attempt: Attempt, outcome: Outcome, call: Call): void {
  attempt.endedAt = call.clock.now();
  attempt.outcome = outcome.type;
  if (outcome.type === 'failed') call.attempts.fail(attempt, outcome.failure);
  call.emit({ type: ends[outcome.type], call: call.id, attempt });
}
