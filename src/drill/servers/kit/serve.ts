import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Fault } from './faults.ts';
import { createJournal, type Received } from './journal.ts';
import { play } from './play.ts';
import { replyTo } from './respond.ts';
import { createScript } from './script.ts';
import type { Errors, ServerOptions, Vendor } from './vendor.ts';

/** A vendor on this machine: it speaks the vendor's wire, and fails as told. */
export type VendorServer<E extends Errors = Errors> = {
  /** What the vendor's SDK takes as its base address. */
  readonly url: string;
  readonly port: number;
  /** This vendor's errors, ready for `fail`. */
  readonly errors: E;
  /** Every request so far, in order. */
  readonly requests: readonly Received[];
  /** Settles when request number `index`, from 0, has arrived. */
  received(index: number): Promise<Received>;
  /** From now on every request meets this fault; `null` is good health. */
  fail(fault: Fault | null): void;
  /** One fault, or `null` for good health, for each of the next requests; then the standing one again. */
  failNext(...faults: (Fault | null)[]): void;
  /** Down: open connections break, new ones are refused. */
  refuse(): Promise<void>;
  /** Up again, on the same port. */
  listen(): Promise<void>;
  /** Everything gone at once, whatever still hangs. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

export async function serve<E extends Errors>(
  vendor: Vendor<E>,
  options: ServerOptions,
): Promise<VendorServer<E>> {
  const journal = createJournal();
  const script = createScript();
  const server = createServer(async (request, response) => {
    response.on('error', () => {}); // A write that met a reader on his way out.
    const bodyText = await text(request).catch(() => undefined);
    if (bodyText === undefined) return; // The caller left in the middle of his request.
    const received = journal.enter(request, response, bodyText);
    const fault = script.next();
    if (fault) received.fault = fault.kind;
    await play(await replyTo(received, { vendor, options, fault }), received, response);
  });
  const down = async (): Promise<void> => {
    journal.abandon();
    await stop(server);
  };
  const port = await start(server, options.port ?? 0);
  return {
    url: `http://127.0.0.1:${port}${vendor.base}`,
    port,
    errors: vendor.errors,
    requests: journal.requests,
    received: journal.received,
    fail: script.fail,
    failNext: script.failNext,
    refuse: down,
    listen: async () => void (server.listening || (await start(server, port))),
    close: down,
    [Symbol.asyncDispose]: down,
  };
}

async function start(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function stop(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
