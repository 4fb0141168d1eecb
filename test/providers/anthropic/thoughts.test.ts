import { expect, test } from 'vitest';
import type { ChatRequest } from '../../../src/core/chat.ts';
import { startAnthropic } from '../../../src/drill/servers/anthropic.ts';
import { anthropicProvider } from '../../../src/providers/anthropic/index.ts';
import { Memo } from '../../../src/providers/anthropic/memo.ts';
import type { AnthropicRequest } from '../../../src/providers/anthropic/request.ts';
import { withThoughts } from '../../../src/providers/anthropic/thoughts.ts';
import { fakeCall } from '../fake-call.ts';
import { chunksOf, completionOf, itemsOf } from './helpers.ts';

const user = { role: 'user' as const, content: [{ type: 'text' as const, text: 'Go.' }] };
const asked: AnthropicRequest = {
  model: 'claude-sonnet-5-5',
  max_tokens: 9,
  messages: [user],
  system: [{ type: 'text', text: 'Be brief.' }],
  tools: [{ name: 'f', input_schema: { type: 'object' } }],
  stream: false,
};
const thinking = { type: 'thinking' as const, thinking: '', signature: 'c2ln' };
const redacted = { type: 'redacted_thinking' as const, data: 'ZGF0YQ==' };
const text = (text: string) => ({ type: 'text' as const, text, citations: null });
const use = (id: string) => ({ type: 'tool_use' as const, id, name: 'f', input: { a: 1 } });
const content = [thinking, text('Let me '), redacted, text('see.'), use('u1'), text('\n'), use('u2')];

/** What comes back of a turn, whoever it was sent to. */
const said = [{ type: 'text' as const, text: 'Let me see.\n' }, use('u1'), use('u2')];
const results = ['u1', 'u2'].map((id) => ({ type: 'tool_result' as const, tool_use_id: id }));
const next: AnthropicRequest = {
  ...asked,
  messages: [user, { role: 'assistant', content: said }, { role: 'user', content: results }],
};

function keep(account: string, request = asked) {
  new Memo(request, account).read({ content, stop_reason: 'tool_use' } as never);
}

/** The content of the assistant's turn, as it would be sent again. */
function sentAgain(account: string, request: AnthropicRequest) {
  const warnings: string[] = [];
  const body = withThoughts(request, account, (warning) => warnings.push(warning));
  return { body, warnings, content: body.messages.find(({ role }) => role === 'assistant')?.content };
}

test('thoughts come back unchanged, in the places where they were', () => {
  keep('one');
  const { content, warnings } = sentAgain('one', next);
  expect(content).toEqual([
    thinking,
    { type: 'text', text: 'Let me ' },
    redacted,
    { type: 'text', text: 'see.' },
    use('u1'),
    use('u2'),
  ]);
  expect(warnings).toEqual([]);
});

const turn = next.messages[1] as { role: 'assistant'; content: typeof said };
test.each<[string, string, AnthropicRequest]>([
  ['another account', 'someone', next],
  ['another model', 'two', { ...next, model: 'claude-opus-5-5' }],
  ['other instructions', 'two', { ...next, system: [{ type: 'text', text: 'Be long.' }] }],
  ['other tools', 'two', { ...next, tools: [] }],
  [
    'another beginning',
    'two',
    { ...next, messages: [{ role: 'user', content: 'Stop.' }, ...next.messages.slice(1)] },
  ],
  ['a beginning cut off', 'two', { ...next, messages: next.messages.slice(1) }],
  [
    'words that were changed',
    'two',
    { ...next, messages: [user, { ...turn, content: [{ type: 'text', text: 'Ah.' }, ...said.slice(1)] }] },
  ],
  ['thinking turned off', 'two', { ...next, thinking: { type: 'disabled' } }],
])('none come back behind %s', (_, account, request) => {
  keep('two');
  expect(JSON.stringify(sentAgain(account, request).content)).not.toMatch(/thinking/);
});

test('later turns of the same loop each get theirs', () => {
  keep('three');
  const { body } = sentAgain('three', next);
  keep('three', body);
  const later = { ...next, messages: [...next.messages, turn, next.messages[2]!] };
  const all = withThoughts(later, 'three', () => {});
  expect(JSON.stringify(all).match(/"thinking"/g)).toHaveLength(4);
});

test('an answer without a call is not kept', () => {
  new Memo(asked, 'four').read({ content: [thinking, text('Done.')], stop_reason: 'end_turn' } as never);
  const again = { ...asked, messages: [user, { role: 'assistant' as const, content: 'Done.' }, user] };
  expect(sentAgain('four', again).content).toBe('Done.');
});

test('a model with a budget is told not to think where its thoughts are not known', () => {
  const enabled = { type: 'enabled' as const, budget_tokens: 2000 };
  const { body, warnings } = sentAgain('five', { ...next, thinking: enabled });
  expect(body).not.toHaveProperty('thinking');
  expect(warnings).toEqual([expect.stringMatching(/^thinking: off/)]);
  const over = {
    ...next,
    messages: [...next.messages, { role: 'assistant' as const, content: 'So.' }, user],
  };
  expect(sentAgain('five', { ...over, thinking: enabled }).body).toHaveProperty('thinking');
  keep('five');
  expect(sentAgain('five', { ...next, thinking: enabled }).body).toHaveProperty('thinking');
});

test.each([false, true])('through the provider, streamed: %s', async (stream) => {
  const call = { name: 'f', arguments: { a: [1, 'é'] } };
  await using server = await startAnthropic({
    answer: ({ messages }) =>
      messages.length > 1 ? 'Done.' : { reasoning: 'Let me think.', text: 'Look: ', toolCalls: [call, call] },
  });
  const provider = anthropicProvider('claude-sonnet-5-5', { apiKey: 'k', baseURL: server.url });
  const messages: object[] = [{ role: 'user', content: `Go, ${stream}.` }];
  const tools = [{ type: 'function', function: { name: 'f' } }];
  const ask = () =>
    provider.chat({ model: 'm', messages, tools, stream } as unknown as ChatRequest, fakeCall());
  const reply = await ask();
  const ids = stream
    ? (await chunksOf(itemsOf(reply))).flatMap(({ choices }) => choices[0]?.delta.tool_calls?.[0]?.id ?? [])
    : completionOf(reply).choices[0]!.message.tool_calls!.map(({ id }) => id);
  const made = ids.map((id) => ({
    id,
    type: 'function',
    function: { name: 'f', arguments: '{ "a": [1, "\\u00e9"] }' },
  }));
  messages.push({ role: 'assistant', content: 'Look: ', tool_calls: made });
  messages.push(...ids.map((id) => ({ role: 'tool', tool_call_id: id, content: 'x' })));
  const last = await ask();
  if (last.type === 'stream') await chunksOf(last.items);
  const [, sent] = server.requests.at(-1)!.body!.messages as { content: { type: string }[] }[];
  expect(sent?.content.map(({ type }) => type)).toEqual(['thinking', 'text', 'tool_use', 'tool_use']);
});
