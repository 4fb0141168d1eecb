import { expect, test } from 'vitest';
import type { Chat, StreamReply } from '../../src/core/chat.ts';
import { hold } from '../../src/policies/hold.ts';
import { chunk, end, failure, newCall, plain, read, says, streamed, streams } from '../fakes.ts';

const call = (args: string, name?: string) =>
  chunk(undefined, null, {
    tool_calls: [
      { index: 0, ...(name && { id: 't1' }), function: { ...(name && { name }), arguments: args } },
    ],
  });
const held = async (chat: Chat) => (await hold(chat)(streamed, newCall())) as StreamReply;

test('a tool call leaves whole, and empty deltas are sent meanwhile', async () => {
  const { chunks } = await read(
    await held(
      streams('Wait.', call('', 'weather'), call('{"a"'), call(':1}'), chunk(undefined, 'tool_calls')),
    ),
  );
  const shown = chunks.map(
    ({ choices }) =>
      choices[0]?.delta.content ??
      choices[0]?.delta.tool_calls?.[0]?.function?.arguments ??
      choices[0]?.finish_reason ??
      'life',
  );
  expect(shown).toEqual(['Wait.', 'life', 'life', 'life', '', '{"a"', ':1}', 'tool_calls']);
});

test('half a tool call never leaves', async () => {
  const { chunks, error } = await read(
    await held(streams(call('', 'weather'), call('{"a"'), failure('transient'))),
  );
  expect(error).toMatchObject({ kind: 'transient' });
  expect(chunks.flatMap(({ choices }) => choices[0]?.delta.tool_calls ?? [])).toEqual([]);
});

test('words, usage and plain answers pass as they are', async () => {
  const { text } = await read(await held(streams('Hi', ' there', end())));
  expect(text).toBe('Hi there');
  expect(await hold(says('Hi'))(plain, newCall())).toMatchObject({ type: 'completion' });
});

test('a reader who leaves is heard', async () => {
  let left = false;
  const items = {
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise<never>(() => {}),
      return: async () => {
        left = true;
        return { done: true, value: undefined };
      },
    }),
  };
  const reply = await held(async () => ({ type: 'stream', items: items as never }));
  await reply.items[Symbol.asyncIterator]().return?.();
  expect(left).toBe(true);
});
