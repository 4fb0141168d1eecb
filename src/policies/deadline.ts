import type { Policy } from '../core/chat.ts';
import { Failure } from '../core/failure.ts';

/**
 * One absolute end for a call, whoever answers it: until the first token of a stream, or the answer of a plain
 * call. A target that hands over to a person lifts it.
 */
export const deadline: Policy = (next) => async (request, call) => {
  const { totalMs } = call.limits;
  const expire = () => call.abort(new Failure('timeout', `No answer within ${totalMs} ms`));
  const lift = call.clock.after(totalMs, expire);
  try {
    return await next(request, { ...call, deadline: call.clock.now() + totalMs, lift });
  } finally {
    lift();
  }
};
