import { expect, test } from 'vitest';
import type { Chat, ChatRequest, Outcome, StreamReply } from '../../src/core/chat.ts';
import { continuation } from '../../src/policies/continuation.ts';
import { chunk, end, items, newCall, plain, role, says, streamed, usage } from '../fakes.ts';
import { CUT, carried, from } from './carried.ts';

test('a plain answer passes through', async () => {
  const reply = await continuation('continue')(says('Hi'))(plain, newCall());
  expect(reply).toMatchObject({ type: 'completion' });
});

test('a stream that does not break passes through, item by item, with its bytes', async () => {
  const raw = new TextEncoder().encode('data: {}\n\n');
  const given = [role(), chunk('Hi'), end(), usage()].map((chunk) => ({ chunk, raw }));
  async function* all() {
    yield* given;
  }
  const chat: Chat = async () => ({ type: 'stream', items: all() });
  const reply = (await continuation('continue')(chat)(streamed, newCall())) as StreamReply;
  const got = [];
  for await (const item of reply.items) got.push(item);
  expect(got).toEqual(given);
  expect(got[0]).toBe(given[0]);
  expect(await reply.done).toEqual({ type: 'answered' });
});

test('after a break the next target carries on, and is told how', async () => {
  const { text, error, asked, call, done } = await carried([
    from('a', role(), 'The quick', ' brown', CUT),
    from('b', role(), ' fox', end()),
  ]);
  expect({ text, error }).toEqual({ text: 'The quick brown fox', error: undefined });
  const [first, second] = asked;
  expect(first?.request).toBe(streamed);
  expect(second?.request).toMatchObject({ model: 'gpt-5.5', stream: true });
  expect(second?.request.messages).toEqual([
    ...streamed.messages,
    { role: 'assistant', content: 'The quick brown' },
    { role: 'user', content: expect.stringMatching(/carry on/i) },
  ]);
  expect([...(second?.call.avoid ?? [])]).toEqual(['a/1']);
  expect(call.events).toEqual([
    { type: 'stream-broken', call: '', target: 'a/1', kind: 'transient', characters: 15 },
  ]);
  expect(done).toEqual({ type: 'answered' });
});

test('usage that nobody asked for is counted, and kept from the caller', async () => {
  const said = from('a', role(), 'Hi', end(), usage());
  const told: { usage?: unknown } = {};
  const chat: Chat = async (request, call) => ({ ...(await said(request, call)), attempt: told as never });
  const { chunks } = await carried([chat]);
  expect(told.usage).toMatchObject({ input: 1, output: 2 });
  expect(chunks).toHaveLength(3);
  const asking = { ...streamed, stream_options: { include_usage: true } } as ChatRequest;
  expect((await carried([from('a', role(), 'Hi', end(), usage())], { request: asking })).chunks).toHaveLength(
    4,
  );
});

test('to its reader it is one answer: one id, one role, one finish', async () => {
  const request = { ...streamed, stream_options: { include_usage: true } } as ChatRequest;
  const { chunks } = await carried(
    [
      from('a', role(), 'The quick', CUT),
      from('b', role(), ' brown', CUT),
      from('c', role(), ' fox', end(), usage()),
    ],
    { request },
  );
  expect(new Set(chunks.map(({ id }) => id))).toEqual(new Set(['id-a']));
  expect(new Set(chunks.map(({ model }) => model))).toEqual(new Set(['a']));
  expect(new Set(chunks.map(({ created }) => created)).size).toBe(1);
  expect(chunks.filter(({ choices }) => choices[0]?.delta.role)).toHaveLength(1);
  expect(chunks.filter(({ choices }) => choices[0]?.finish_reason)).toHaveLength(1);
  // What both have used: of the one that broke off, a guess.
  expect(chunks.at(-1)?.usage).toMatchObject({ estimated: true });
  expect(chunks.at(-1)?.usage?.total_tokens).toBeGreaterThan(3);
});

test.each([
  ['says all of it again', ['The quick', ' brown fox', ' jumps', ' over'], ' over'],
  ['says the last words again', ['brown', ' fox', ' jumps', ' over'], ' over'],
  ['says something else', [' and', ' away'], ' and away'],
  ['says only what was said', ['The quick', ' brown fox jumps'], ''],
])('a target that %s', async (_, words, added) => {
  const { text, chunks } = await carried([
    from('a', role(), 'The quick brown fox jumps', CUT),
    from('b', role(), ...words, end()),
  ]);
  expect(text).toBe(`The quick brown fox jumps${added}`);
  expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('stop');
});

test('words that come with the finish are delivered, and those held back with them', async () => {
  const { text } = await carried([
    from('a', 'The quick brown fox jumps', CUT),
    from('b', 'brown', chunk(' fox', 'stop')),
  ]);
  expect(text).toBe('The quick brown fox jumps brown fox');
});

test('where nothing was said yet, the answer simply starts again', async () => {
  const think = chunk(undefined, null, { reasoning_content: 'Hm' } as never);
  const { text, asked } = await carried([from('a', role(), think, CUT), from('b', role(), 'Hi', end())], {
    request: { ...streamed, n: 2, response_format: { type: 'json_object' } },
  });
  expect(asked[1]?.request.messages).toEqual(streamed.messages);
  expect(text).toBe('Hi');
});

test('what breaks behind the finish has lost nothing', async () => {
  const { text, error, asked, done } = await carried([from('a', 'Hi', end(), CUT), from('b', 'x')]);
  expect({ text, error }).toEqual({ text: 'Hi', error: undefined });
  expect(asked).toHaveLength(1);
  expect(done).toEqual({ type: 'answered' });
});

test.each<[Partial<ChatRequest>, Partial<ChatRequest>]>([
  [{ max_tokens: 1_000 }, { max_tokens: 990 }],
  [{ max_completion_tokens: 1_000 }, { max_completion_tokens: 990 }],
  [{ max_tokens: 20 }, { max_tokens: 16 }],
  [{}, {}],
])('what was delivered is taken off the limit: %o becomes %o', async (limit, expected) => {
  const { asked } = await carried([from('a', 'x'.repeat(40), CUT), from('b', ' fox', end())], {
    request: { ...streamed, ...limit } as ChatRequest,
  });
  const { max_tokens, max_completion_tokens } = asked[1]?.request ?? {};
  expect({ max_tokens, max_completion_tokens }).toEqual({
    max_tokens: undefined,
    max_completion_tokens: undefined,
    ...expected,
  });
});

test('a chunk without a delta is no break', async () => {
  const bare = { ...end(), choices: [{ index: 0, finish_reason: 'stop' }] } as never;
  const { text, error } = await carried([from('a', 'The', CUT), from('b', ' fox', bare)]);
  expect({ text, error }).toEqual({ text: 'The fox', error: undefined });
});

test('who leaves by the signal and never reads again has left: the end is told all the same', async () => {
  const call = newCall();
  const inner = Promise.withResolvers<Outcome>();
  const chat: Chat = async () => ({
    type: 'stream',
    items: items(['one', new Promise(() => {})]),
    done: inner.promise,
  });
  const reply = (await continuation('continue')(chat)(streamed, call)) as StreamReply;
  await reply.items[Symbol.asyncIterator]().next();
  inner.resolve({ type: 'abandoned' });
  expect(await reply.done).toEqual({ type: 'abandoned' });
});
