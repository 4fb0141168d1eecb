import { describe, expect, test } from 'vitest';
import type { ChatRequest } from '../../../src/core/chat.ts';
import { toRequest, versionOf } from '../../../src/providers/anthropic/request.ts';
import { asking } from './helpers.ts';

const warnings: string[] = [];
const convert = (fields: object, model = 'claude-sonnet-5-5', params = {}) => {
  warnings.length = 0;
  const request = asking(fields as Partial<ChatRequest>);
  return toRequest(request, model, params, (warning) => void warnings.push(warning));
};
const warned = (field: string) => [expect.stringMatching(`^${field}: `)];

test('the least that Anthropic takes', () => {
  expect(convert({})).toEqual({
    model: 'claude-sonnet-5-5',
    max_tokens: 32_000,
    messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello?' }] }],
    stream: false,
  });
  expect(warnings).toEqual([]);
});

test('params win, but whether it streams is up to the request', () => {
  const body = convert({ max_tokens: 5, stream: true }, 'claude-haiku-4-5', {
    max_tokens: 9,
    top_k: 4,
    stream: false,
  });
  expect(body).toMatchObject({ max_tokens: 9, top_k: 4, stream: true });
});

describe('limits and stops', () => {
  test.each([
    [{ max_tokens: 5 }, 5],
    [{ max_completion_tokens: 6, max_tokens: 5 }, 6],
    [{ max_tokens: null }, 32_000],
  ])('%j', (fields, expected) => {
    expect(convert(fields).max_tokens).toBe(expected);
    expect(warnings).toEqual([]);
  });

  test('more than the model gives is cut to that', () => {
    expect(convert({ max_tokens: 100_000 }, 'claude-haiku-4-5').max_tokens).toBe(64_000);
    expect(warnings).toEqual(warned('max_tokens'));
  });

  test('stop is a list without blanks', () => {
    expect(convert({ stop: 'END' }).stop_sequences).toEqual(['END']);
    expect(convert({ stop: ['END', '\n'] }).stop_sequences).toEqual(['END']);
    expect(warnings).toEqual(warned('stop'));
    expect(convert({ stop: null })).not.toHaveProperty('stop_sequences');
  });
});

describe('sampling', () => {
  test('is dropped for models that reject it, silently at its defaults', () => {
    const body = convert({ temperature: 0.2, top_p: 0.9 });
    expect(body).not.toHaveProperty('temperature');
    expect(body).not.toHaveProperty('top_p');
    expect(warnings).toEqual([...warned('temperature'), ...warned('top_p')]);
    expect(versionOf(body)).toBe('2026-10-21');
    convert({ temperature: 1, top_p: 1 });
    expect(warnings).toEqual([]);
  });

  test("is kept within Anthropic's bounds for those that take it, under the version that does", () => {
    const body = convert({ temperature: 1.5 }, 'claude-haiku-4-5-20251001');
    expect(body.temperature).toBe(1);
    expect(versionOf(body)).toBe('2023-06-01');
    expect(warnings).toEqual(warned('temperature'));
    expect(convert({ temperature: 0 }, 'claude-sonnet-4-6').temperature).toBe(0);
    expect(convert({ top_p: 0.5 }, 'claude-sonnet-4-6').top_p).toBe(0.5);
    expect(versionOf(convert({}, 'claude-sonnet-4-6'))).toBe('2026-10-21');
  });

  test('takes one of the two', () => {
    expect(convert({ temperature: 0.3, top_p: 0.5 }, 'claude-haiku-4-5')).not.toHaveProperty('top_p');
    expect(warnings).toEqual(warned('top_p'));
  });
});

describe('effort', () => {
  test.each([
    ['high', 'claude-sonnet-5-5', { output_config: { effort: 'high' } }, 0],
    ['minimal', 'claude-opus-5', { output_config: { effort: 'low' } }, 0],
    ['max', 'claude-opus-4-7', { output_config: { effort: 'max' } }, 0],
    ['xhigh', 'claude-sonnet-4-6', { output_config: { effort: 'high' } }, 1],
    ['none', 'claude-opus-5', { thinking: { type: 'disabled' } }, 0],
    ['none', 'claude-sonnet-5-5', { thinking: { type: 'between_tools' } }, 0],
    ['none', 'claude-opus-5-5', { output_config: { effort: 'low' } }, 1],
    ['high', 'claude-haiku-4-5', { thinking: { type: 'enabled', budget_tokens: 16_000 } }, 0],
  ])('%s for %s', (reasoning_effort, model, expected, warnedOf) => {
    expect(convert({ reasoning_effort }, model)).toMatchObject(expected);
    expect(warnings).toHaveLength(warnedOf);
  });

  test('is dropped where the answer leaves no room for a thought', () => {
    const body = convert({ reasoning_effort: 'high', max_tokens: 1_000 }, 'claude-haiku-4-5');
    expect(body).not.toHaveProperty('thinking');
    expect(body).not.toHaveProperty('output_config');
    expect(warnings).toEqual(warned('reasoning_effort'));
  });
});

describe('response_format', () => {
  const schema = { type: 'object', properties: {}, additionalProperties: false };

  test("a schema is Anthropic's own format, beside an effort", () => {
    const response_format = { type: 'json_schema', json_schema: { name: 'x', strict: true, schema } };
    expect(convert({ response_format, reasoning_effort: 'low' }).output_config).toEqual({
      effort: 'low',
      format: { type: 'json_schema', schema },
    });
    expect(warnings).toEqual([]);
  });

  test('JSON without a schema is warned of, text is nothing, a schema that is missing is a fault', () => {
    convert({ response_format: { type: 'json_object' } });
    expect(warnings).toEqual(warned('response_format'));
    expect(convert({ response_format: { type: 'text' } })).not.toHaveProperty('output_config');
    expect(() => convert({ response_format: { type: 'json_schema' } })).toThrow(/schema is missing/);
  });
});

describe('what stays behind', () => {
  test.each([
    ['n', 2],
    ['seed', 7],
    ['presence_penalty', 0.5],
    ['frequency_penalty', -1],
    ['logit_bias', { 5: 1 }],
    ['logprobs', true],
    ['top_logprobs', 3],
    ['service_tier', 'flex'],
    ['user', 'ann'],
    ['safety_identifier', 'ann'],
    ['store', true],
    ['metadata', { a: 'b' }],
    ['verbosity', 'low'],
    ['prediction', { type: 'content', content: 'x' }],
    ['web_search_options', {}],
    ['prompt_cache_key', 'x'],
    ['something_new', 1],
  ])('%s is warned of', (field, value) => {
    expect(convert({ [field]: value })).not.toHaveProperty(field);
    expect(warnings).toEqual(warned(field));
  });

  test('fields that ask for nothing are not', () => {
    convert({
      n: 1,
      seed: null,
      presence_penalty: 0,
      logit_bias: {},
      logprobs: false,
      modalities: ['text'],
      store: false,
    });
    expect(warnings).toEqual([]);
  });

  test.each([
    ['functions', [{ name: 'f' }]],
    ['function_call', 'auto'],
    ['modalities', ['text', 'audio']],
    ['audio', { voice: 'ash', format: 'wav' }],
  ])('%s is a fault: without it the answer would be another', (field, value) => {
    expect(() => convert({ [field]: value })).toThrow(expect.objectContaining({ kind: 'invalid-request' }));
  });
});
