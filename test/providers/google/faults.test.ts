import { getEventListeners, once } from 'node:events';
import { describe, expect, test } from 'vitest';
import type { Chunk } from '../../../src/core/chat.ts';
import { Failure } from '../../../src/core/failure.ts';
import { type GeminiServer, startGemini } from '../../../src/drill/servers/gemini.ts';
import { fakeCall } from '../fake-call.ts';
import {
  chunksOf,
  completionOf,
  failureFrom,
  hello,
  rawServer,
  sdks,
  streamed,
  textOf,
  through,
} from './helpers.ts';

// A rejection that nobody handles fails the whole run: no test needs to look for one.

type Fault = NonNullable<Parameters<GeminiServer['fail']>[0]>;

describe.each(sdks)('through %s', (sdk) => {
  const { ask, provider } = through(sdk);

  /** Reads until the stream breaks; what was heard, and the failure. */
  async function heard(url: string): Promise<{ text: string; failure: Failure }> {
    const chunks: Chunk[] = [];
    const failure = await failureFrom(
      ask(url, streamed).then(async (reply) => {
        if (reply.type !== 'stream') throw new Error('A stream was expected');
        for await (const { chunk } of reply.items) chunks.push(chunk);
      }),
    );
    return { text: textOf(chunks), failure };
  }

  test.each<[Fault, string]>([
    [{ kind: 'cut', afterTokens: 0 }, ''],
    [{ kind: 'cut', afterTokens: 2 }, 'Gemini here,'],
    [{ kind: 'clean-end', afterTokens: 0 }, ''],
    [{ kind: 'clean-end', afterTokens: 2 }, 'Gemini here,'],
    [{ kind: 'broken-json', atEvent: 2 }, 'Gemini'],
    [{ kind: 'html', status: 200 }, ''],
    [{ kind: 'html', status: 502 }, ''],
    [{ kind: 'reset' }, ''],
  ])('A stream under %j', async (fault, said) => {
    await using gemini = await startGemini();
    gemini.fail(fault);
    const { text, failure } = await heard(gemini.url);
    expect(failure.kind).toBe('transient');
    expect(text).toBe(said);
    expect(`${failure.stack} ${String(failure.cause)}`).not.toContain(gemini.url);
  });

  test('A slow reader loses nothing that had arrived when the stream broke', async () => {
    await using gemini = await startGemini();
    gemini.fail({ kind: 'cut', afterTokens: 4 });
    const reply = await ask(gemini.url, streamed);
    if (reply.type !== 'stream') throw new Error('A stream was expected');
    const items = reply.items[Symbol.asyncIterator]();
    const chunks = [(await items.next()).value.chunk];
    await (await gemini.received(0)).closed;
    const rest = (async () => {
      for (let turn = 0; turn < 100; turn++) await new Promise(setImmediate);
      for (let next = await items.next(); !next.done; next = await items.next())
        chunks.push(next.value.chunk);
    })();
    expect((await failureFrom(rest)).kind).toBe('transient');
    expect(textOf(chunks)).toBe('Gemini here, alive and');
  });

  test.each([0, 2])('An error in band after %i tokens', async (afterTokens) => {
    await using gemini = await startGemini();
    gemini.fail({ kind: 'error-event', afterTokens });
    const { text, failure } = await heard(gemini.url);
    expect(failure).toMatchObject({ kind: 'overloaded', details: { code: 'UNAVAILABLE' } });
    expect(text).toBe(afterTokens === 0 ? '' : 'Gemini here,');
  });

  test.each<[Fault, string]>([
    [{ kind: 'cut', afterTokens: 0 }, 'transient'],
    [{ kind: 'cut', afterTokens: 1 }, 'transient'],
    [{ kind: 'clean-end', afterTokens: 1 }, 'transient'],
    [{ kind: 'truncated-json' }, 'transient'],
    [{ kind: 'html', status: 200 }, 'transient'],
    [{ kind: 'html', status: 503 }, 'overloaded'],
    [{ kind: 'reset' }, 'transient'],
    [{ kind: 'error-event', afterTokens: 0 }, 'overloaded'],
  ])('A plain answer under %j is %s', async (fault, kind) => {
    await using gemini = await startGemini();
    gemini.fail(fault);
    const failure = await failureFrom(ask(gemini.url));
    expect(failure.kind).toBe(kind);
    expect(`${failure.stack} ${String(failure.cause)}`).not.toContain(gemini.url);
  });

  test.each(['null', '7', '"text"', '[]', '{}', '', '[{"error":{"code":500,"message":"x"}}]'])(
    'The body %s is no answer',
    async (body) => {
      await using server = await rawServer((_, response) => response.end(body));
      expect((await failureFrom(ask(server.url))).kind).toBe('transient');
      expect((await heard(server.url)).failure.kind).toBe('transient');
    },
  );

  test('A vendor that is down is transient', async () => {
    const gemini = await startGemini();
    await gemini.close();
    expect(await failureFrom(ask(gemini.url))).toMatchObject({ kind: 'transient' });
  });

  test('The bytes may come in any pieces', async () => {
    await using gemini = await startGemini({ answer: () => 'Grüße aus Köln 👋🏽' });
    gemini.fail({ kind: 'chunked-bytes', size: 1, crlf: true });
    expect(textOf(await chunksOf(ask(gemini.url, streamed)))).toBe('Grüße aus Köln 👋🏽');
  });

  test.each([hello, streamed])('An abort before the headers closes the socket', async (request) => {
    await using gemini = await startGemini();
    gemini.fail({ kind: 'silence' });
    const caller = new AbortController();
    const failure = failureFrom(ask(gemini.url, request, fakeCall(caller.signal)));
    const received = await gemini.received(0);
    caller.abort();
    expect((await failure).kind).toBe('aborted');
    expect(await received.closed).toBe('client-gone');
    expect(getEventListeners(caller.signal, 'abort')).toEqual([]);
  });

  test('An abort in mid-stream closes the socket, and gives the reason', async () => {
    await using gemini = await startGemini();
    gemini.fail({ kind: 'stall', afterTokens: 2 });
    const caller = new AbortController();
    const reply = await ask(gemini.url, streamed, fakeCall(caller.signal));
    if (reply.type !== 'stream') throw new Error('A stream was expected');
    const late = new Failure('timeout', 'Silent');
    const failure = failureFrom(
      (async () => {
        for await (const { chunk } of reply.items) {
          if (chunk.choices[0]?.delta.content) setImmediate(() => caller.abort(late));
        }
      })(),
    );
    expect(await failure).toBe(late);
    expect(await (await gemini.received(0)).closed).toBe('client-gone');
    expect(getEventListeners(caller.signal, 'abort')).toEqual([]);
  });

  test('An abort while the last words still lie in the buffer is an abort', async () => {
    await using gemini = await startGemini();
    const caller = new AbortController();
    const reply = await ask(gemini.url, streamed, fakeCall(caller.signal));
    if (reply.type !== 'stream') throw new Error('A stream was expected');
    const items = reply.items[Symbol.asyncIterator]();
    await items.next();
    await (await gemini.received(0)).closed;
    caller.abort();
    expect((await failureFrom(items.next())).kind).toBe('aborted');
  });

  test('An abort that came first asks nobody', async () => {
    await using server = await rawServer(() => expect.unreachable());
    expect((await failureFrom(ask(server.url, hello, fakeCall(AbortSignal.abort())))).kind).toBe('aborted');
  });

  test.each(['after the first item', 'before it', 'while one is awaited'])(
    'Whoever leaves the stream closes the socket: %s',
    async (when) => {
      await using gemini = await startGemini();
      gemini.fail({ kind: 'stall', afterTokens: 1 });
      const call = fakeCall();
      const reply = await ask(gemini.url, streamed, call);
      if (reply.type !== 'stream') throw new Error('A stream was expected');
      const items = reply.items[Symbol.asyncIterator]();
      if (when !== 'before it') await items.next();
      if (when === 'while one is awaited') await items.next();
      const pending = when === 'while one is awaited' ? items.next() : undefined;
      expect(await items.return?.()).toMatchObject({ done: true });
      expect(await pending).toEqual(pending && { done: true, value: undefined });
      expect(await (await gemini.received(0)).closed).toBe('client-gone');
      expect(getEventListeners(call.signal, 'abort')).toEqual([]);
    },
  );

  test('A stream with broken JSON does not keep its socket open', async () => {
    const gone = Promise.withResolvers<void>();
    await using server = await rawServer((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: {"candidates": [\r\n\r\n');
      void once(response, 'close').then(() => gone.resolve());
    });
    const { failure } = await heard(server.url);
    expect(failure).toMatchObject({ kind: 'transient', message: expect.stringContaining('no JSON') });
    await gone.promise;
  });

  test('Nothing is left on the signal of a call that went well', async () => {
    await using gemini = await startGemini();
    const call = fakeCall();
    const asked = provider({ baseURL: gemini.url });
    await asked.load();
    await completionOf(asked.chat(hello, call));
    await chunksOf(asked.chat(streamed, call));
    expect(getEventListeners(call.signal, 'abort')).toEqual([]);
  });
});
