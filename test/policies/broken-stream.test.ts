import { expect, test } from 'vitest';
import type { Chat, ChatRequest, Chunk, Item, StreamReply } from '../../src/core/chat.ts';
import { AllTargetsFailedError, StreamBrokenError } from '../../src/core/exhausted.ts';
import { continuation } from '../../src/policies/continuation.ts';
import { settled } from '../clock.ts';
import { chunk, end, fails, failure, newCall, type Piece, role, script, streamed } from '../fakes.ts';
import { CUT, carried, from } from './carried.ts';

/** Words of the second choice alone. */
const second = (text: string) =>
  ({ ...chunk(text), choices: [{ ...chunk(text).choices[0], index: 1 }] }) as Chunk;

const nobody: Chat = () => Promise.reject(new AllTargetsFailedError({ attempts: [], failures: [] }));

test('three breaks are mended, the fourth is not', async () => {
  const chats = ['a', 'b', 'c', 'd', 'e'].map((name) => from(name, ` ${name}${name}`, CUT));
  const { text, error, asked } = await carried(chats);
  expect(asked).toHaveLength(4);
  expect([...(asked[3]?.call.avoid ?? [])]).toEqual(['a/1', 'b/1', 'c/1']);
  expect(text).toBe(' aa bb cc dd');
  expect(error).toBeInstanceOf(StreamBrokenError);
  expect(error).toMatchObject({
    partial: text,
    message: expect.stringContaining('it broke 4 times'),
    cause: CUT,
  });
  expect(asked[2]?.request.messages).toHaveLength(streamed.messages.length + 2);
});

test.each<[string, Partial<ChatRequest>, Piece[], RegExp]>([
  ['structured output', { response_format: { type: 'json_object' } }, ['{"a":'], /structured output/],
  [
    'output of a schema',
    { response_format: { type: 'json_schema', json_schema: { name: 'x' } } },
    ['{'],
    /structured output/,
  ],
  ['several choices', { n: 2 }, ['Hi'], /several choices/],
  ['the second of two choices', { n: 2 }, [second('Hi')], /several choices/],
  [
    'a tool call',
    {},
    [chunk(undefined, null, { tool_calls: [{ index: 0, id: 't', function: { name: 'f' } }] })],
    /tool call/,
  ],
  ['a function call of old', {}, [chunk(undefined, null, { function_call: { name: 'f' } })], /tool call/],
])('%s that was part delivered is not carried on', async (_, more, pieces, why) => {
  const { text, error, asked, done } = await carried(
    [from('a', role(), ...pieces, CUT), from('b', 'x', end())],
    {
      request: { ...streamed, ...more } as ChatRequest,
    },
  );
  expect(asked).toHaveLength(1);
  expect(error).toBeInstanceOf(StreamBrokenError);
  expect(error).toMatchObject({ partial: text, message: expect.stringMatching(why), cause: CUT });
  expect(done).toMatchObject({ type: 'failed' });
});

test('text asked for as such is no structured output', async () => {
  const request: ChatRequest = { ...streamed, response_format: { type: 'text' } };
  expect((await carried([from('a', 'The', CUT), from('b', ' fox', end())], { request })).text).toBe(
    'The fox',
  );
});

test('with onBrokenStream "error" the reader is told', async () => {
  const { error, asked } = await carried([from('a', 'The quick', CUT), from('b', ' fox', end())], {
    onBroken: 'error',
  });
  expect(asked).toHaveLength(1);
  expect(error).toMatchObject({ code: 'stream_broken', partial: 'The quick', cause: CUT });
});

test('nobody is left: the partial text is kept, to the letter', async () => {
  const { text, error } = await carried([from('a', role(), 'The ', 'quick 🦊', CUT), nobody]);
  expect(error).toBeInstanceOf(StreamBrokenError);
  expect(error).toMatchObject({ partial: 'The quick 🦊', message: expect.stringMatching(/nobody was left/) });
  expect(text).toBe('The quick 🦊');
});

test('a deadline that passes while nobody carries on does not lose the partial text', async () => {
  const call = newCall();
  const late: Chat = async () => {
    call.abort(failure('timeout'));
    throw new AllTargetsFailedError({ attempts: [], failures: [] });
  };
  const { error } = await carried([from('a', 'The quick', CUT), late], { call });
  expect(error).toMatchObject({ code: 'stream_broken', partial: 'The quick' });
});

test('a caller who leaves is not answered with a broken stream', async () => {
  const call = newCall();
  const leaving: Chat = async () => {
    call.caller.abort('left');
    throw failure('aborted');
  };
  const { error, done } = await carried([from('a', 'The quick', CUT), leaving], { call });
  expect(error).not.toBeInstanceOf(StreamBrokenError);
  expect(done).toEqual({ type: 'abandoned' });
});

test('a failure while the caller reads on is thrown once, and nothing follows', async () => {
  const chat = script(from('a', 'The', CUT), fails(failure('quota')));
  const reply = (await continuation('continue')(chat)(streamed, newCall())) as StreamReply;
  const reader = reply.items[Symbol.asyncIterator]();
  expect((await reader.next()).value?.chunk.choices[0]?.delta.content).toBe('The');
  await expect(reader.next()).rejects.toBeInstanceOf(StreamBrokenError);
  expect(await reader.next()).toEqual({ value: undefined, done: true });
});

test('a choice without a number is the first', async () => {
  const bare = { ...chunk('The'), choices: [{ delta: { content: 'The' }, finish_reason: null }] } as never;
  const { text, asked } = await carried([from('a', bare, CUT), from('b', ' fox', end())]);
  expect(asked[1]?.request.messages).toHaveLength(streamed.messages.length + 2);
  expect(text).toBe('The fox');
});

test('a reader who leaves while another target is being asked leaves no stream open', async () => {
  let returned = false;
  async function* source(): AsyncGenerator<Item> {
    try {
      yield { chunk: chunk(' fox') };
      yield { chunk: end() };
    } finally {
      returned = true;
    }
  }
  const iterator = source();
  await iterator.next();
  const opening = Promise.withResolvers<StreamReply>();
  const chat = script(from('a', 'The', CUT), () => opening.promise);
  const reply = (await continuation('continue')(chat)(streamed, newCall())) as StreamReply;
  const reader = reply.items[Symbol.asyncIterator]();
  await reader.next();
  const waiting = reader.next().catch(() => {});
  await settled();
  const leaving = reader.return?.();
  opening.resolve({ type: 'stream', items: iterator });
  await Promise.all([waiting, leaving]);
  await settled();
  expect(returned).toBe(true);
  expect(await reply.done).toEqual({ type: 'abandoned' });
});

test('a stream that ends by an abort is told as that, and is no break', async () => {
  const left = failure('aborted');
  const { error, asked, call, done } = await carried([from('a', 'The', left), from('b', ' fox', end())]);
  expect(error).toBe(left);
  expect(asked).toHaveLength(1);
  expect(call.events).toEqual([]);
  expect(done).toEqual({ type: 'abandoned' });
});
