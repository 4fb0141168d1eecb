import { expect, test } from 'vitest';
import type { ChatRequest } from '../../../src/core/chat.ts';
import { toRequest } from '../../../src/providers/google/request.ts';
import { hello, MODEL } from './helpers.ts';

function translate(fields: Partial<ChatRequest>, model = MODEL, params: Record<string, unknown> = {}) {
  const warnings: string[] = [];
  const body = toRequest({ ...hello, ...fields } as ChatRequest, model, params, (text) =>
    warnings.push(text),
  );
  return { ...body, warnings };
}

const weather = {
  type: 'function' as const,
  function: { name: 'weather', description: 'Tells it', parameters: { type: 'object' }, strict: null },
};
const time = { type: 'function' as const, function: { name: 'time' } };

test('A bare request is the conversation and nothing else', () => {
  expect(translate({})).toEqual({
    contents: [{ role: 'user', parts: [{ text: 'Hello?' }] }],
    generationConfig: {},
    warnings: [],
  });
});

test('The settings that Gemini has go into generationConfig', () => {
  const { generationConfig, warnings } = translate(
    {
      max_completion_tokens: 99,
      temperature: 0.2,
      top_p: 0.9,
      n: 2,
      seed: 7,
      stop: 'END',
      presence_penalty: 0.5,
      frequency_penalty: -0.5,
    },
    'gemini-2.0-flash',
  );
  expect(generationConfig).toEqual({
    maxOutputTokens: 99,
    temperature: 0.2,
    topP: 0.9,
    candidateCount: 2,
    seed: 7,
    stopSequences: ['END'],
    presencePenalty: 0.5,
    frequencyPenalty: -0.5,
  });
  expect(warnings).toEqual([]);
});

test('The newer name of the token limit comes before the older one', () => {
  expect(translate({ max_tokens: 5 }).generationConfig.maxOutputTokens).toBe(5);
  expect(translate({ max_tokens: 5, max_completion_tokens: 6 }).generationConfig.maxOutputTokens).toBe(6);
});

test('What a model no longer takes stays behind, and is said', () => {
  const { generationConfig, warnings } = translate({
    temperature: 0.2,
    top_p: 0.9,
    n: 2,
    presence_penalty: 0.5,
    seed: 2 ** 40,
  });
  expect(generationConfig).toEqual({});
  expect(warnings).toEqual([
    'temperature: this model takes none',
    'top_p: this model takes none',
    'presence_penalty: this model takes none',
    'n: this model gives one answer to a request',
    'seed: Gemini takes none above 2147483647',
  ]);
});

test('Values that ask for nothing are not missed', () => {
  const idle = {
    temperature: 1,
    top_p: 1,
    n: 1,
    presence_penalty: 0,
    store: false,
    logprobs: false,
  } as const;
  expect(
    translate({ ...idle, service_tier: 'auto', modalities: ['text'], user: undefined as never }),
  ).toMatchObject({
    generationConfig: {},
    warnings: [],
  });
});

test.each([
  ['user', 'u1'],
  ['metadata', { a: 'b' }],
  ['store', true],
  ['service_tier', 'flex'],
  ['logit_bias', { 1: 2 }],
  ['logprobs', true],
  ['prompt_cache_key', 'k'],
  ['verbosity', 'low'],
  ['web_search_options', {}],
  ['something_new', 1],
])('%s stays behind, and is said', (field, value) => {
  expect(translate({ [field]: value }).warnings).toEqual([expect.stringMatching(new RegExp(`^${field}: `))]);
});

test.each([
  ['functions', [{ name: 'f' }]],
  ['function_call', 'auto'],
  ['audio', { voice: 'alloy', format: 'wav' }],
  ['modalities', ['text', 'audio']],
])('%s makes another answer: the request is refused', (field, value) => {
  expect(() => translate({ [field]: value })).toThrow(
    expect.objectContaining({ kind: 'invalid-request', message: expect.stringContaining(field) }),
  );
});

test('Functions keep their JSON Schema', () => {
  expect(translate({ tools: [weather, time] }).tools).toEqual([
    {
      functionDeclarations: [
        { name: 'weather', description: 'Tells it', parametersJsonSchema: { type: 'object' } },
        { name: 'time' },
      ],
    },
  ]);
});

test.each<[ChatRequest['tool_choice'], object]>([
  [undefined, { mode: 'AUTO' }],
  ['auto', { mode: 'AUTO' }],
  ['none', { mode: 'NONE' }],
  ['required', { mode: 'ANY' }],
  [
    { type: 'function', function: { name: 'time' } },
    { mode: 'ANY', allowedFunctionNames: ['time'] },
  ],
  [
    { type: 'allowed_tools', allowed_tools: { mode: 'required', tools: [time] } },
    { mode: 'ANY', allowedFunctionNames: ['time'] },
  ],
])('The choice %j', (tool_choice, functionCallingConfig) => {
  const body = translate({ tools: [weather, time], ...(tool_choice && { tool_choice }) });
  expect(body.toolConfig).toEqual({ functionCallingConfig });
  expect(body.tools?.[0]?.functionDeclarations).toHaveLength(2);
});

test('A list of functions that may be called, or not, cuts the tools: Gemini takes names only where it must call', () => {
  const tool_choice = { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [time] } } as const;
  const body = translate({ tools: [weather, time], tool_choice } as never);
  expect(body.tools).toEqual([{ functionDeclarations: [{ name: 'time' }] }]);
  expect(body.toolConfig).toEqual({ functionCallingConfig: { mode: 'AUTO' } });
});

test('A choice without tools is none', () => {
  expect(translate({ tools: [], tool_choice: 'none' })).not.toHaveProperty('toolConfig');
});

test('Only functions are tools to Gemini', () => {
  expect(() => translate({ tools: [{ type: 'custom', custom: { name: 'c' } }] })).toThrow(
    /^tools\[0\]: .*custom/,
  );
});

test.each([
  ['auto', MODEL, 'VALIDATED', 0],
  ['none', MODEL, 'NONE', 0],
  ['required', MODEL, 'ANY', 0],
  ['auto', 'gemini-2.0-flash', 'AUTO', 1],
] as const)('A strict function, with the choice %s, of %s: %s', (tool_choice, model, mode, warnings) => {
  const strict = { type: 'function' as const, function: { name: 'f', strict: true } };
  const body = translate({ tools: [strict, time], tool_choice }, model);
  expect(body.toolConfig).toEqual({ functionCallingConfig: { mode } });
  expect(body.warnings).toHaveLength(warnings);
});

test('JSON, with a schema and without', () => {
  const schema = { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false };
  expect(translate({ response_format: { type: 'text' } }).generationConfig).toEqual({});
  expect(translate({ response_format: { type: 'json_object' } }).generationConfig).toEqual({
    responseMimeType: 'application/json',
  });
  const asked = { type: 'json_schema', json_schema: { name: 'n', schema, strict: true } } as const;
  expect(translate({ response_format: asked }).generationConfig).toEqual({
    responseMimeType: 'application/json',
    responseJsonSchema: schema,
  });
});

test.each<[string, ChatRequest['reasoning_effort'], object | undefined, boolean]>([
  ['gemini-3.8-flash', 'low', { thinkingLevel: 'LOW' }, false],
  ['gemini-3.8-flash', 'none', { thinkingLevel: 'LOW' }, true],
  ['gemini-3.8-flash', 'max', { thinkingLevel: 'HIGH' }, true],
  ['gemini-3.7-flash', 'minimal', { thinkingLevel: 'MINIMAL' }, false],
  ['gemini-3.1-pro-preview', 'minimal', { thinkingLevel: 'LOW' }, true],
  ['gemini-4-argon', 'medium', { thinkingLevel: 'MEDIUM' }, false],
  ['models/gemini-2.5-flash', 'none', { thinkingBudget: 0 }, false],
  ['gemini-2.5-pro', 'none', { thinkingBudget: 512 }, true],
  ['gemini-2.5-pro', 'high', { thinkingBudget: 24_576 }, false],
  ['gemini-2.0-flash', 'high', undefined, true],
  ['gemini-2.0-flash', 'none', undefined, false],
])('%s is asked for the effort %s', (model, reasoning_effort, thinkingConfig, warned) => {
  const body = translate({ reasoning_effort: reasoning_effort ?? null }, model);
  expect(body.generationConfig.thinkingConfig).toEqual(thinkingConfig);
  expect(body.warnings).toHaveLength(warned ? 1 : 0);
});

test("Gemini's own fields come last; objects are merged, everything else is replaced", () => {
  const body = translate({ max_tokens: 5, reasoning_effort: 'low', tools: [time] }, MODEL, {
    generationConfig: { thinkingConfig: { includeThoughts: true }, topK: 3 },
    safetySettings: [],
    tools: [{ googleSearch: {} }],
  });
  expect(body).toMatchObject({
    generationConfig: { maxOutputTokens: 5, thinkingConfig: { includeThoughts: true }, topK: 3 },
    safetySettings: [],
    tools: [{ googleSearch: {} }],
  });
  expect(body.generationConfig.thinkingConfig).not.toHaveProperty('thinkingLevel');
});
