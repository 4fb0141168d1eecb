import { beforeEach, describe, expect, test } from 'vitest';
import type { ChatRequest, Chunk, Completion } from '../../../src/core/chat.ts';
import { toRequest } from '../../../src/providers/anthropic/request.ts';
import { type FakeCall, fakeCall } from '../fake-call.ts';
import { at, provider, serveEachTest } from './harness.ts';
import { asking, chunksOf, completionOf, failureOf, itemsOf, textOf } from './helpers.ts';

serveEachTest();

const SCHEMA = {
  type: 'object',
  properties: { name: { type: 'string', minLength: 2 }, age: { type: 'integer', minimum: 0 } },
  required: ['name'],
};
const PLAIN = { ...SCHEMA, properties: { name: { type: 'string' } } };
const RECURSIVE = { ...PLAIN, properties: { name: { type: 'string' }, child: { $ref: '#' } } };
const ANN = { name: 'Ann' };

const wanting = (schema?: object): Partial<ChatRequest> => ({
  response_format: schema
    ? {
        type: 'json_schema',
        json_schema: { name: 'x', description: 'Who', strict: true, schema: { ...schema } },
      }
    : { type: 'json_object' },
});
const tool = (name: string) => ({
  type: 'function' as const,
  function: { name, parameters: { type: 'object' } },
});

const OLD = 'claude-opus-4-1';
const NEW = 'claude-sonnet-5-5';

let call: FakeCall;
beforeEach(() => {
  call = fakeCall();
});

/** What was sent, and what came back. */
async function plain(fields: Partial<ChatRequest>, model = NEW) {
  const reply = await provider({}, model).chat(asking(fields), call);
  return { reply, sent: at.server.requests.at(-1)?.body as Record<string, unknown>, ...completionOf(reply) };
}

async function stream(
  fields: Partial<ChatRequest>,
  model = NEW,
): Promise<{ chunks: Chunk[]; unproven: unknown }> {
  const reply = await provider({}, model).chat(
    asking({ ...fields, stream: true } as Partial<ChatRequest>),
    call,
  );
  return { chunks: await chunksOf(itemsOf(reply)), unproven: reply.unproven };
}

const messageOf = ({ choices }: Completion) => choices[0]?.message;

describe('a model that can be held to a schema', () => {
  test('is sent the cut, which Anthropic takes; what it leaves out is unproven', async () => {
    at.answer = JSON.stringify(ANN);
    const { sent, reply } = await plain(wanting(SCHEMA));
    expect(sent.output_config).toEqual({
      format: {
        type: 'json_schema',
        schema: {
          type: 'object',
          description: 'Who',
          properties: {
            name: { type: 'string', description: 'As JSON Schema says it: {"minLength":2}' },
            age: { type: 'integer', description: 'As JSON Schema says it: {"minimum":0}' },
          },
          required: ['name'],
          additionalProperties: false,
        },
      },
    });
    expect(reply).toMatchObject({ unproven: 'in-part' });
    expect(call.warnings).toEqual([]);
    expect((await stream(wanting(SCHEMA))).unproven).toBe('in-part');
  });

  test('vouches for what it was sent whole', async () => {
    expect((await plain(wanting(PLAIN))).reply.unproven).toBeUndefined();
    expect((await stream(wanting(PLAIN))).unproven).toBeUndefined();
  });

  test('uncut, Anthropic rejects it', async () => {
    const params = { output_config: { format: { type: 'json_schema', schema: SCHEMA } } };
    const failure = await failureOf(provider({ params }).chat(asking(), call));
    expect(failure).toMatchObject({
      kind: 'invalid-request',
      message: expect.stringContaining('output_config.format.schema'),
    });
  });

  test('is asked in words for a schema that it cannot be held to, or none', async () => {
    const { sent, reply } = await plain({
      ...wanting(RECURSIVE),
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Who?' },
      ],
    });
    expect(sent).not.toHaveProperty('output_config');
    expect(sent.system).toEqual([
      { type: 'text', text: 'Be brief.' },
      { type: 'text', text: expect.stringContaining(JSON.stringify(RECURSIVE)) },
    ]);
    expect(reply.unproven).toBe('asked');
    expect(call.warnings).toEqual([expect.stringMatching(/^response_format: /)]);
    const none = await plain(wanting());
    expect(none.sent.system).toEqual([{ type: 'text', text: expect.stringMatching(/JSON object/) }]);
    expect(none.reply.unproven).toBe('asked');
  });

  test('keeps the schema beside params of its own', async () => {
    const reply = await provider({ params: { output_config: { effort: 'low' } } }).chat(
      asking(wanting(PLAIN)),
      call,
    );
    expect(reply.unproven).toBeUndefined();
    expect(at.server.requests.at(-1)?.body).toMatchObject({
      output_config: { effort: 'low', format: { type: 'json_schema' } },
    });
  });
});

describe('an older model gives its answer to a tool', () => {
  test('whole', async () => {
    at.answer = { toolCalls: [{ name: 'answer', arguments: ANN }] };
    const { sent, reply, ...completion } = await plain(wanting(SCHEMA), OLD);
    expect(sent).toMatchObject({
      tools: [{ name: 'answer', description: 'Who', input_schema: SCHEMA }],
      tool_choice: { type: 'tool', name: 'answer', disable_parallel_tool_use: true },
    });
    expect(sent).not.toHaveProperty('output_config');
    expect(messageOf(completion)).toEqual({ role: 'assistant', content: JSON.stringify(ANN), refusal: null });
    expect(completion.choices[0]?.finish_reason).toBe('stop');
    expect(reply.unproven).toBe('asked');
    expect(call.warnings).toEqual([]);
  });

  test('streamed', async () => {
    at.answer = { toolCalls: [{ name: 'answer', arguments: ANN }] };
    const { chunks, unproven } = await stream(wanting(SCHEMA), OLD);
    expect(textOf(chunks)).toBe(JSON.stringify(ANN));
    expect(chunks.some(({ choices }) => choices[0]?.delta.tool_calls)).toBe(false);
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('stop');
    expect(unproven).toBe('asked');
  });

  test('an empty one is streamed too', async () => {
    at.answer = { toolCalls: [{ name: 'answer', arguments: {} }] };
    expect(textOf((await stream(wanting(SCHEMA), OLD)).chunks)).toBe('{}');
  });

  test.each(['length', 'content_filter'] as const)(
    'one that ends with %s has not stopped',
    async (finish) => {
      at.answer = { toolCalls: [{ name: 'answer', arguments: ANN }], finish };
      const { reply, sent: _, ...completion } = await plain(wanting(SCHEMA), OLD);
      expect(completion.choices[0]?.finish_reason).toBe(finish);
      expect((await stream(wanting(SCHEMA), OLD)).chunks.at(-1)?.choices[0]?.finish_reason).toBe(finish);
    },
  );

  test("beside the caller's tools, which it may call instead", async () => {
    at.answer = { toolCalls: [{ id: 't1', name: 'weather', arguments: { at: 'Rome' } }] };
    const fields = { ...wanting(SCHEMA), tools: [tool('weather')] };
    const { sent, reply: _, ...completion } = await plain(fields, OLD);
    expect(sent).toMatchObject({
      tools: [{ name: 'weather' }, { name: 'answer' }],
      tool_choice: { type: 'any' },
    });
    expect(messageOf(completion)?.tool_calls).toMatchObject([{ id: 't1', function: { name: 'weather' } }]);
    expect(completion.choices[0]?.finish_reason).toBe('tool_calls');
    const { chunks } = await stream(fields, OLD);
    expect(chunks.flatMap(({ choices }) => choices[0]?.delta.tool_calls ?? [])[0]).toMatchObject({
      index: 0,
      id: 't1',
    });
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('tool_calls');
  });

  test('an answer and a call at once are both', async () => {
    at.answer = {
      toolCalls: [
        { id: 'a', name: 'answer', arguments: ANN },
        { id: 't1', name: 'weather', arguments: {} },
        { id: 'b', name: 'answer', arguments: { name: 'Bob' } },
      ],
    };
    const fields = { ...wanting(SCHEMA), tools: [tool('weather')] };
    const { reply: _, sent: __, ...completion } = await plain(fields, OLD);
    expect(messageOf(completion)).toMatchObject({ content: JSON.stringify(ANN), tool_calls: [{ id: 't1' }] });
    const { chunks } = await stream(fields, OLD);
    expect(textOf(chunks)).toBe(JSON.stringify(ANN));
    const calls = chunks.flatMap(({ choices }) => choices[0]?.delta.tool_calls ?? []);
    expect(calls.map(({ index, id }) => [index, id])).toEqual([
      [0, 't1'],
      [0, undefined],
    ]);
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('tool_calls');
  });

  test.each<[string, Partial<ChatRequest>, object]>([
    [
      'a call that the caller forces comes first',
      { tools: [tool('weather')], tool_choice: 'required' },
      { tools: [{ name: 'weather' }], tool_choice: { type: 'any' } },
    ],
    [
      'no call is allowed: the answer alone',
      { tools: [tool('weather')], tool_choice: 'none' },
      { tools: [{ name: 'weather' }, { name: 'answer' }], tool_choice: { type: 'tool', name: 'answer' } },
    ],
    ['one name is taken', { tools: [tool('answer')] }, { tools: [{ name: 'answer' }, { name: 'answer_' }] }],
    [
      'one name was taken before',
      {
        messages: [
          { role: 'user', content: 'Hi' },
          {
            role: 'assistant',
            tool_calls: [{ id: 'a', type: 'function', function: { name: 'answer', arguments: '{}' } }],
          },
          { role: 'tool', tool_call_id: 'a', content: '7' },
        ],
      },
      { tools: [{ name: 'answer' }, { name: 'answer_' }], tool_choice: { type: 'tool', name: 'answer_' } },
    ],
  ])('%s', async (_, fields, expected) => {
    at.answer = { toolCalls: [{ name: 'answer', arguments: ANN }] };
    expect((await plain({ ...wanting(SCHEMA), ...fields }, OLD)).sent).toMatchObject(expected);
  });

  test.each<[string, object]>([
    ['a list at the top', { type: 'array', items: { type: 'string' } }],
    ['a choice at the top', { type: 'object', anyOf: [PLAIN] }],
  ])('what no tool can take is asked for in words: %s', async (_, schema) => {
    const { sent, reply } = await plain(wanting(schema), OLD);
    expect(sent).not.toHaveProperty('tools');
    expect(sent.system).toEqual([{ type: 'text', text: expect.stringContaining(JSON.stringify(schema)) }]);
    expect(reply.unproven).toBe('asked');
  });
});

test('what is no schema at all is the request its fault', () => {
  const bad = {
    response_format: { type: 'json_schema', json_schema: { name: 'x' } },
  } as Partial<ChatRequest>;
  expect(() => toRequest(asking(bad), NEW, {}, () => {})).toThrow(/schema is missing/);
});
