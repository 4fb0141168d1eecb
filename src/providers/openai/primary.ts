import type { Call, Outer } from '../../core/call.ts';
import type { Chat, ChatRequest } from '../../core/chat.ts';
import { abortedBy } from '../../core/failure.ts';
import { failureOfConnection } from './errors.ts';
import { readReply } from './reply.ts';

/**
 * The target that the caller's own client was built for. Nothing is encoded anew: the client's own request goes out
 * through the fetch that it would have used, and the bytes of the answer come back as they are.
 */
export const passThrough: Chat = async (request, call) => {
  const { outer } = call;
  if (!outer) throw new Error('The primary needs the request of a client');
  const response = await send(outer, request, call);
  return readReply(response, request, call);
};

async function send(outer: Outer, request: ChatRequest, { signal }: Call): Promise<Response> {
  // A probe or a continuation has another body; the same object is the same bytes.
  const body = request === outer.request ? {} : { body: JSON.stringify(request) };
  try {
    return await outer.fetch.call(undefined, outer.url, { ...outer.init, ...body, signal });
  } catch (error) {
    throw signal.aborted ? abortedBy(signal) : failureOfConnection(error);
  }
}
