import { expect, test } from 'vitest';
import { ownTraits } from '../../../src/providers/openai/models.ts';
import { settled } from '../../../src/providers/openai/settle.ts';

const messages = [{ role: 'user' as const, content: 'Hello?' }];
const tools = [{ type: 'function' as const, function: { name: 'look', parameters: { type: 'object' } } }];

function settle(model: string, fields: object, traits = {}) {
  const warnings: string[] = [];
  const {
    model: _,
    messages: __,
    ...body
  } = settled(
    { model: 'm', messages, ...fields },
    ownTraits(model, traits),
    (text) => void warnings.push(text),
  );
  return { body, warnings };
}
const names = (warnings: string[]) => warnings.map((warning) => warning.split(':')[0]);

test.each([
  ['gpt-4.1', { max_tokens: 9, temperature: 0.2 }, { max_tokens: 9, temperature: 0.2 }, []],
  ['gpt-4.1', { reasoning_effort: 'high' }, {}, ['reasoning_effort']],
  ['gpt-4o', { reasoning_effort: 'none' }, {}, []],
  [
    'o3',
    { max_tokens: 9, temperature: 0.2, stop: 'x' },
    { max_completion_tokens: 9 },
    ['temperature', 'stop'],
  ],
  [
    'gpt-5',
    { temperature: 1, reasoning_effort: 'none' },
    { reasoning_effort: 'minimal' },
    ['reasoning_effort'],
  ],
  ['gpt-5.5', { temperature: 0.2 }, { temperature: 0.2 }, []],
  ['gpt-5.5', { temperature: 0.2, reasoning_effort: 'high' }, { reasoning_effort: 'high' }, ['temperature']],
  ['gpt-5.5', { tools, reasoning_effort: 'max' }, { tools, reasoning_effort: 'xhigh' }, ['reasoning_effort']],
  ['gpt-5.6-sol', { tools }, { tools, reasoning_effort: 'none' }, ['reasoning_effort']],
  ['gpt-5.6-sol', { temperature: 0.2 }, {}, ['temperature']],
  [
    'gpt-6-luna',
    { tools, reasoning_effort: 'none', top_p: 0.5 },
    { tools, reasoning_effort: 'none', top_p: 0.5 },
    [],
  ],
  ['gpt-6-astra', { reasoning_effort: 'none' }, { reasoning_effort: 'low' }, ['reasoning_effort']],
  ['gpt-7-sol', { tools, max_tokens: 999_999 }, { tools, max_completion_tokens: 999_999 }, []],
  ['ft:gpt-4.1-mini:me', { max_tokens: 9 }, { max_tokens: 9 }, []],
  ['gpt-4o', { max_tokens: 99_999 }, { max_tokens: 16_384 }, ['max_tokens']],
  [
    'somebody-else',
    { tools, max_tokens: 9, temperature: 0.2 },
    { tools, max_tokens: 9, temperature: 0.2 },
    [],
  ],
  ['gpt-oss-120b', { tools, max_tokens: 9 }, { tools, max_tokens: 9 }, []],
])('%s: %j', (model, fields, expected, warned) => {
  const { body, warnings } = settle(model, fields);
  expect(body).toEqual(expected);
  expect(names(warnings)).toEqual(warned);
});

test('what its user knows better wins', () => {
  expect(settle('gpt-5', { temperature: 0.2 }, { sampling: true, efforts: ['none'] }).warnings).toHaveLength(
    1,
  );
  expect(settle('their-model', { temperature: 0.2 }, { sampling: false }).body).toEqual({});
  expect(settle('their-model', { tools, tool_choice: 'required' }, { forcedTools: false }).body).toEqual({
    tools,
  });
});

test('tools for a model that takes none here, and a conversation that is too long, are no requests at all', () => {
  expect(() => settle('gpt-6-astra', { tools })).toThrow(
    expect.objectContaining({ kind: 'invalid-request' }),
  );
  const long = [{ role: 'user' as const, content: 'word '.repeat(400_000) }];
  expect(() => settle('gpt-4o', { messages: long })).toThrow(
    expect.objectContaining({ kind: 'context-length' }),
  );
});
