import type { Call, Outer } from '../../core/call.ts';
import type { Chat, ChatRequest } from '../../core/chat.ts';
import { abortedBy } from '../../core/failure.ts';
import type { ModelTraits } from '../../core/traits.ts';
import { failureToReach } from './errors.ts';
import { ownTraits } from './models.ts';
import { ownOnly } from './own-messages.ts';
import { readReply } from './reply.ts';
import { settled } from './settle.ts';

/**
 * A model that is reached as the caller's own client reaches its vendor. For the model that the request names nothing
 * is encoded anew: the client's own request goes out through the fetch that it would have used, and the bytes of the
 * answer come back as they are. `params` are the vendor's own fields, merged in last. Only what an answer of another
 * vendor has left in the conversation, and OpenAI would reject, is taken out.
 */
export function passThrough(
  model: string,
  params: Record<string, unknown>,
  traits: Partial<ModelTraits> = {},
): Chat {
  const plain = Object.keys(params).length === 0;
  return async (request, call) => {
    const { outer } = call;
    if (!outer) throw new Error('The primary needs the request of a client');
    const asked =
      plain && request.model === model
        ? request
        : ({
            ...settled(request, ownTraits(model, traits), call.warn),
            model,
            ...params,
          } as ChatRequest);
    const own = ownOnly(asked, outer.url);
    if (own !== asked) call.warn('messages[]: what only other vendors know of is not sent to OpenAI');
    return readReply(await send(outer, own, call), own, call);
  };
}

/** The client's request without some of its headers, and with another body where one is given. */
export function impersonal({ init }: Outer, without: readonly string[], body = init.body): Outer['init'] {
  const headers = new Headers(init.headers);
  for (const name of without) headers.delete(name);
  return { ...init, headers, body: body ?? null };
}

async function send(outer: Outer, request: ChatRequest, { signal }: Call): Promise<Response> {
  // The same object is the same bytes. A continuation has another body, which the vendor must not take for a repetition.
  const init =
    request === outer.request ? outer.init : impersonal(outer, ['idempotency-key'], JSON.stringify(request));
  try {
    return await outer.fetch.call(undefined, outer.url, { ...init, signal });
  } catch (error) {
    throw signal.aborted ? abortedBy(signal) : failureToReach(error);
  }
}
