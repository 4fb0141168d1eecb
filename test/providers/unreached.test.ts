import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { ChatRequest } from '../../src/core/chat.ts';
import { Failure } from '../../src/core/failure.ts';
import { passThrough } from '../../src/providers/openai/primary.ts';
import { plain, read, streamed, thrown } from '../fakes.ts';
import { fakeCall } from './fake-call.ts';
import { ways } from './ways.ts';

const both: [string, ChatRequest][] = [
  ['plain', plain],
  ['streamed', streamed],
];

describe.each(Object.entries(ways))('%s', (_, { ask, start }) => {
  /** Reads the answer to its end, and gives the failure that it ends with. */
  const failing = (url: string, request: ChatRequest, signal?: AbortSignal) =>
    thrown(
      ask(url, request, signal).then(async (reply) => {
        if (reply.type === 'stream') throw (await read(reply)).error;
      }),
    );

  test.each(both)('a closed port is a vendor that was not reached, %s', async (_, request) => {
    await using server = await start();
    await server.refuse();
    expect(await failing(server.url, request)).toMatchObject({
      kind: 'transient',
      details: { unreached: true },
    });
  });

  test.each(both)('so is a reset before the headers, %s', async (_, request) => {
    await using server = await start();
    server.fail({ kind: 'reset' });
    expect(await failing(server.url, request)).toMatchObject({
      kind: 'transient',
      details: { unreached: true },
    });
  });

  test('so is one that fails at TLS, and one that talks no HTTP', async () => {
    const odd = createServer((socket) =>
      socket
        .on('error', () => {})
        .resume()
        .end('220 mail ready\r\n'),
    );
    await new Promise<void>((resolve) => void odd.listen(0, '127.0.0.1', resolve));
    const address = `127.0.0.1:${(odd.address() as AddressInfo).port}`;
    for (const scheme of ['https', 'http'])
      expect((await failing(`${scheme}://${address}`, plain)).details.unreached).toBe(true);
    await new Promise((resolve) => odd.close(resolve));
  });

  test.each(both)('a body that breaks off is another thing, %s', async (_, request) => {
    await using server = await start();
    for (const afterTokens of [0, 2]) {
      server.fail({ kind: 'cut', afterTokens });
      const failure = await failing(server.url, request);
      expect(failure.kind).toBe('transient');
      expect(failure.details.unreached).toBeUndefined();
    }
  });

  test.each([500, 503, 429])('so is a %i', async (status) => {
    await using server = await start();
    server.fail({ kind: 'status', status });
    expect((await failing(server.url, plain)).details.unreached).toBeUndefined();
    server.fail({ kind: 'html', status });
    expect((await failing(server.url, streamed)).details.unreached).toBeUndefined();
  });

  test.each<[string, string | Failure, string]>([
    ['caller', 'left', 'aborted'],
    ['timer of ours', new Failure('timeout', 'No sign of life'), 'timeout'],
  ])('so is a request that the %s ended', async (_, reason, kind) => {
    await using server = await start();
    server.fail({ kind: 'silence' });
    const ender = new AbortController();
    const failed = failing(server.url, plain, ender.signal);
    await server.received(0);
    ender.abort(reason);
    const failure = await failed;
    expect(failure.kind).toBe(kind);
    expect(failure.details.unreached).toBeUndefined();
  });
});

test.each(['AbortError', 'TimeoutError'])(
  'the caller’s own fetch may give up by itself: %s',
  async (name) => {
    const impatient = async () => {
      throw new DOMException('Enough', name);
    };
    const init = { headers: new Headers() };
    const outer = { request: plain, url: 'http://127.0.0.1', init, fetch: impatient, personal: [] };
    const { kind, details } = await thrown(passThrough(plain.model, {})(plain, { ...fakeCall(), outer }));
    expect(kind).toBe('transient');
    expect(details.unreached).toBeUndefined();
  },
);
