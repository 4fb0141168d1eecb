import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatRules } from '../../../src/drill/servers/gemini/format.ts';
import { cutSchema } from '../../../src/providers/google/schema.ts';
import { fits, type Schema, samples } from '../schemas.ts';

/** What Gemini would say of a schema; undefined where it takes it. */
function complaint(responseJsonSchema: unknown): string | undefined {
  const generationConfig = { responseMimeType: 'application/json', responseJsonSchema };
  return formatRules({ contents: [], generationConfig }, 'gemini-3.8-flash').next().value?.message;
}

const of = (property: Schema): Schema => ({ type: 'object', properties: { x: property }, required: ['x'] });
const cutOf = (property: Schema): unknown =>
  (cutSchema(of(property))?.schema.properties as Schema | undefined)?.x;
const isWhole = (property: Schema): boolean | undefined => cutSchema(of(property))?.whole;

test('of any schema, the cut is taken, and takes all that fits the schema', () => {
  let compared = 0;
  fc.assert(
    fc.property(samples, ({ schema, value }) => {
      const made = cutSchema(schema);
      if (!made) return;
      expect(complaint(made.schema)).toBeUndefined();
      const taken = fits(made.schema, value);
      if (made.whole && taken) expect(fits(schema, value)).toBe(true);
      if (!fits(schema, value)) return;
      compared++;
      expect(taken).toBe(true);
    }),
    { numRuns: 2_000 },
  );
  expect(compared).toBeGreaterThan(200);
});

describe('what Gemini takes as it is', () => {
  test.each<[string, Schema]>([
    ['bounds of numbers', { type: 'integer', minimum: 1, maximum: 9 }],
    ['counts of items', { type: 'array', items: { type: 'null' }, minItems: 2, maxItems: 3 }],
    ['dates and times', { type: 'string', format: 'date-time' }],
    ['a tuple', { type: 'array', prefixItems: [{ type: 'string' }], items: { type: 'null' } }],
    ['a map', { type: 'object', additionalProperties: { type: 'string' } }],
    [
      'open and closed objects',
      { type: 'object', properties: { a: { type: 'null' } }, additionalProperties: false },
    ],
    ['a choice among words', { type: 'string', enum: ['a', 'b'] }],
    ['null beside a type', { type: ['string', 'null'] }],
  ])('%s', (_, property) => {
    expect(cutOf(property)).toEqual(property);
    expect(isWhole(property)).toBe(true);
  });
});

describe('what Gemini takes in another way', () => {
  test.each<[string, Schema, Schema, boolean]>([
    ['one value', { const: 'a' }, { type: 'string', enum: ['a'] }, true],
    [
      'values of several types',
      { enum: ['a', 1, null] },
      { anyOf: [{ type: 'string', enum: ['a'] }, { type: 'number', enum: [1] }, { type: 'null' }] },
      true,
    ],
    ['both truths', { enum: [true, false] }, { type: 'boolean' }, true],
    ['one of the two truths', { const: true }, { type: 'boolean' }, false],
    [
      'a choice of exactly one',
      { oneOf: [{ type: 'string' }, { type: 'null' }] },
      { anyOf: [{ type: 'string' }, { type: 'null' }] },
      false,
    ],
    [
      'a closed tuple',
      { type: 'array', prefixItems: [{ type: 'string' }], items: false },
      { type: 'array', prefixItems: [{ type: 'string' }], maxItems: 1 },
      true,
    ],
  ])('%s', (_, property, expected, whole) => {
    expect(cutOf(property)).toEqual(expected);
    expect(isWhole(property)).toBe(whole);
  });

  test.each<[string, Schema]>([
    ['lengths and patterns', { type: 'string', minLength: 1, pattern: '^a' }],
    ['other forms of strings', { type: 'string', format: 'email' }],
    ['exclusive bounds', { type: 'number', exclusiveMinimum: 0, multipleOf: 2 }],
  ])('%s are said in words', (_, property) => {
    const { type, ...more } = property;
    expect(cutOf(property)).toEqual({ type, description: `As JSON Schema says it: ${JSON.stringify(more)}` });
    expect(isWhole(property)).toBe(false);
  });

  test('of two bounds one is taken', () => {
    const property = { allOf: [{ type: 'integer', minimum: 1 }, { minimum: 2 }] };
    expect(cutOf(property)).toEqual({ type: 'integer', minimum: 1 });
    expect(isWhole(property)).toBe(false);
  });

  test('a closed tuple is bounded by its own length', () => {
    const property = { type: 'array', prefixItems: [{ type: 'null' }], items: false, maxItems: 5 };
    expect(cutOf(property)).toMatchObject({ maxItems: 1 });
  });

  test('names by a pattern leave an object open', () => {
    const property = {
      type: 'object',
      properties: { a: { type: 'null' } },
      patternProperties: { b: {} },
      additionalProperties: false,
    };
    expect(cutOf(property)).not.toHaveProperty('additionalProperties');
    expect(isWhole(property)).toBe(false);
    const others = { type: 'string' };
    expect(cutOf({ ...property, additionalProperties: others })).not.toHaveProperty('additionalProperties');
  });
});

test.each<[string, Schema]>([
  ['recursion', of({ $ref: '#' })],
  ['an object of any form', of({ type: 'object' })],
  ['a value of any form', of({})],
  ['a list of anything', of({ type: 'array' })],
])('%s cannot be told, not even in part', (_, schema) => {
  expect(cutSchema(schema)).toBeUndefined();
});
