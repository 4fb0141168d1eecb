import { expect, test } from 'vitest';
import { faultOf, faultOfSilence, isFinish, isLife } from '../../src/core/answer.ts';
import type { ChatRequest, Chunk, Completion } from '../../src/core/chat.ts';
import { chunk, completion, end, plain, role, usage } from '../fakes.ts';

const delta = (fields: object): Chunk => chunk(undefined, null, fields as never);

test.each([
  ['words', delta({ content: 'Hi' })],
  ['a refusal', delta({ refusal: 'No' })],
  ['reasoning', delta({ reasoning: 'Hm' })],
  ['reasoning as DeepSeek calls it', delta({ reasoning_content: 'Hm' })],
  ['a tool call', delta({ tool_calls: [{ index: 0, function: { name: 'weather' } }] })],
  ['a function call of old', delta({ function_call: { name: 'weather' } })],
  ['audio', delta({ audio: { data: 'AA' } })],
  ['the second of two choices', { ...role(), choices: [...role().choices, ...chunk('Hi').choices] }],
])('%s are a sign of life', (_, piece) => {
  expect(isLife(piece)).toBe(true);
});

test.each([
  ['a role', role()],
  ['an empty delta', delta({})],
  ['empty words', delta({ content: '' })],
  ['words that are null', delta({ content: null, refusal: null })],
  ['no tool calls', delta({ tool_calls: [] })],
  ['usage', usage()],
  ['a finish', end()],
  ['no delta at all', { ...end(), choices: [{ index: 0, finish_reason: null }] } as unknown as Chunk],
])('%s is no sign of life', (_, piece) => {
  expect(isLife(piece)).toBe(false);
});

test('a finish is a finish of any choice', () => {
  expect(isFinish(end())).toBe(true);
  expect(isFinish(chunk('Hi'))).toBe(false);
  expect(isFinish(usage())).toBe(false);
  expect(isFinish({ ...role(), choices: [...role().choices, ...end().choices] })).toBe(true);
});

const afterTool: ChatRequest = {
  model: 'gpt-5.5',
  messages: [
    { role: 'user', content: 'Hello?' },
    { role: 'tool', tool_call_id: 't', content: 'done' },
  ],
};
const saying = (message: object, finish = 'stop'): Completion => {
  const answer = completion('', finish as 'stop');
  Object.assign(answer.choices[0]?.message ?? {}, message);
  return answer;
};

test.each([
  ['words', completion('Hi'), plain],
  ['nothing where the tokens ran out', completion('', 'length'), plain],
  ['nothing where it was filtered', completion('', 'content_filter'), plain],
  ['nothing after the result of a tool', completion('', 'stop'), afterTool],
  ['a refusal', saying({ refusal: 'No' }), plain],
  ['a tool call', saying({ tool_calls: [{ id: 't' }] }, 'tool_calls'), plain],
  ['a tool call that ends in "stop"', saying({ tool_calls: [{ id: 't' }] }), plain],
  ['audio', saying({ audio: { id: 'a' } }), plain],
])('an answer may say %s', (_, answer, request) => {
  expect(faultOf(answer, request)).toBeUndefined();
});

const twoChoices = (second: Completion): Completion => ({
  ...second,
  choices: [...completion('Hi').choices, ...second.choices],
});

test.each([
  ['nothing', completion(''), /empty/],
  ['null', completion(null), /empty/],
  ['no end', completion('Hi', null), /cut off/],
  ['no choices', { ...completion(''), choices: [] }, /no choices/],
  ['no list of choices', { ...completion(''), choices: undefined as never }, /no choices/],
  ['one choice of two without an end', twoChoices(completion('Hi', null)), /cut off/],
  ['one choice of two that is empty', twoChoices(completion('')), /empty/],
])('an answer with %s is none', (_, answer, words) => {
  expect(faultOf(answer, plain)).toMatchObject({ kind: 'transient', message: expect.stringMatching(words) });
});

test('a stream that ends in silence', () => {
  const finish = (reason: Chunk['choices'][number]['finish_reason']) => chunk(undefined, reason);
  expect(faultOfSilence(finish('stop'), plain)?.kind).toBe('transient');
  expect(faultOfSilence(undefined, plain)?.kind).toBe('transient');
  expect(faultOfSilence(finish('length'), plain)).toBeUndefined();
  expect(faultOfSilence(finish('content_filter'), plain)).toBeUndefined();
  expect(faultOfSilence(finish('stop'), afterTool)).toBeUndefined();
});
