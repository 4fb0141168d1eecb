import type { Attempt } from '../core/attempts.ts';
import type { ChatReply, Completion, CompletionReply, Item } from '../core/chat.ts';
import { carried, writeReply } from './reply.ts';

/** What a slip stands for. */
interface Delivery {
  reply: ChatReply;
  attempts: readonly Attempt[];
  leave: (reason: unknown) => void;
  /** The response in full, once somebody has asked for it. */
  written?: Response;
}

/** Where a slip keeps it. */
const DELIVERY = Symbol('llm-understudy.delivery');
type Slip = Response & { [DELIVERY]?: Delivery };

/**
 * A response for our own client, which looks at status and headers and takes the answer as it was decoded. It has no
 * body: a reply is written as HTTP, which costs as much as all policies together, only for who asks for the response.
 */
export function slipFor(
  reply: ChatReply,
  attempts: readonly Attempt[],
  leave: (reason: unknown) => void,
): Response {
  const { headers } = reply;
  // The vendor's own where they have all that the client reads: copying them is most of what a response costs.
  const value = headers?.has('x-request-id') ? headers : carried(headers);
  const slip: Slip = new Response(null);
  slip[DELIVERY] = { reply, attempts, leave };
  return Object.defineProperty(slip, 'headers', { value });
}

/** The response that a slip stands for, the same each time; any other is handed back. */
export function written(response: Slip): Response {
  const delivery = response[DELIVERY];
  if (!delivery) return response;
  delivery.written ??= writeReply(delivery.reply, delivery.attempts, delivery.leave);
  return delivery.written;
}

/** The items of a streamed reply. Either they are read, or the body of the response. */
export function itemsIn(response: Slip): AsyncIterator<Item> | undefined {
  const reply = response[DELIVERY]?.reply;
  return reply?.type === 'stream' ? reply.items[Symbol.asyncIterator]() : undefined;
}

/** The answer of a plain reply; of anything else what its body says. */
export function answerIn(response: Slip): Completion | Promise<Completion> {
  const reply = response[DELIVERY]?.reply;
  return reply?.type === 'completion' ? ownCopy(reply) : written(response).json();
}

/** The caller may do with it what it likes: what was not read from bytes may be somebody else's object. */
function ownCopy({ completion, raw }: CompletionReply): Completion {
  return raw === undefined ? JSON.parse(JSON.stringify(completion)) : completion;
}
