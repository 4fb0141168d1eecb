import { describe, expect, test } from 'vitest';
import { formatRules as anthropicRules } from '../../../src/drill/servers/anthropic/format.ts';
import { formatRules as geminiRules } from '../../../src/drill/servers/gemini/format.ts';
import type { Complaints } from '../../../src/drill/servers/kit/rules.ts';

/** The first complaint, as a server asks for no other; undefined where there is none. */
const first = (complaints: Complaints): string | undefined => complaints.next().value?.message;

const anthropic = (format: unknown, model = 'claude-sonnet-5-5') =>
  first(anthropicRules({ model, max_tokens: 1, messages: [], output_config: { format } }));
const schema = (inner: object) => ({ type: 'json_schema', schema: inner });
const object = (properties: object, more: object = {}) =>
  schema({ type: 'object', properties, additionalProperties: false, ...more });
const text = { type: 'string' };
const many = (count: number, property: object) =>
  Object.fromEntries([...Array(count).keys()].map((index) => [`p${index}`, property]));

describe('Anthropic', () => {
  test.each<[wrong: string | undefined, format: unknown, model?: string]>([
    [undefined, undefined],
    [
      undefined,
      object(
        { a: { ...text, format: 'email' }, b: { enum: ['a', 1, null] }, c: { $ref: '#/$defs/d' } },
        { $defs: { d: text } },
      ),
    ],
    [
      undefined,
      object({ a: { type: 'array', items: text, minItems: 1 }, b: { anyOf: [text, { type: 'null' }] } }),
    ],
    ["'claude-opus-4-1-20250805' does not support output format.", object({}), 'claude-opus-4-1-20250805'],
    [undefined, object({}), 'claude-haiku-4-5'],
    ["Input should be 'json_schema'", { type: 'json' }],
    ['schema: Field required', { type: 'json_schema' }],
    ["'additionalProperties' must be explicitly set to false", schema({ type: 'object' })],
    ["'additionalProperties: true' is not supported", schema({ type: 'object', additionalProperties: true })],
    [
      "For 'integer' type, properties minimum, maximum are not supported",
      object({ a: { type: 'integer', minimum: 1, maximum: 2 } }),
    ],
    ["For 'string' type, properties minItems", object({ a: { ...text, minItems: 1 } })],
    ["Schema type 'oneOf' is not supported", object({ a: { oneOf: [text] } })],
    ["Schema must have a 'type'", object({ a: {} })],
    ["'minItems' values other than 0 or 1", object({ a: { type: 'array', items: text, minItems: 2 } })],
    ["String format 'regex' is not supported", object({ a: { ...text, format: 'regex' } })],
    ['Enum value must be', object({ a: { enum: [{}] } })],
    ['Enum value must be', object({ a: { const: [1] } })],
    ["Required property 'b' is not defined", object({ a: text }, { required: ['b'] })],
    ["External schema reference 'https://x'", object({ a: { $ref: 'https://x' } })],
    [
      'Circular reference',
      object({ a: { $ref: '#/$defs/a' } }, { $defs: { a: { type: 'array', items: { $ref: '#/$defs/a' } } } }),
    ],
    ["Invalid reference '#/$defs/b'", object({ a: { $ref: '#/$defs/b' } })],
    [undefined, object(many(24, text))],
    ['too many optional parameters (25)', object(many(25, text))],
    ['too many parameters with union types (17)', object(many(17, { type: ['string', 'null'] }))],
  ])('%s: %j', (wrong, format, model) => {
    if (wrong === undefined) expect(anthropic(format, model)).toBeUndefined();
    else expect(anthropic(format, model)).toContain(wrong);
  });
});

const gemini = (responseJsonSchema: unknown, model = 'gemini-3.8-flash', tools: object[] = []) => {
  const generationConfig = { responseMimeType: 'application/json', responseJsonSchema };
  return first(geminiRules({ contents: [], generationConfig, tools }, model));
};
const declared = [{ functionDeclarations: [{ name: 'f' }] }];

describe('Gemini', () => {
  test.each<[wrong: string | undefined, schema: unknown, model?: string, tools?: object[]]>([
    [undefined, undefined],
    [undefined, undefined, 'gemini-3.8-flash', declared],
    ["with a response mime type: 'application/json' is unsupported", undefined, 'gemini-2.5-flash', declared],
    ['JSON mode is not enabled for models/gemma-3-27b-it', undefined, 'gemma-3-27b-it'],
    [
      undefined,
      {
        type: 'object',
        properties: { minLength: text },
        additionalProperties: { type: 'integer', maximum: 1 },
      },
    ],
    [undefined, { type: 'array', prefixItems: [{ $ref: '#/$defs/a' }], $defs: { a: text } }],
    ['schema must be an object', 'text'],
    ['minLength, const is not supported', { type: 'array', items: { minLength: 1, const: 'a' } }],
    ['$ref must stand alone', { anyOf: [{ $ref: '#', description: 'x' }] }],
    ['only strings and numbers', { enum: [true] }],
    ['property is not defined: b', { type: 'object', properties: { a: text }, required: ['b'] }],
  ])('%s: %j', (wrong, asked, model, tools) => {
    if (wrong === undefined) expect(gemini(asked, model, tools)).toBeUndefined();
    else expect(gemini(asked, model, tools)).toContain(wrong);
  });
});
