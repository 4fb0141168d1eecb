import { follow, type Linked, orAborted } from '../core/abort.ts';
import { faultOf, faultOfSilence, isFinish, isLife, unfinished } from '../core/answer.ts';
import type { Call } from '../core/call.ts';
import type { ChatReply, ChatRequest, Item, Policy, StreamReply } from '../core/chat.ts';
import { asFailure, Failure, invalid } from '../core/failure.ts';
import { Watched } from './watched.ts';

/**
 * A stream is a promise until its first token: it is held back until there is content or another sign of life, so
 * that nobody further out needs any stream code. Afterwards it watches for silence in the middle. A plain answer
 * is looked through for what no SDK minds: no end, or nothing in it.
 */
export const firstToken: Policy = (next) => async (request, call) => {
  const attempt = follow(call.signal);
  const limitMs = patience(request, call);
  const cancel = call.clock.after(limitMs, () =>
    attempt.abort(new Failure('timeout', `No sign of life within ${Math.round(limitMs)} ms`)),
  );
  try {
    const lift = () => [call.lift, cancel].forEach((end) => void end());
    const reply = await orAborted(next(request, { ...call, signal: attempt.signal, lift }), attempt.signal);
    if (reply.type === 'stream') return await opened(reply, request, call, attempt);
    const fault = faultOf(reply.completion, request);
    if (fault) throw fault;
    attempt.unlink();
    return reply;
  } catch (error) {
    const failure = asFailure(error, attempt.signal);
    // Whatever the attempt still holds open closes now; the abort of a closed one does nothing.
    attempt.abort(failure);
    attempt.unlink();
    throw failure;
  } finally {
    cancel();
  }
};

/** A little less than half: who is asked second has the longer time, and no call waits for half of its limit. */
const SHARE = 0.45;

/**
 * How long to wait for a sign of life. While another target can stand in, its share of the time that is left at most,
 * so that the other has a chance too. A plain answer gives no sign until it is whole: only the share limits it.
 */
function patience(request: ChatRequest, call: Call): number {
  // A call whose deadline is over is aborted; one that goes on had it lifted, and the next target starts anew.
  const left = call.deadline > call.clock.now() ? call.deadline - call.clock.now() : call.limits.totalMs;
  const share = call.others > 0 ? left * SHARE : left;
  return request.stream ? Math.min(call.limits.firstTokenMs, share) : share;
}

/** Reads up to the first sign of life, and hands on what was read together with the rest. */
async function opened(
  reply: StreamReply,
  request: ChatRequest,
  call: Call,
  attempt: Linked,
): Promise<ChatReply> {
  const source = reply.items[Symbol.asyncIterator]();
  try {
    const head = await headOf(source, request, call, attempt.signal);
    const items = new Watched(head, source, call, attempt, request.n ?? 1);
    return { ...reply, items, done: items.done };
  } catch (error) {
    // A vendor of the user's own may have something to close; what is told is why the attempt came to nothing.
    void (async () => source.return?.())().catch(() => {});
    throw error;
  }
}

/** Everything up to the first sign of life, that one included. */
async function headOf(
  source: AsyncIterator<Item>,
  request: ChatRequest,
  { delivered }: Call,
  signal: AbortSignal,
): Promise<Item[]> {
  const head: Item[] = [];
  while (true) {
    const { value, done } = await orAborted(source.next(), signal);
    if (done) throw unfinished();
    head.push(value);
    if (isLife(value.chunk)) return head;
    if (!isFinish(value.chunk)) continue;
    const fault = faultOfSilence(value.chunk, request);
    if (!fault) return head;
    // Whether the answer was whole already nobody can know: it is no success, but no fault of this target's either.
    throw delivered ? invalid('the continuation', 'there was nothing to add') : fault;
  }
}
