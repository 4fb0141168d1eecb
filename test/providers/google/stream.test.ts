import { expect, test } from 'vitest';
import type { Chunk } from '../../../src/core/chat.ts';
import { toItems } from '../../../src/providers/google/stream.ts';
import type { GeminiResponse, Part } from '../../../src/providers/google/wire.ts';
import { fakeCall, TODAY } from '../fake-call.ts';
import { handedOn } from '../handed-on.ts';
import { eventsOf, failureFrom, MODEL, textOf } from './helpers.ts';

async function read(events: GeminiResponse[], includeUsage = false, single = false): Promise<Chunk[]> {
  const chunks: Chunk[] = [];
  const asked = { model: MODEL, single };
  for await (const { chunk } of toItems(eventsOf(...events), asked, includeUsage, fakeCall()))
    chunks.push(chunk);
  return handedOn(chunks);
}

const event = (parts: Part[], more: object = {}): GeminiResponse => ({
  candidates: [{ content: { parts }, index: 0, ...more }],
  usageMetadata: {
    promptTokenCount: 2,
    candidatesTokenCount: parts.length,
    totalTokenCount: 2 + parts.length,
  },
  modelVersion: 'gemini-3.8-flash-001',
  responseId: 'r1',
});
const stop = { finishReason: 'STOP' };
const deltas = (chunks: Chunk[]) => chunks.map((chunk) => chunk.choices[0]?.delta);

test('Role, words, finish, and usage only where it was asked for', async () => {
  const events = [event([{ text: 'Hel' }]), event([{ text: 'lo' }]), event([{ text: '' }], stop)];
  const face = {
    id: 'r1',
    object: 'chat.completion.chunk',
    created: TODAY / 1000,
    model: 'gemini-3.8-flash-001',
  };
  const choice = (delta: object, finish_reason: string | null = null) => ({
    ...face,
    choices: [{ index: 0, delta, finish_reason, logprobs: null }],
  });
  const plain = [
    choice({ role: 'assistant', content: '' }),
    choice({ content: 'Hel' }),
    choice({ content: 'lo' }),
    choice({}, 'stop'),
  ];
  expect(await read(events)).toEqual(plain);
  expect(await read(events, true)).toEqual([
    ...plain.map((chunk) => ({ ...chunk, usage: null })),
    {
      ...face,
      choices: [],
      usage: expect.objectContaining({ prompt_tokens: 2, completion_tokens: 1, total_tokens: 3 }),
    },
  ]);
});

test('One id and one model, whatever later events say', async () => {
  const chunks = await read([
    { candidates: [{ content: { parts: [{ text: 'a' }] } }] },
    event([{ text: 'b' }], stop),
  ]);
  expect(new Set(chunks.map(({ id, model }) => `${id} ${model}`))).toEqual(
    new Set([`chatcmpl-call-1 ${MODEL}`]),
  );
});

test('One call at a time where the caller wants that', async () => {
  const chunks = await read(
    [event([{ functionCall: { name: 'a' } }]), event([{ functionCall: { name: 'b' } }]), event([], stop)],
    false,
    true,
  );
  const calls = chunks.flatMap((chunk) => chunk.choices[0]?.delta.tool_calls ?? []);
  expect(calls.map((call) => call.function?.name)).toEqual(['a']);
  expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('tool_calls');
});

test('Thoughts, words and calls', async () => {
  const chunks = await read([
    event([{ text: 'Hmm', thought: true }]),
    event([{ text: 'Look: ' }, { functionCall: { name: 'a', args: { x: 1 } } }]),
    event([{ functionCall: { id: 'own', name: 'b' } }]),
    event([], stop),
  ]);
  const tool = (index: number, id: string, name: string, args: string) => ({
    index,
    id,
    type: 'function',
    function: { name, arguments: args },
  });
  expect(deltas(chunks)).toEqual([
    { role: 'assistant', content: '' },
    { reasoning_content: 'Hmm' },
    { content: 'Look: ', tool_calls: [tool(0, 'call_r1_0', 'a', '{"x":1}')] },
    { tool_calls: [tool(1, 'own', 'b', '{}')] },
    {},
  ]);
  expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('tool_calls');
});

test('A reason that comes early ends nothing', async () => {
  const chunks = await read([
    event([], stop),
    event([{ text: 'a' }], stop),
    event([{ text: 'b' }], { finishReason: 'MAX_TOKENS' }),
  ]);
  expect(textOf(chunks)).toBe('ab');
  expect(chunks.map((chunk) => chunk.choices[0]?.finish_reason)).toEqual([null, null, null, 'length']);
});

test('A blocked prompt is an answer', async () => {
  const chunks = await read([{ promptFeedback: { blockReason: 'SAFETY' } }]);
  expect(deltas(chunks)).toEqual([{ role: 'assistant', content: '' }, {}]);
  expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('content_filter');
});

test('Filtered after the first words, with words on why', async () => {
  const chunks = await read([
    event([{ text: 'a' }]),
    event([], { finishReason: 'SAFETY', finishMessage: 'No.' }),
  ]);
  expect(deltas(chunks).at(-1)).toEqual({ refusal: 'No.' });
  expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('content_filter');
});

test('Several candidates, each with its own role and finish', async () => {
  const two = (more: object) => ({
    candidates: [0, 1].map((index) => ({ index, content: { parts: [{ text: `${index}` }] }, ...more })),
  });
  const chunks = await read([two({}), two(stop)]);
  expect(
    chunks.filter((chunk) => chunk.choices[0]?.delta.role).map((chunk) => chunk.choices[0]?.index),
  ).toEqual([0, 1]);
  expect(chunks.filter((chunk) => chunk.choices[0]?.finish_reason)).toHaveLength(2);
});

test.each<[string, GeminiResponse[], string]>([
  ['nothing', [], 'transient'],
  ['words without an end', [event([{ text: 'a' }])], 'transient'],
  [
    'a failed call',
    [event([{ text: 'a' }]), event([], { finishReason: 'MALFORMED_FUNCTION_CALL' })],
    'transient',
  ],
  [
    'an error in band',
    [event([{ text: 'a' }]), { error: { code: 503, message: 'x', status: 'UNAVAILABLE' } } as object],
    'overloaded',
  ],
  [
    'a bare error in band',
    [{ error: { message: 'x', status: 'RESOURCE_EXHAUSTED' } } as object],
    'rate-limit',
  ],
  ['an error in a list', [[{ error: { code: 500, message: 'x' } }] as object], 'transient'],
  ['one of two candidates', [event([], stop), { candidates: [{ index: 1 }] }], 'transient'],
])('Broken: %s', async (_, events, kind) => {
  expect(await failureFrom(read(events))).toMatchObject({ kind });
});
