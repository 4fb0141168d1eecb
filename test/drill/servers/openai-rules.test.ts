import { expect, test } from 'vitest';
import { startOpenAI } from '../../../src/drill/servers/openai.ts';

const user = { role: 'user', content: 'Hello?' };
const call = (id: string) => ({ id, type: 'function', function: { name: 'weather', arguments: '{}' } });
const calling = (...ids: string[]) => ({ role: 'assistant', content: null, tool_calls: ids.map(call) });
const result = (id: string) => ({ role: 'tool', tool_call_id: id, content: 'Sunny' });
const tool = (name: string) => ({ type: 'function', function: { name } });

/** What is wrong with a request; `undefined` where nothing is. */
const rows: [wrong: string | undefined, body: object][] = [
  [undefined, {}],
  [
    undefined,
    {
      messages: [
        { role: 'developer', content: 'Be brief.' },
        user,
        calling('a', 'b'),
        result('b'),
        result('a'),
        user,
      ],
    },
  ],
  [
    undefined,
    {
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Hi' },
            { type: 'image_url', image_url: { url: 'data:' } },
          ],
        },
      ],
    },
  ],
  [undefined, { model: 'gpt-5.5', reasoning_effort: 'none', temperature: 0, max_completion_tokens: 9 }],
  [
    undefined,
    { model: 'gpt-5.6-sol', reasoning_effort: 'none', tools: [tool('weather')], tool_choice: 'auto' },
  ],
  ['Unrecognized request argument supplied: max_output_tokens', { max_output_tokens: 9 }],
  ['Unrecognized request argument supplied: reasoning_effort', { reasoning_effort: 'low' }],
  ['you must provide a model parameter', { model: undefined }],
  ["Missing required parameter: 'messages'.", { messages: undefined }],
  ["Invalid 'messages': empty array.", { messages: [] }],
  ["Invalid type for 'messages': expected an array of objects, but got string", { messages: 'Hi' }],
  [
    "Invalid value: 'model'. Supported values are: 'system'",
    { messages: [{ role: 'model', content: 'Hi' }] },
  ],
  [
    "Invalid value for 'content': expected a string, got null.",
    { messages: [{ role: 'user', content: null }] },
  ],
  [
    "Invalid value: 'image_url'. Supported values are: 'text'.",
    { messages: [{ role: 'system', content: [{ type: 'image_url' }] }] },
  ],
  [
    "'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
    { model: 'gpt-5.5', max_tokens: 9 },
  ],
  ["'max_tokens' is not supported with this model.", { model: 'o3', max_tokens: 9 }],
  [
    "'temperature' does not support 0.5 with this model. Only the default (1) value",
    { model: 'gpt-5', temperature: 0.5 },
  ],
  [
    "'temperature' does not support 0 with this model.",
    { model: 'gpt-5', reasoning_effort: 'none', temperature: 0 },
  ],
  ["'stop' is not supported with this model.", { model: 'o3', stop: 'x' }],
  [
    'Function tools with reasoning_effort are not supported for gpt-5.6-sol',
    { model: 'gpt-5.6-sol', tools: [tool('weather')] },
  ],
  ["Invalid 'temperature': number above maximum value.", { temperature: 3 }],
  ["Invalid 'stop': array too long.", { stop: ['a', 'b', 'c', 'd', 'e'] }],
  ["The 'stream_options' parameter is only allowed when 'stream' is enabled.", { stream_options: {} }],
  ["Invalid 'tools': empty array.", { tools: [] }],
  ["'tool_choice' is only allowed when 'tools' are specified.", { tool_choice: 'auto' }],
  ["Invalid 'tools[0].function.name': string does not match pattern.", { tools: [tool('the weather')] }],
  ["Invalid 'tools[0].function.name': string too long.", { tools: [tool('w'.repeat(65))] }],
  ["Invalid 'messages[1].tool_calls[0].id': string too long.", { messages: [user, calling('c'.repeat(41))] }],
  [
    "Unknown parameter: 'messages[1].reasoning_content'.",
    { messages: [user, { role: 'assistant', content: 'Hi', reasoning_content: '' }, user] },
  ],
  [
    "Unknown parameter: 'messages[1].tool_calls[0].extra_content'.",
    {
      messages: [user, { ...calling('a'), tool_calls: [{ ...call('a'), extra_content: {} }] }, result('a')],
    },
  ],
  ["messages with role 'tool' must be a response to a preceeding message", { messages: [user, result('a')] }],
  ["'tool_call_id' of 'b' not found", { messages: [user, calling('a'), result('a'), result('b')] }],
  ['did not have response messages: b', { messages: [user, calling('a', 'b'), result('a'), user] }],
  ["must contain the word 'json'", { response_format: { type: 'json_object' } }],
];

test.each(rows)('%s', async (wrong, patch) => {
  await using server = await startOpenAI();
  const response = await fetch(`${server.url}/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-test' },
    body: JSON.stringify({ model: 'gpt-4.1', messages: [user], ...patch }),
  });
  const { error } = await response.json();
  expect(response.status).toBe(wrong ? 400 : 200);
  if (wrong)
    expect(error).toMatchObject({ type: 'invalid_request_error', message: expect.stringContaining(wrong) });
});

test('a body that is no JSON', async () => {
  await using server = await startOpenAI();
  const headers = { authorization: 'Bearer sk-test' };
  const response = await fetch(`${server.url}/chat/completions`, {
    method: 'POST',
    headers,
    body: '{"model":',
  });
  expect((await response.json()).error.message).toBe('We could not parse the JSON body of your request.');
});
