import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { formatRules } from '../../../src/drill/servers/anthropic/format.ts';
import { cutSchema } from '../../../src/providers/anthropic/schema.ts';
import { closed, fits, type Schema, samples } from '../schemas.ts';

/** What Anthropic would say of a schema; undefined where it takes it. */
function complaint(schema: unknown): string | undefined {
  const format = { type: 'json_schema', schema };
  const body = { model: 'claude-sonnet-5-5', max_tokens: 1, messages: [], output_config: { format } };
  return formatRules(body).next().value?.message;
}

const of = (property: Schema): Schema => ({ type: 'object', properties: { x: property }, required: ['x'] });
const cutOf = (property: Schema): unknown =>
  (cutSchema(of(property))?.schema.properties as Schema | undefined)?.x;
const isWhole = (property: Schema): boolean | undefined => cutSchema(of(property))?.whole;

describe('of any schema', () => {
  test('the cut is taken, and takes all that fits the schema with its objects closed', () => {
    let compared = 0;
    fc.assert(
      fc.property(samples, ({ schema, value }) => {
        const made = cutSchema(schema);
        if (!made) return;
        expect(complaint(made.schema)).toBeUndefined();
        const taken = fits(made.schema, value);
        if (made.whole && taken) expect(fits(schema, value)).toBe(true);
        if (!fits(closed(schema) as Schema, value)) return;
        compared++;
        expect(taken).toBe(true);
      }),
      { numRuns: 2_000 },
    );
    expect(compared).toBeGreaterThan(200);
  });

  test('whatever it is, nothing is thrown', () => {
    const keyword = fc.constantFrom(
      'type',
      'properties',
      'items',
      'anyOf',
      'allOf',
      '$ref',
      'enum',
      'required',
      'const',
    );
    const soup = fc.dictionary(keyword, fc.jsonValue());
    fc.assert(fc.property(fc.oneof(soup, fc.dictionary(keyword, soup)), (schema) => void cutSchema(schema)));
  });
});

describe('what Anthropic does not take', () => {
  test.each<[string, Schema, Schema]>([
    ['bounds of numbers', { type: 'integer', minimum: 1, maximum: 9 }, { type: 'integer' }],
    ['lengths and patterns', { type: 'string', minLength: 1, pattern: '^a' }, { type: 'string' }],
    ['other forms of strings', { type: 'string', format: 'regex' }, { type: 'string' }],
    [
      'counts of items',
      { type: 'array', items: { type: 'null' }, minItems: 2 },
      { type: 'array', items: { type: 'null' } },
    ],
    ['what it is not', { type: 'string', not: { const: 'a' } }, { type: 'string' }],
  ])('%s are said in words', (_, property, rest) => {
    const { type, items: __, ...more } = property;
    expect(cutOf({ ...property, description: 'So' })).toEqual({
      ...rest,
      description: `So\nAs JSON Schema says it: ${JSON.stringify(more)}`,
    });
    expect(isWhole(property)).toBe(false);
  });

  test('a choice of exactly one is a choice of any', () => {
    const oneOf = [{ type: 'string' }, { type: 'null' }];
    expect(cutOf({ oneOf })).toEqual({ anyOf: oneOf });
    expect(isWhole({ oneOf })).toBe(false);
    expect(isWhole({ anyOf: oneOf })).toBe(true);
  });

  test('a type beside a choice is left to the choice', () => {
    const property = { type: 'string', anyOf: [{ type: 'string' }, { type: 'null' }] };
    expect(cutOf(property)).toEqual({ anyOf: property.anyOf });
    expect(isWhole(property)).toBe(false);
  });

  test('choices beside properties are said in words', () => {
    const object = { type: 'object', properties: { a: { type: 'null' } } };
    const anyOf = [{ required: ['a'] }, { maxProperties: 0 }];
    expect(cutOf({ ...object, anyOf })).toMatchObject({
      ...object,
      description: expect.stringContaining('anyOf'),
    });
    expect(isWhole({ ...object, anyOf })).toBe(false);
  });
});

describe('what Anthropic takes', () => {
  test.each<[string, Schema, Schema]>([
    ['forms of strings', { type: 'string', format: 'email' }, { type: 'string', format: 'email' }],
    ['a choice', { type: 'string', enum: ['a', 'b'] }, { enum: ['a', 'b'] }],
    ['one value', { type: 'string', const: 'a' }, { const: 'a' }],
    ['null beside a type', { type: ['string', 'null'] }, { type: ['string', 'null'] }],
    [
      'empty or not',
      { type: 'array', items: { type: 'null' }, minItems: 1 },
      { type: 'array', items: { type: 'null' }, minItems: 1 },
    ],
    [
      'names and words',
      { type: 'null', title: 'T', description: 'D' },
      { type: 'null', title: 'T', description: 'D' },
    ],
    [
      'a default, in words',
      { type: 'null', default: null },
      { type: 'null', description: 'As JSON Schema says it: {"default":null}' },
    ],
    ["Zod's integers", z.toJSONSchema(z.int()), { type: 'integer' }],
    ['no lower bound at all', { type: 'string', minLength: 0 }, { type: 'string' }],
  ])('%s', (_, property, expected) => {
    expect(cutOf(property)).toEqual(expected);
    expect(isWhole(property)).toBe(true);
  });

  test('objects are closed, their properties as optional as they were', () => {
    expect(
      cutSchema({ type: 'object', properties: { a: { type: 'null' } }, additionalProperties: true }),
    ).toEqual({
      schema: { type: 'object', properties: { a: { type: 'null' } }, additionalProperties: false },
      whole: true,
    });
  });

  test('an object or nothing', () => {
    expect(cutOf({ type: ['object', 'null'], properties: { a: { type: 'null' } } })).toEqual({
      anyOf: [
        { type: 'object', properties: { a: { type: 'null' } }, additionalProperties: false },
        { type: 'null' },
      ],
    });
  });

  test('references are put in their places, with what is said beside them', () => {
    const schema = {
      definitions: { Name: { type: 'string', description: 'A name' } },
      ...of({ $ref: '#/definitions/Name', description: 'The first' }),
    };
    expect(cutSchema(schema)?.schema).toEqual({
      ...of({ type: 'string', description: 'The first' }),
      additionalProperties: false,
    });
  });

  test('objects that hold together are one', () => {
    const [a, b] = ['a', 'b'].map((name) => ({
      type: 'object',
      properties: { [name]: { type: 'null' } },
      required: [name],
    }));
    expect(cutSchema({ allOf: [a, b] })).toEqual({
      schema: {
        type: 'object',
        properties: { a: { type: 'null' }, b: { type: 'null' } },
        required: ['a', 'b'],
        additionalProperties: false,
      },
      whole: false,
    });
  });
});

describe('what it cannot be told, not even in part', () => {
  const name = { type: 'string' };
  const many = (count: number, property: Schema) =>
    Object.fromEntries([...Array(count).keys()].map((index) => [`p${index}`, property]));
  const unions = many(17, { type: ['string', 'null'] });
  /** Each doubles the next. */
  const doubling = [...Array(20).keys()].map((index) => {
    const $ref = `#/$defs/d${index + 1}`;
    return [`d${index}`, { type: 'object', properties: { a: { $ref }, b: { $ref } } }];
  });

  test.each<[string, Schema]>([
    ['a map', of({ type: 'object', additionalProperties: name })],
    ['a map beside properties', of({ type: 'object', properties: { a: name }, additionalProperties: name })],
    ['names by a pattern', of({ type: 'object', patternProperties: { '^a': name } })],
    ['an object of any form', of({ type: 'object' })],
    ['a value of any form', of({})],
    ['a list of anything', of({ type: 'array' })],
    ['a tuple', of({ type: 'array', prefixItems: [name] })],
    ['recursion', of({ $ref: '#' })],
    [
      'recursion in a circle',
      { $defs: { a: of({ $ref: '#/$defs/b' }), b: of({ $ref: '#/$defs/a' }) }, $ref: '#/$defs/a' },
    ],
    ['a reference to elsewhere', of({ $ref: 'https://example.com/schema' })],
    ['a reference to nowhere', of({ $ref: '#/$defs/a' })],
    [
      'references that unfold to millions',
      { $defs: { ...Object.fromEntries(doubling), d20: name }, ...of({ $ref: '#/$defs/d0' }) },
    ],
    ['an address of its own', of({ $id: 'https://example.com/x', type: 'string' })],
    ['a choice among objects', of({ enum: [{ a: 1 }] })],
    [
      'a required property that is not described',
      { type: 'object', properties: { a: name }, required: ['b'] },
    ],
    ['two forms of a property', of({ allOf: [of(name), of({ type: 'null' })] })],
    ['a property that is false', { type: 'object', properties: { a: false } }],
    ['more than 24 optional properties', { type: 'object', properties: many(25, name) }],
    ['more than 16 unions', { type: 'object', properties: unions, required: Object.keys(unions) }],
  ])('%s', (_, schema) => {
    expect(cutSchema(schema)).toBeUndefined();
  });

  test('up to these limits it can', () => {
    expect(cutSchema({ type: 'object', properties: many(24, name) })).toBeDefined();
    const properties = many(16, { type: ['string', 'null'] });
    expect(cutSchema({ type: 'object', properties, required: Object.keys(properties) })).toBeDefined();
  });
});

test('a schema is cut once, however often it is asked for', () => {
  const schema = of({ type: 'string' });
  expect(cutSchema(schema)).toBe(cutSchema(schema));
});
