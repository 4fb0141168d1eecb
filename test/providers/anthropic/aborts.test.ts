import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/core/failure.ts';
import { fakeCall } from '../fake-call.ts';
import { at, bothWays, provider, serveEachTest, ways } from './harness.ts';
import { chunksOf, failureOf, itemsOf, streaming } from './helpers.ts';

serveEachTest();

describe('aborts', () => {
  test.each(bothWays)('before the first byte (%s): the socket closes at once', async (_, ask) => {
    at.server.fail({ kind: 'silence' });
    const caller = new AbortController();
    const failing = failureOf(ask(fakeCall(caller.signal)));
    const received = await at.server.received(0);
    caller.abort('bored');
    expect(await failing).toMatchObject({ kind: 'aborted', cause: 'bored' });
    expect(await received.closed).toBe('client-gone');
    expect(getEventListeners(caller.signal, 'abort')).toHaveLength(0);
  });

  test('with our own reason, which stays itself', async () => {
    at.server.fail({ kind: 'silence' });
    const caller = new AbortController();
    const failing = failureOf(ways.plain(fakeCall(caller.signal)));
    await at.server.received(0);
    const reason = new Failure('timeout', 'too slow');
    caller.abort(reason);
    expect(await failing).toBe(reason);
  });

  test('between the headers and the body of a plain answer', async () => {
    at.server.fail({ kind: 'silence-after-headers' });
    const caller = new AbortController();
    const failing = failureOf(ways.plain(fakeCall(caller.signal)));
    const received = await at.server.received(0);
    caller.abort();
    expect((await failing).kind).toBe('aborted');
    expect(await received.closed).toBe('client-gone');
  });

  test('in the middle of a stream, which the SDK would end in silence', async () => {
    at.server.fail({ kind: 'stall', afterTokens: 2 });
    const caller = new AbortController();
    const items = itemsOf(await provider().chat(streaming(), fakeCall(caller.signal)));
    const failing = failureOf(
      (async () => {
        for await (const { chunk } of items) if (chunk.choices[0]?.delta.content === ' two') caller.abort();
      })(),
    );
    expect((await failing).kind).toBe('aborted');
    expect(await at.server.requests[0]!.closed).toBe('client-gone');
    expect(getEventListeners(caller.signal, 'abort')).toHaveLength(0);
  });

  test('before the stream is read', async () => {
    at.server.fail({ kind: 'stall', afterTokens: 0 });
    const caller = new AbortController();
    const items = itemsOf(await provider().chat(streaming(), fakeCall(caller.signal)));
    caller.abort();
    expect(await at.server.requests[0]!.closed).toBe('client-gone');
    expect((await failureOf(chunksOf(items))).kind).toBe('aborted');
  });

  test('before the request', async () => {
    expect((await failureOf(ways.plain(fakeCall(AbortSignal.abort())))).kind).toBe('aborted');
    expect(at.server.requests).toHaveLength(0);
  });
});

describe('readers who leave', () => {
  const stalled = async () => {
    at.server.fail({ kind: 'stall', afterTokens: 2 });
    const { signal } = new AbortController();
    const items = itemsOf(await provider().chat(streaming(), fakeCall(signal)));
    return { signal, reader: items[Symbol.asyncIterator]() };
  };
  const gone = async (signal: AbortSignal) => {
    expect(await at.server.requests[0]!.closed).toBe('client-gone');
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  };

  test('in the middle close the socket', async () => {
    const { signal, reader } = await stalled();
    await reader.next();
    await reader.return!();
    await gone(signal);
  });

  test('before the first item close it too', async () => {
    const { signal, reader } = await stalled();
    await reader.return!();
    await gone(signal);
  });

  test('while they wait are let go without an error', async () => {
    const { signal, reader } = await stalled();
    for (let chunk = 0; chunk < 3; chunk++) await reader.next();
    const waiting = reader.next();
    await reader.return!();
    expect(await waiting).toMatchObject({ done: true });
    await gone(signal);
  });

  test.each(bothWays)('nothing is left on the signal after a whole answer (%s)', async (_, ask) => {
    const { signal } = new AbortController();
    await ask(fakeCall(signal));
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });
});
