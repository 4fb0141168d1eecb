import type { Attempt } from '../core/attempts.ts';
import type { ChatReply } from '../core/chat.ts';
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
    return new Response(encode(reply.items[Symbol.asyncIterator](), leave), { headers });
  }
  headers.set('content-type', 'application/json');
  return whole(reply.raw ?? JSON.stringify(reply.completion), { headers });
}

/** A vendor's headers, less those that would be wrong of a body that was read. */
export function carried(from: Headers | undefined): Headers {
  const headers = new Headers();
  for (const [name, value] of from ?? []) if (!HOP_BY_HOP.has(name)) headers.append(name, value);
  for (const [name, id] of idIn(from)) headers.set(name, id);
  return headers;
}

/** The vendor's id of the request, under the name by which OpenAI's client looks for it. */
export function idIn(headers: Headers | undefined): [name: 'x-request-id', id: string][] {
  const id = headers?.get('x-request-id') ?? headers?.get('request-id');
  return typeof id === 'string' ? [['x-request-id', id]] : [];
}
