import type { Attempt } from '../core/attempts.ts';
import type { ChatReply, Item } from '../core/chat.ts';
import { encode } from './sse.ts';
import { whole } from './whole.ts';

/** Headers that were true of the vendor's bytes on its own connection, and are not of ours. */
const HOP_BY_HOP = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'keep-alive',
  'transfer-encoding',
]);

/** What the body of a response will be made of. */
const decoded = new WeakMap<Response, AsyncIterator<Item>>();

/** The items of a streamed reply, for a reader who needs no bytes. Either they are read, or the body. */
export function itemsOf(response: Response): AsyncIterator<Item> | undefined {
  return decoded.get(response);
}

/** A reply as the HTTP response that OpenAI would have sent, with two headers more: who answered, after how many. */
export function writeReply(
  reply: ChatReply,
  attempts: readonly Attempt[],
  leave: (reason: unknown) => void,
): Response {
  const headers = carried(reply.headers);
  // A function of the user's may have any name; a header may not.
  headers.set('x-understudy-target', (reply.attempt?.target ?? '').replace(/[^\x20-\x7e]/g, '?'));
  headers.set('x-understudy-attempts', String(attempts.length));
  if (reply.type === 'stream') {
    headers.set('content-type', 'text/event-stream; charset=utf-8');
    const source = reply.items[Symbol.asyncIterator]();
    const response = new Response(encode(source, leave), { headers });
    decoded.set(response, source);
    return response;
  }
  headers.set('content-type', 'application/json');
  return whole(reply.raw ?? JSON.stringify(reply.completion), { headers });
}

/** A vendor's headers, less those that would be wrong of a body that was read. */
export function carried(from: Headers | undefined): Headers {
  const headers = new Headers();
  for (const [name, value] of from ?? []) if (!HOP_BY_HOP.has(name)) headers.append(name, value);
  const id = headers.get('request-id');
  if (id && !headers.has('x-request-id')) headers.set('x-request-id', id);
  return headers;
}
