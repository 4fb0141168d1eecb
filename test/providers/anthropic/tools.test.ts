import { expect, test } from 'vitest';
import type { ChatRequest } from '../../../src/core/chat.ts';
import { toRequest } from '../../../src/providers/anthropic/request.ts';
import { asking } from './helpers.ts';

const warnings: string[] = [];
const convert = (fields: object, model = 'claude-sonnet-5-5') => {
  warnings.length = 0;
  const request = asking(fields as Partial<ChatRequest>);
  return toRequest(request, model, {}, (warning) => void warnings.push(warning));
};
const warned = (field: string) => [expect.stringMatching(`^${field}: `)];

const add = {
  type: 'function',
  function: { name: 'add', description: 'Adds.', parameters: { properties: {} } },
};
const mul = { type: 'function', function: { name: 'mul' } };
const named = { type: 'function', function: { name: 'add' } };

test('functions', () => {
  expect(convert({ tools: [add, mul] })).toMatchObject({
    tools: [
      { name: 'add', description: 'Adds.', input_schema: { type: 'object', properties: {} } },
      { name: 'mul', input_schema: { type: 'object' } },
    ],
    tool_choice: { type: 'auto' },
  });
});

test.each([
  ['none', { type: 'none' }],
  ['auto', { type: 'auto' }],
  ['required', { type: 'any' }],
  [named, { type: 'tool', name: 'add' }],
])('tool_choice %j', (tool_choice, expected) => {
  expect(convert({ tools: [add], tool_choice }, 'claude-opus-5').tool_choice).toEqual(expected);
  expect(warnings).toEqual([]);
});

test.each(['required', named])('%j is left to a model that cannot be forced', (tool_choice) => {
  expect(convert({ tools: [add], tool_choice }).tool_choice).toEqual({ type: 'auto' });
  expect(warnings).toEqual(warned('tool_choice'));
});

test('of a tool that such a model should call it sees no other', () => {
  expect(convert({ tools: [mul, add], tool_choice: named }).tools).toEqual([
    expect.objectContaining({ name: 'add' }),
  ]);
  expect(convert({ tools: [mul, add], tool_choice: 'required' }).tools).toHaveLength(2);
});

test('a list of allowed tools is all that the model sees', () => {
  const tool_choice = { type: 'allowed_tools', allowed_tools: { mode: 'required', tools: [named] } };
  const body = convert({ tools: [mul, add], tool_choice }, 'claude-opus-5');
  expect(body.tools).toEqual([expect.objectContaining({ name: 'add' })]);
  expect(body.tool_choice).toEqual({ type: 'any' });
});

test('parallel calls can be turned off, but not where there are none', () => {
  const single = { tools: [add], parallel_tool_calls: false };
  expect(convert(single).tool_choice).toEqual({ type: 'auto', disable_parallel_tool_use: true });
  expect(convert({ ...single, tool_choice: 'none' }).tool_choice).toEqual({ type: 'none' });
});

test('calls of the past bring their tools along', () => {
  const tool_calls = [{ id: 'a', type: 'function', function: { name: 'add', arguments: '{}' } }];
  const messages = [
    { role: 'user', content: 'Add.' },
    { role: 'assistant', tool_calls },
    { role: 'tool', tool_call_id: 'a', content: '2' },
  ];
  expect(convert({ messages })).toMatchObject({
    tools: [{ name: 'add', input_schema: { type: 'object' } }],
    tool_choice: { type: 'none' },
  });
});

test('strict is warned of; what is no function is a fault', () => {
  convert({ tools: [{ type: 'function', function: { name: 'f', strict: true } }] });
  expect(warnings).toEqual([expect.stringContaining('tools[0].function.strict')]);
  expect(() => convert({ tools: [{ type: 'custom', custom: { name: 'f' } }] })).toThrow(/type custom/);
  expect(() => convert({ tools: [add], tool_choice: { type: 'custom' } })).toThrow(/tool_choice/);
});
