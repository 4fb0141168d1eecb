import { expect, test } from 'vitest';
import { toCompletion } from '../../../src/providers/google/reply.ts';
import type { GeminiResponse } from '../../../src/providers/google/wire.ts';
import { fakeCall, TODAY } from '../fake-call.ts';
import { MODEL } from './helpers.ts';

const answer = (fields: GeminiResponse, call = fakeCall()) =>
  toCompletion(fields, { model: MODEL, single: false }, call);
const ended = (finishReason: string, text = 'Hi') => ({
  candidates: [{ content: { parts: [{ text }] }, finishReason }],
});

test('An answer with its usage', () => {
  expect(
    answer({
      ...ended('STOP'),
      responseId: 'r1',
      modelVersion: 'gemini-3.8-flash-001',
      usageMetadata: {
        promptTokenCount: 10,
        cachedContentTokenCount: 4,
        toolUsePromptTokenCount: 1,
        candidatesTokenCount: 5,
        thoughtsTokenCount: 7,
        totalTokenCount: 23,
      },
    }),
  ).toEqual({
    id: 'r1',
    object: 'chat.completion',
    created: TODAY / 1000,
    model: 'gemini-3.8-flash-001',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: 'Hi', refusal: null },
        finish_reason: 'stop',
        logprobs: null,
      },
    ],
    usage: {
      prompt_tokens: 11,
      completion_tokens: 12,
      total_tokens: 23,
      prompt_tokens_details: { cached_tokens: 4 },
      completion_tokens_details: { reasoning_tokens: 7 },
    },
  });
});

test("Without an id or a model of Google's, ours stand in", () => {
  expect(answer(ended('STOP'))).toMatchObject({ id: 'chatcmpl-call-1', model: MODEL });
});

test('Thoughts are reasoning, never content', () => {
  const parts = [{ text: 'Hmm. ', thought: true }, { text: 'Yes' }, { text: '!', thoughtSignature: 'sig' }];
  const { choices } = answer({ candidates: [{ content: { parts }, finishReason: 'STOP' }] });
  expect(choices[0]?.message).toMatchObject({ content: 'Yes!', reasoning_content: 'Hmm. ' });
});

test("Calls: Gemini's id where it gives one, else one that is the same every time", () => {
  const parts = [
    { functionCall: { id: 'own', name: 'a', args: { x: 1 } }, thoughtSignature: 's' },
    { functionCall: { name: 'b' } },
  ];
  const { choices } = answer({
    responseId: 'r1',
    candidates: [{ content: { parts }, finishReason: 'STOP' }],
  });
  expect(choices[0]).toMatchObject({ finish_reason: 'tool_calls', message: { content: null } });
  expect(choices[0]?.message.tool_calls).toEqual([
    { id: 'own', type: 'function', function: { name: 'a', arguments: '{"x":1}' } },
    { id: 'call_r1_1', type: 'function', function: { name: 'b', arguments: '{}' } },
  ]);
});

test('An id of a call is never longer than OpenAI takes', () => {
  const parts = [{ functionCall: { name: 'a' } }];
  const { choices } = answer({
    responseId: 'x'.repeat(99),
    candidates: [{ content: { parts }, finishReason: 'STOP' }],
  });
  expect(choices[0]?.message.tool_calls?.[0]?.id).toHaveLength(40);
});

test('An id that no other vendor would take is made one that they do', () => {
  const parts = [{ functionCall: { id: `function-call/${'7'.repeat(60)}`, name: 'a' } }];
  const { choices } = answer({ candidates: [{ content: { parts }, finishReason: 'STOP' }] });
  expect(choices[0]?.message.tool_calls?.[0]?.id).toMatch(/^function-call_7+_[0-9a-f]{8}$/);
});

test('A caller who wants one call at a time gets the first, and that is said', () => {
  const call = fakeCall();
  const parts = [{ functionCall: { name: 'a' } }, { functionCall: { name: 'b' } }];
  const body = { responseId: 'r1', candidates: [{ content: { parts }, finishReason: 'STOP' }] };
  const { choices } = toCompletion(body, { model: MODEL, single: true }, call);
  expect(choices[0]?.message.tool_calls).toHaveLength(1);
  expect(choices[0]?.finish_reason).toBe('tool_calls');
  expect(call.warnings).toEqual([expect.stringMatching(/^parallel_tool_calls: /)]);
});

test.each([
  ['STOP', 'stop'],
  ['MAX_TOKENS', 'length'],
  ['CONTINUATION', 'length'],
  ['SAFETY', 'content_filter'],
  ['RECITATION', 'content_filter'],
  ['BLOCKLIST', 'content_filter'],
  ['PROHIBITED_CONTENT', 'content_filter'],
  ['SPII', 'content_filter'],
  ['IMAGE_SAFETY', 'content_filter'],
])('%s is the finish %s', (reason, finish) => {
  expect(answer(ended(reason)).choices[0]?.finish_reason).toBe(finish);
});

test.each([
  'MALFORMED_FUNCTION_CALL',
  'MALFORMED_RESPONSE',
  'UNEXPECTED_TOOL_CALL',
  'TOO_MANY_TOOL_CALLS',
  'OTHER',
  'LANGUAGE',
  'NO_IMAGE',
  'SOMETHING_NEW',
])('%s is no finish but a failure', (reason) => {
  expect(() => answer(ended(reason))).toThrow(
    expect.objectContaining({ kind: 'transient', details: expect.objectContaining({ code: reason }) }),
  );
});

test('Tokens may run out before the first word', () => {
  const { choices } = answer({ candidates: [{ finishReason: 'MAX_TOKENS' }] });
  expect(choices[0]).toMatchObject({ finish_reason: 'length', message: { content: '' } });
});

test('A call that was cut short is length, not a call to be made', () => {
  const parts = [{ functionCall: { name: 'a' } }];
  const { choices } = answer({ candidates: [{ content: { parts }, finishReason: 'MAX_TOKENS' }] });
  expect(choices[0]?.finish_reason).toBe('length');
});

test('A blocked prompt is an answer', () => {
  const { choices, usage } = answer({
    promptFeedback: { blockReason: 'PROHIBITED_CONTENT' },
    usageMetadata: { promptTokenCount: 3, totalTokenCount: 3 },
  });
  expect(choices).toEqual([
    {
      index: 0,
      message: { role: 'assistant', content: '', refusal: null },
      finish_reason: 'content_filter',
      logprobs: null,
    },
  ]);
  expect(usage).toMatchObject({ prompt_tokens: 3, completion_tokens: 0, total_tokens: 3 });
});

test("A filtered answer gives Google's words for it as its refusal", () => {
  const { choices } = answer({ candidates: [{ finishReason: 'SAFETY', finishMessage: 'Unsafe.' }] });
  expect(choices[0]?.message.refusal).toBe('Unsafe.');
});

test('Several candidates are several choices, their calls all told apart', () => {
  const parts = [{ functionCall: { name: 'a' } }];
  const { choices } = answer({
    responseId: 'r',
    candidates: [
      { index: 0, content: { parts }, finishReason: 'STOP' },
      { index: 1, content: { parts }, finishReason: 'STOP' },
    ],
  });
  expect(choices.map((choice) => choice.message.tool_calls?.[0]?.id)).toEqual(['call_r_0', 'call_r_1']);
});

test('A part without a place in a completion is said, by its name only', () => {
  const call = fakeCall();
  const parts = [{ text: 'See: ' }, { inlineData: { mimeType: 'image/png', data: 'SECRET' } }];
  answer({ candidates: [{ content: { parts }, finishReason: 'STOP' }] }, call);
  expect(call.warnings).toEqual(['inlineData: a completion has no place for this part']);
});

test.each<[string, object]>([
  ['nothing at all', {}],
  ['no candidate', { candidates: [] }],
  ['an answer that is not over', { candidates: [{ content: { parts: [{ text: 'Hi' }] } }] }],
  ['a reason that is none', { candidates: [{ finishReason: 'FINISH_REASON_UNSPECIFIED' }] }],
])('No answer: %s', (_, body) => {
  expect(() => answer(body)).toThrow(expect.objectContaining({ kind: 'transient' }));
});

test('An error under a 200', () => {
  const error = { code: 503, message: 'Busy', status: 'UNAVAILABLE' };
  expect(() => answer({ error } as object)).toThrow(
    expect.objectContaining({ kind: 'overloaded', message: 'Busy' }),
  );
});
