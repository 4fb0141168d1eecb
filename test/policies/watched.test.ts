import { expect, test } from 'vitest';
import type { Chat, Item, StreamReply } from '../../src/core/chat.ts';
import { firstToken } from '../../src/policies/first-token.ts';
import { settled } from '../clock.ts';
import {
  chunk,
  end,
  failure,
  items,
  newCall,
  read,
  role,
  streamed,
  streams,
  type TestCall,
} from '../fakes.ts';

/** A stream that goes on when it is told to, and hears its signal as a vendor's connection does. */
function told(call: TestCall) {
  const words: PromiseWithResolvers<Item | undefined>[] = [];
  const next = () => {
    const word = Promise.withResolvers<Item | undefined>();
    words.push(word);
    return word;
  };
  const state = { returned: false, signal: call.signal };
  async function* source(): AsyncGenerator<Item> {
    try {
      yield { chunk: chunk('first') };
      for (let word = await next().promise; word; word = await next().promise) yield word;
    } finally {
      state.returned = true;
    }
  }
  const chat: Chat = async (_, { signal }) => {
    state.signal = signal;
    signal.addEventListener('abort', () => words.at(-1)?.reject(new Error('The socket was closed')));
    return { type: 'stream', items: source() };
  };
  const open = async () => (await firstToken(chat)(streamed, call)) as StreamReply;
  const say = (text: string) => words.at(-1)?.resolve({ chunk: chunk(text) });
  return { state, open, say };
}

test('silence in mid-stream breaks it, while somebody waits for the vendor', async () => {
  const call = newCall({ idleMs: 3_000 });
  const { open, state } = told(call);
  const reply = await open();
  const reading = read(reply);
  await call.clock.advance(2_999);
  expect(state.signal.aborted).toBe(false);
  await call.clock.advance(1);
  expect(await reading).toMatchObject({
    text: 'first',
    error: { kind: 'timeout', message: 'Silent for 3000 ms in mid-stream' },
  });
  expect(await reply.done).toMatchObject({ type: 'failed', failure: { kind: 'timeout' } });
  expect(call.clock.pending).toBe(0);
});

test('a stream that nobody reads holds no process', async () => {
  const call = newCall();
  await told(call).open();
  expect([call.clock.pending, call.clock.holding]).toEqual([1, 0]);
});

test('each word gives the vendor the whole time again', async () => {
  const call = newCall({ idleMs: 3_000 });
  const { open, say, state } = told(call);
  const reading = read(await open());
  for (let words = 0; words < 5; words++) {
    await call.clock.advance(2_999);
    say('a few words');
    await settled();
  }
  expect(state.signal.aborted).toBe(false);
  await call.clock.advance(3_000);
  expect((await reading).text).toBe(`first${'a few words'.repeat(5)}`);
});

test('a stream that drips is stalled, though it is never silent for long', async () => {
  const call = newCall({ idleMs: 3_000 });
  const { open, say, state } = told(call);
  const reading = read(await open());
  for (let words = 0; words < 6; words++) {
    await call.clock.advance(1_200);
    say('.');
    await settled();
  }
  expect(state.signal.aborted).toBe(true);
  expect((await reading).error).toMatchObject({ kind: 'timeout', message: expect.stringContaining('drips') });
});

test.each([
  ['a tool call', { tool_calls: [{ index: 0, function: { arguments: '' } }] }],
  ['a thought', { reasoning_content: '' }],
])('in the middle of %s a model may be silent for longer', async (_, delta) => {
  const call = newCall({ idleMs: 3_000 });
  const reply = (await firstToken(
    streams('Hi', chunk(undefined, null, delta as never), new Promise(() => {})),
  )(streamed, call)) as StreamReply;
  const reading = read(reply);
  await call.clock.advance(17_999);
  expect(await Promise.race([reading, settled()])).toBeUndefined();
  await call.clock.advance(1);
  expect((await reading).error).toMatchObject({ kind: 'timeout' });
});

test('behind the finish nobody waits for long, and nothing is missing', async () => {
  const call = newCall({ idleMs: 30_000 });
  const reply = (await firstToken(streams('Hi', end(), new Promise(() => {})))(
    streamed,
    call,
  )) as StreamReply;
  const reading = read(reply);
  await call.clock.advance(2_000);
  expect(await reading).toMatchObject({ text: 'Hi', error: undefined });
  expect(await reply.done).toEqual({ type: 'answered' });
  expect(call.clock.pending).toBe(0);
});

test.each([0, 1])(
  'a stream that nobody reads is let go of, and so is one forgotten after %i reads',
  async (reads) => {
    const call = newCall();
    const { open, state } = told(call);
    const reply = await open();
    const reader = reply.items[Symbol.asyncIterator]();
    for (let left = reads; left > 0; left--) await reader.next();
    await call.clock.advance(299_999);
    expect(state.signal.aborted).toBe(false);
    await call.clock.advance(1);
    expect(state.signal.aborted).toBe(true);
    expect(await reply.done).toEqual({ type: 'abandoned' });
    expect(call.clock.pending).toBe(0);
  },
);

test('a slow reader is no silence', async () => {
  const call = newCall({ idleMs: 3_000 });
  const reply = (await firstToken(streams('one', 'two', end()))(streamed, call)) as StreamReply;
  const read: string[] = [];
  for await (const { chunk } of reply.items) {
    read.push(chunk.choices[0]?.delta.content ?? 'end');
    await call.clock.advance(60_000);
  }
  expect(read).toEqual(['one', 'two', 'end']);
  expect(await reply.done).toEqual({ type: 'answered' });
});

test('a reader who leaves closes the connection and returns the source', async () => {
  const call = newCall();
  const { open, state } = told(call);
  const reply = await open();
  for await (const _ of reply.items) break;
  await settled();
  expect(state).toMatchObject({ returned: true, signal: { aborted: true } });
  expect(await reply.done).toEqual({ type: 'abandoned' });
  expect(call.clock.pending).toBe(0);
});

test('a reader who never reads a word may leave too', async () => {
  const call = newCall();
  const { open, state } = told(call);
  const reply = await open();
  await reply.items[Symbol.asyncIterator]().return?.();
  expect(state.signal.aborted).toBe(true);
  expect(await Promise.race([reply.done, settled()])).toEqual({ type: 'abandoned' });
});

test('a caller who leaves in mid-stream is no failure', async () => {
  const call = newCall();
  const { open, state } = told(call);
  const reply = await open();
  const reading = read(reply);
  await settled();
  call.caller.abort('left');
  expect(await reply.done).toEqual({ type: 'abandoned' });
  expect(await reading).toMatchObject({ text: 'first', error: { kind: 'aborted', cause: 'left' } });
  expect(state.signal.aborted).toBe(true);
});

test('a source that is deaf hangs no reader, neither in silence nor after an abort', async () => {
  const silent = newCall({ idleMs: 3_000 });
  const reading = read(await firstToken(streams('Hi', new Promise(() => {})))(streamed, silent));
  await silent.clock.advance(3_000);
  expect(await Promise.race([reading, settled()])).toMatchObject({ error: { kind: 'timeout' } });

  const left = newCall();
  const other = read(await firstToken(streams('Hi', new Promise(() => {})))(streamed, left));
  await settled();
  left.caller.abort('left');
  await settled();
  expect(await Promise.race([other, settled()])).toMatchObject({ error: { kind: 'aborted' } });
});

test('a source that breaks is told to its reader, and to who waits for the end', async () => {
  const broken = failure('overloaded');
  const call = newCall();
  const reply = (await firstToken(streams(role(), 'Hi', broken))(streamed, call)) as StreamReply;
  expect(await read(reply)).toMatchObject({ text: 'Hi', error: broken });
  expect(await reply.done).toEqual({ type: 'failed', failure: broken });
});

test('the connection of a whole answer is left alone, to be used again', async () => {
  const call = newCall();
  let signal = call.signal;
  const chat: Chat = async (_, below) => {
    signal = below.signal;
    return { type: 'stream', items: items(['Hi', end()]) };
  };
  await read(await firstToken(chat)(streamed, call));
  expect(signal.aborted).toBe(false);
});

test('an abort between two reads is no end: the next read tells it', async () => {
  const call = newCall();
  const { open } = told(call);
  const reply = await open();
  const reader = reply.items[Symbol.asyncIterator]();
  await reader.next();
  call.caller.abort('left');
  await settled();
  await expect(reader.next()).rejects.toMatchObject({ kind: 'aborted', cause: 'left' });
  expect(await reader.next()).toEqual({ value: undefined, done: true });
});

test('an abort before the first read is none either', async () => {
  const call = newCall();
  const { open } = told(call);
  const reply = await open();
  call.caller.abort('left');
  expect((await read(reply)).error).toMatchObject({ kind: 'aborted', cause: 'left' });
});

test('reads that overlap are answered in order', async () => {
  const call = newCall();
  const reply = (await firstToken(streams('one', 'two', 'three', end()))(streamed, call)) as StreamReply;
  const reader = reply.items[Symbol.asyncIterator]();
  const reads = Promise.all(Array.from({ length: 5 }, () => reader.next()));
  await settled();
  const results = await Promise.race([reads, settled()]);
  expect(results?.map(({ value }) => value?.chunk.choices[0]?.delta.content)).toEqual([
    'one',
    'two',
    'three',
    undefined,
    undefined,
  ]);
  expect(call.clock.pending).toBe(0);
});

test('a reader who leaves while he waits closes the connection too', async () => {
  const call = newCall();
  const { open, state } = told(call);
  const reply = await open();
  const reader = reply.items[Symbol.asyncIterator]();
  await reader.next();
  const waiting = reader.next().catch(() => {});
  await reader.return?.();
  expect(state.signal.aborted).toBe(true);
  expect(await reply.done).toEqual({ type: 'abandoned' });
  await waiting;
  expect(call.clock.pending).toBe(0);
});
