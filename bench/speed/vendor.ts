import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import * as wire from './wire.ts';

/**
 * The vendor, in a process of its own: everything it says was encoded before it was asked. The first part of the path
 * says how it behaves, and `switch` behaves as it was told last.
 */

/** Between the tokens of `paced`: each comes in a packet of its own, as from a real vendor. */
const TICK_MS = 1;
/** Between the tokens of `slow`. */
const SLOW_MS = 4_000;

const seen = new Map<string, number>();
let switched = 'burst';
const streams = new Set<() => void>();
setInterval(() => {
  for (const next of streams) next();
}, TICK_MS);

const server = createServer(async (request, response) => {
  const [, path = ''] = request.url?.split('/') ?? [];
  seen.set(path, (seen.get(path) ?? 0) + 1);
  const body = await text(request).catch(() => '');
  answer(path === 'switch' ? switched : path, body.includes('"stream":true'), response);
});

function answer(behaviour: string, streamed: boolean, response: ServerResponse) {
  if (behaviour === 'hang') return;
  if (behaviour === 'down') {
    response.writeHead(503, wire.jsonHeaders(wire.OVERLOADED)).end(wire.OVERLOADED);
  } else if (!streamed) {
    response.writeHead(200, wire.jsonHeaders(wire.COMPLETION)).end(wire.COMPLETION);
  } else {
    response.writeHead(200, wire.SSE_HEADERS);
    if (behaviour === 'burst') response.end(wire.STREAM);
    else if (behaviour === 'slow') trickle(response);
    else pace(response);
  }
}

function pace(response: ServerResponse): void {
  let next = 0;
  const step = () => {
    const event = wire.EVENTS[next++];
    if (event) response.write(event);
    else {
      streams.delete(step);
      response.end();
    }
  };
  response.once('close', () => streams.delete(step));
  streams.add(step);
}

/** The first token at once; then each in its time until the reader leaves. */
function trickle(response: ServerResponse): void {
  response.write(wire.EVENTS[0]);
  response.write(wire.EVENTS[1]);
  const timer = setInterval(() => response.write(wire.EVENTS[2]), SLOW_MS);
  response.once('close', () => clearInterval(timer));
}

/** What the bench may ask its vendor. */
export type Order = { type: 'switch'; to: string } | { type: 'seen' };

process.on('message', (order: Order) => {
  if (order.type === 'switch') switched = order.to;
  process.send?.(Object.fromEntries(seen));
  if (order.type === 'seen') seen.clear();
});
process.once('disconnect', () => process.exit());

const listening = await new Promise<Server>((resolve) => {
  server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, () => resolve(server));
});
// Keeps no connection waiting for a caller who pauses between his rounds.
server.keepAliveTimeout = 600_000;
process.send?.({ port: (listening.address() as AddressInfo).port });
