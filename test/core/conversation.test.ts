import { expect, test } from 'vitest';
import { CLOSING, conversationOf, OPENING } from '../../src/core/conversation.ts';

const call = (id: string, name = 'f') => ({ id, type: 'function', function: { name, arguments: '{}' } });
const calling = (...ids: string[]) => ({
  role: 'assistant',
  content: null,
  tool_calls: ids.map((id) => call(id)),
});
const result = (id: string, content: string) => ({ role: 'tool', tool_call_id: id, content });
const user = { role: 'user', content: 'Go.' };

function sort(...messages: unknown[]) {
  const warnings: string[] = [];
  const { instructions, turns } = conversationOf(messages, 'Vendor', (warning) => warnings.push(warning));
  const told = turns.map(({ role, message, calls }) => ({
    [role]:
      calls.length > 0
        ? calls.map(({ id, results }) => [id, ...results.map((one) => one.content)])
        : message.content,
  }));
  return { instructions: instructions.map(({ message }) => message.content), told, warnings };
}

test('results are with their calls, in the order of the calls', () => {
  const { told, warnings } = sort(user, calling('a', 'b'), result('b', '2'), result('a', '1'), user);
  expect(told).toEqual([
    { user: 'Go.' },
    {
      assistant: [
        ['a', '1'],
        ['b', '2'],
      ],
    },
    { user: 'Go.' },
  ]);
  expect(warnings).toEqual([]);
});

test.each<[string, object[], unknown[][]]>([
  ['behind a word of the user', [calling('a'), user, result('a', '1')], [['a', '1']]],
  ['before its call', [result('a', '1'), calling('a')], [['a', '1']]],
  ['twice', [calling('a'), result('a', '1'), result('a', '2')], [['a', '1', '2']]],
  ['missing', [calling('a'), user], [['a']]],
])('a result that is %s, which is said', (_, messages, calls) => {
  const { told, warnings } = sort(user, ...messages);
  expect(told.find((turn) => 'assistant' in turn)).toEqual({ assistant: calls });
  expect(warnings).toHaveLength(1);
});

test('an id that is used again means the latest call before its result', () => {
  const { told } = sort(user, calling('a'), result('a', '1'), calling('a'), result('a', '2'));
  expect(told.slice(1)).toEqual([{ assistant: [['a', '1']] }, { assistant: [['a', '2']] }]);
  const unanswered = sort(user, calling('a'), calling('a'), result('a', '2'));
  expect(unanswered.told.slice(1)).toEqual([{ assistant: [['a']] }, { assistant: [['a', '2']] }]);
  const twins = sort(user, calling('a', 'a'), result('a', '1'), result('a', '2'));
  expect(twins.told.slice(1)).toEqual([
    {
      assistant: [
        ['a', '1'],
        ['a', '2'],
      ],
    },
  ]);
});

test('a result whose call is cut off stays, as words', () => {
  const { told, warnings } = sort(user, result('gone', '7'));
  expect(told[1]).toEqual({
    user: [
      { type: 'text', text: 'The result of an earlier tool call:' },
      { type: 'text', text: '7' },
    ],
  });
  expect(warnings).toEqual([expect.stringMatching(/^messages\[1\]: /)]);
});

test('the user speaks first and last', () => {
  const { told, warnings } = sort({ role: 'assistant', content: 'Hi.' });
  expect(told).toEqual([{ user: OPENING }, { assistant: 'Hi.' }, { user: CLOSING }]);
  expect(warnings).toHaveLength(2);
  expect(sort(user, calling('a'), result('a', '1')).told.at(-1)).toHaveProperty('assistant');
});

test('who says nothing is not there: a conversation of nobody is opened', () => {
  const blank = [
    { role: 'system', content: '' },
    { role: 'user', content: [{ type: 'text', text: ' ' }] },
  ];
  expect(sort(...blank, { role: 'assistant', content: null })).toEqual({
    instructions: [],
    told: [{ user: OPENING }],
    warnings: [expect.stringContaining(OPENING)],
  });
});

test('no warning holds a word of the conversation', () => {
  const secret = 'XYZZY';
  const { warnings } = sort(
    { role: 'assistant', content: secret, name: secret, reasoning_content: secret },
    result('a', secret),
    { role: 'system', content: secret },
    { ...calling('b'), tool_calls: [{ id: secret, function: { name: secret, arguments: `{"${secret}` } }] },
    { role: 'assistant', content: secret },
  );
  expect(warnings.length).toBeGreaterThan(4);
  expect(warnings.join()).not.toContain(secret);
});
