import { describe, expect, test } from 'vitest';
import { toCompletion } from '../../../src/providers/anthropic/reply.ts';
import { fakeCall, TODAY } from '../fake-call.ts';

const usage = {
  input_tokens: 10,
  cache_read_input_tokens: 4,
  cache_creation_input_tokens: 2,
  output_tokens: 7,
  output_tokens_details: { thinking_tokens: 3 },
};
const message = (fields: object = {}) => ({
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'claude-sonnet-5-5-20261001',
  content: [{ type: 'text', text: 'Hello.' }],
  stop_reason: 'end_turn',
  stop_details: null,
  usage,
  ...fields,
});

test('text', () => {
  const call = fakeCall();
  expect(toCompletion(message(), call)).toEqual({
    id: 'msg_1',
    object: 'chat.completion',
    created: TODAY / 1000,
    model: 'claude-sonnet-5-5-20261001',
    choices: [
      {
        index: 0,
        finish_reason: 'stop',
        logprobs: null,
        message: { role: 'assistant', content: 'Hello.', refusal: null },
      },
    ],
    usage: {
      prompt_tokens: 16,
      completion_tokens: 7,
      total_tokens: 23,
      prompt_tokens_details: { cached_tokens: 4, cache_write_tokens: 2 },
      completion_tokens_details: { reasoning_tokens: 3 },
    },
  });
  expect(call.warnings).toEqual([]);
});

test('thinking, tool calls, and blocks that have no place', () => {
  const call = fakeCall();
  const content = [
    { type: 'thinking', thinking: 'Let me see.', signature: 'x' },
    { type: 'redacted_thinking', data: 'x' },
    { type: 'server_tool_use', id: 's', name: 'web_search', input: {} },
    { type: 'tool_use', id: 'toolu_1', name: 'add', input: { a: 1 } },
    { type: 'tool_use', id: 'toolu_2', name: 'now', input: {} },
  ];
  const [choice] = toCompletion(message({ content, stop_reason: 'tool_use' }), call).choices;
  expect(choice).toMatchObject({
    finish_reason: 'tool_calls',
    message: {
      content: null,
      reasoning_content: 'Let me see.',
      tool_calls: [
        { id: 'toolu_1', type: 'function', function: { name: 'add', arguments: '{"a":1}' } },
        { id: 'toolu_2', type: 'function', function: { name: 'now', arguments: '{}' } },
      ],
    },
  });
  expect(call.warnings).toEqual([expect.stringContaining('server_tool_use')]);
});

test('a message without a word is one that OpenAI takes back', () => {
  const cut = toCompletion(message({ content: [], stop_reason: 'max_tokens' }), fakeCall());
  expect(cut.choices[0]?.message).toEqual({ role: 'assistant', content: '', refusal: null });
});

test('an id that no other vendor would take is made one that they do', () => {
  const content = [{ type: 'tool_use', id: `toolu/${'7'.repeat(60)}`, name: 'add', input: {} }];
  const { choices } = toCompletion(message({ content, stop_reason: 'tool_use' }), fakeCall());
  expect(choices[0]?.message.tool_calls?.[0]?.id).toMatch(/^toolu_7+_[0-9a-f]{8}$/);
});

test('a refusal says why', () => {
  const stop_details = { type: 'refusal', category: 'cyber', explanation: 'Not this.' };
  const refused = toCompletion(message({ content: [], stop_reason: 'refusal', stop_details }), fakeCall());
  expect(refused.choices[0]).toMatchObject({
    finish_reason: 'content_filter',
    message: { content: null, refusal: 'Not this.' },
  });
});

test.each([
  ['end_turn', 'stop', 0],
  ['stop_sequence', 'stop', 0],
  ['max_tokens', 'length', 0],
  ['model_context_window_exceeded', 'length', 0],
  ['tool_use', 'tool_calls', 0],
  ['refusal', 'content_filter', 0],
  ['pause_turn', 'stop', 1],
  ['something_new', 'stop', 1],
])('%s is %s', (stop_reason, finish, warnings) => {
  const call = fakeCall();
  expect(toCompletion(message({ stop_reason }), call).choices[0]!.finish_reason).toBe(finish);
  expect(call.warnings).toHaveLength(warnings);
});

describe('what is no answer', () => {
  const error = {
    type: 'error',
    error: { type: 'overloaded_error', message: 'Overloaded' },
    request_id: 'req_1',
  };

  test.each([
    ['a page', '<html></html>', 'transient'],
    ['nothing', undefined, 'transient'],
    ['an empty object', {}, 'transient'],
    ['a message without an end', message({ stop_reason: null }), 'transient'],
    ['an error', error, 'overloaded'],
  ])('%s', (_, body, kind) => {
    expect(() => toCompletion(body, fakeCall())).toThrow(expect.objectContaining({ kind }));
  });
});
