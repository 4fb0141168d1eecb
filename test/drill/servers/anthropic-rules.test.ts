import { expect, test } from 'vitest';
import { startAnthropic } from '../../../src/drill/servers/anthropic.ts';

const user = { role: 'user', content: 'Hello?' };
const assistant = { role: 'assistant', content: 'Hello.' };
const use = (id: string, input: unknown = {}) => ({ type: 'tool_use', id, name: 'weather', input });
const calling = (...ids: string[]) => ({ role: 'assistant', content: ids.map((id) => use(id)) });
const result = (id: string) => ({ type: 'tool_result', tool_use_id: id, content: 'Sunny' });
const results = (...content: object[]) => ({ role: 'user', content });
const text = (text: string) => ({ type: 'text', text });
const thought = { type: 'thinking', thinking: 'Hm.', signature: 'x' };
const tools = [{ name: 'weather', input_schema: { type: 'object' } }];
const PREFILL =
  'This model does not support assistant message prefill. The conversation must end with a user message.';

/** What is wrong with a request; `undefined` where nothing is. */
const rows: [wrong: string | undefined, body: object, version?: string][] = [
  [undefined, {}],
  [
    undefined,
    { tools, messages: [user, calling('a', 'b'), results(result('b'), result('a'), text('Well?'))] },
  ],
  [undefined, { tools, messages: [user, calling('a'), results(result('a')), user] }],
  [undefined, { model: 'claude-haiku-4-5', messages: [user, assistant] }],
  [undefined, { model: 'claude-haiku-4-5', temperature: 0.5 }, '2023-06-01'],
  [undefined, { model: 'claude-haiku-5-5', tools, tool_choice: { type: 'any' } }],
  ['max_tokens: Field required', { max_tokens: undefined }],
  ['model: Field required', { model: undefined }],
  ['messages: Field required', { messages: undefined }],
  ['stop: Extra inputs are not permitted', { stop: ['x'] }],
  ['temperature: Extra inputs are not permitted', { temperature: 1 }],
  ['`temperature` is deprecated for this model.', { temperature: 1 }, '2023-06-01'],
  ['temperature: range: 0..1', { model: 'claude-haiku-4-5', temperature: 1.5 }, '2023-06-01'],
  ['max_tokens: 200000 > 128000, which is the maximum', { max_tokens: 200_000 }],
  ['messages: at least one message is required', { messages: [] }],
  ['messages: Unexpected role "tool".', { messages: [{ role: 'tool', content: 'Hi' }] }],
  ['messages: first message must use the "user" role', { messages: [assistant, user] }],
  [PREFILL, { messages: [user, assistant] }],
  [PREFILL, { model: 'claude-opus-4-6', messages: [user, assistant] }],
  ['messages: text content blocks must be non-empty', { messages: [{ role: 'user', content: [text('')] }] }],
  [
    'messages: text content blocks must contain non-whitespace text',
    { messages: [{ role: 'user', content: [text(' ')] }] },
  ],
  ['system: text content blocks must be non-empty', { system: [text('')] }],
  ['messages.0: all messages must have non-empty content', { messages: [{ role: 'user', content: '' }] }],
  [
    'final assistant content cannot end with trailing',
    { model: 'claude-haiku-4-5', messages: [user, { ...assistant, content: 'So ' }] },
  ],
  ['stop_sequences: each stop sequence must contain non-whitespace', { stop_sequences: ['\n'] }],
  [
    'tool_choice: type "tool" and "any" are not supported for this model.',
    { tools, tool_choice: { type: 'any' } },
  ],
  [
    'tool_choice: type "tool" and "any"',
    { model: 'claude-fable-5-2', tools, tool_choice: { type: 'tool', name: 'weather' } },
  ],
  ['tool_choice may only be specified while providing tools', { tool_choice: { type: 'auto' } }],
  [
    "tools.0.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'",
    { tools: [{ ...tools[0], name: 'the weather' }] },
  ],
  ['tools.0.custom.input_schema: Field required', { tools: [{ name: 'weather' }] }],
  ['tools: Tool names must be unique.', { tools: [...tools, ...tools] }],
  ['must define tools', { messages: [user, calling('a'), results(result('a'))] }],
  [
    "tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'",
    { tools, messages: [user, calling('a.b'), results(result('a.b'))] },
  ],
  [
    'tool_use.input: Input should be a valid dictionary',
    { tools, messages: [user, { role: 'assistant', content: [use('a', '{}')] }, results(result('a'))] },
  ],
  ['`tool_use` ids must be unique', { tools, messages: [user, calling('a', 'a'), results(result('a'))] }],
  [
    'without `tool_result` blocks immediately after: b.',
    { tools, messages: [user, calling('a', 'b'), results(result('a'))] },
  ],
  [
    'without `tool_result` blocks immediately after: a.',
    { tools, messages: [user, calling('a'), results(text('Well?'), result('a'))] },
  ],
  [
    'unexpected `tool_use_id` found in `tool_result` blocks: b.',
    { tools, messages: [user, calling('a'), results(result('a'), result('b'))] },
  ],
  [
    'each tool_use must have a single result. Found multiple `tool_result` blocks with id: a',
    { tools, messages: [user, calling('a'), results(result('a'), result('a'))] },
  ],
  ['messages.0.name: Extra inputs are not permitted', { messages: [{ ...user, name: 'ann' }] }],
  [
    'tool_use.signature: Extra inputs are not permitted',
    {
      tools,
      messages: [
        user,
        { role: 'assistant', content: [{ ...use('a'), signature: 'x' }] },
        results(result('a')),
      ],
    },
  ],
  [
    'messages.1.content.0: Invalid `signature` in `thinking` block. The block is bound to a different conversation.',
    { tools, messages: [user, { role: 'assistant', content: [thought, use('a')] }, results(result('a'))] },
  ],
  [
    'messages.1.content.0: Invalid `signature` in `thinking` block',
    {
      model: 'claude-haiku-4-5',
      tools,
      messages: [user, { role: 'assistant', content: [thought, use('a')] }, results(result('a'))],
    },
  ],
  [
    'messages.1.content.0.type: Expected `thinking` or `redacted_thinking`, but found `tool_use`.',
    {
      model: 'claude-haiku-4-5',
      max_tokens: 4000,
      thinking: { type: 'enabled', budget_tokens: 2000 },
      tools,
      messages: [user, calling('a'), results(result('a'))],
    },
  ],
  [
    "source.base64.media_type: Input should be 'image/jpeg'",
    {
      messages: [
        results({ type: 'image', source: { type: 'base64', media_type: 'image/bmp', data: 'AA==' } }),
      ],
    },
  ],
  [
    '`tool_result` blocks can not be in `assistant` messages',
    { messages: [user, { role: 'assistant', content: [result('a')] }] },
  ],
  ['thinking.type: "disabled" is not supported', { thinking: { type: 'disabled' } }],
  ['budget_tokens is not supported', { thinking: { type: 'enabled', budget_tokens: 2000 } }],
  [
    'greater than or equal to 1024',
    { model: 'claude-haiku-4-5', thinking: { type: 'enabled', budget_tokens: 9 } },
  ],
];

test.each(rows)('%s', async (wrong, patch, version = '2026-10-21') => {
  await using server = await startAnthropic();
  const response = await fetch(`${server.url}/v1/messages`, {
    method: 'POST',
    headers: { authorization: 'Bearer test', 'anthropic-version': version },
    body: JSON.stringify({ model: 'claude-sonnet-5-5', max_tokens: 99, messages: [user], ...patch }),
  });
  const body = await response.json();
  expect(response.status).toBe(wrong ? 400 : 200);
  const error = { type: 'invalid_request_error', message: expect.stringContaining(wrong ?? '') };
  if (wrong) expect(body).toEqual({ type: 'error', error, request_id: response.headers.get('request-id') });
});
