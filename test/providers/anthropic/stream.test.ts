import type { RawMessageStreamEvent } from '@anthropic-ai/sdk/resources/messages';
import { expect, test } from 'vitest';
import type { Chunk } from '../../../src/core/chat.ts';
import { toItems } from '../../../src/providers/anthropic/stream.ts';
import { fakeCall, TODAY } from '../fake-call.ts';
import { chunksOf, failureOf, textOf } from './helpers.ts';

const start = {
  type: 'message_start',
  message: {
    id: 'msg_1',
    model: 'claude-sonnet-5-5',
    content: [],
    usage: { input_tokens: 9, output_tokens: 1 },
  },
};
const open = (index: number, content_block: object) => ({
  type: 'content_block_start',
  index,
  content_block,
});
const piece = (index: number, delta: object) => ({ type: 'content_block_delta', index, delta });
const close = (index: number) => ({ type: 'content_block_stop', index });
const said = (text: string) => piece(0, { type: 'text_delta', text });
const end = (stop_reason: string, fields: object = {}) => ({
  type: 'message_delta',
  delta: { stop_reason, ...fields },
  usage: { input_tokens: null, cache_read_input_tokens: 3, output_tokens: 5 },
});
const stop = { type: 'message_stop' };

async function* sent(events: object[], error?: Error): AsyncGenerator<RawMessageStreamEvent> {
  yield* events as RawMessageStreamEvent[];
  if (error) throw error;
}

const read = (events: object[], { usage = false, error }: { usage?: boolean; error?: Error } = {}) =>
  chunksOf(toItems(sent(events, error), usage, fakeCall()));
const deltas = (chunks: Chunk[]) => chunks.map((chunk) => chunk.choices[0]?.delta);
const hello = [start, open(0, { type: 'text', text: '' }), said('Hel'), said('lo.'), close(0)];

test('role first, words, finish last; one id and one date', async () => {
  const chunks = await read([...hello, end('end_turn'), stop]);
  expect(deltas(chunks)).toEqual([
    { role: 'assistant', content: '' },
    { content: 'Hel' },
    { content: 'lo.' },
    {},
  ]);
  expect(chunks.map((chunk) => chunk.choices[0]!.finish_reason)).toEqual([null, null, null, 'stop']);
  for (const chunk of chunks) {
    expect(chunk).toMatchObject({ id: 'msg_1', model: 'claude-sonnet-5-5', created: TODAY / 1000 });
    expect(chunk).not.toHaveProperty('usage');
  }
});

test('usage comes alone and last, where it was asked for', async () => {
  const chunks = await read([...hello, end('end_turn'), stop], { usage: true });
  expect(chunks.at(-1)).toMatchObject({
    choices: [],
    usage: {
      prompt_tokens: 12,
      completion_tokens: 5,
      total_tokens: 17,
      prompt_tokens_details: { cached_tokens: 3 },
    },
  });
  expect(chunks.slice(0, -1).every((chunk) => chunk.usage === null)).toBe(true);
});

test('tool calls count from 0 and always have arguments', async () => {
  const chunks = await read([
    ...hello,
    open(1, { type: 'tool_use', id: 'toolu_1', name: 'add', input: {} }),
    piece(1, { type: 'input_json_delta', partial_json: '' }),
    piece(1, { type: 'input_json_delta', partial_json: '{"a"' }),
    piece(1, { type: 'input_json_delta', partial_json: ':1}' }),
    close(1),
    open(2, { type: 'tool_use', id: 'toolu_2', name: 'now', input: {} }),
    close(2),
    end('tool_use'),
    stop,
  ]);
  expect(chunks.flatMap((chunk) => chunk.choices[0]!.delta.tool_calls ?? [])).toEqual([
    { index: 0, id: 'toolu_1', type: 'function', function: { name: 'add', arguments: '' } },
    { index: 0, function: { arguments: '{"a"' } },
    { index: 0, function: { arguments: ':1}' } },
    { index: 1, id: 'toolu_2', type: 'function', function: { name: 'now', arguments: '' } },
    { index: 1, function: { arguments: '{}' } },
  ]);
  expect(chunks.at(-1)!.choices[0]!.finish_reason).toBe('tool_calls');
});

test('thinking is reasoning_content; a signature is nothing', async () => {
  const chunks = await read([
    start,
    open(0, { type: 'thinking', thinking: '', signature: '' }),
    piece(0, { type: 'thinking_delta', thinking: 'Hm.' }),
    piece(0, { type: 'signature_delta', signature: 'x' }),
    close(0),
    end('end_turn'),
  ]);
  expect(deltas(chunks).slice(1, -1)).toEqual([{ reasoning_content: '' }, { reasoning_content: 'Hm.' }]);
});

test('a refusal says why, after the words that were said', async () => {
  const chunks = await read([...hello, end('refusal', { stop_details: { explanation: 'Not this.' } }), stop]);
  expect(textOf(chunks)).toBe('Hello.');
  expect(chunks.at(-1)!.choices[0]).toMatchObject({
    finish_reason: 'content_filter',
    delta: { refusal: 'Not this.' },
  });
});

test('events that nobody knows are ignored', async () => {
  expect(textOf(await read([{ type: 'news' }, ...hello, end('end_turn'), stop]))).toBe('Hello.');
});

test('an end before the reason to stop is a cut', async () => {
  expect((await failureOf(read(hello))).kind).toBe('transient');
  expect((await failureOf(read([]))).kind).toBe('transient');
});

test('after the reason to stop nothing can spoil the answer', async () => {
  const whole = [...hello, end('end_turn')];
  expect(textOf(await read(whole))).toBe('Hello.');
  expect(textOf(await read(whole, { error: new TypeError('terminated') }))).toBe('Hello.');
  expect(textOf(await read([...whole, { type: 'error', error: { type: 'api_error' } }]))).toBe('Hello.');
});

test('an error among the events is thrown', async () => {
  const error = {
    type: 'error',
    error: { type: 'overloaded_error', message: 'Overloaded' },
    request_id: 'req_1',
  };
  const failure = await failureOf(read([...hello, error]));
  expect(failure).toMatchObject({ kind: 'overloaded', message: 'Overloaded' });
  expect(failure.details).toMatchObject({ code: 'overloaded_error', requestId: 'req_1' });
});
