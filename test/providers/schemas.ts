import { Validator } from '@cfworker/json-schema';
import fc from 'fast-check';

export type Schema = Record<string, unknown>;

/** Whether a value fits a schema, by a checker that knows nothing of vendors. */
export const fits = (schema: Schema, value: unknown): boolean =>
  new Validator(structuredClone(schema), '2020-12').validate(value).valid;

/** A schema, and a value that was made to its measure, or nearly. */
export interface Sample {
  schema: Schema;
  value: unknown;
}

const NAMES = ['a', 'b', 'c', 'constructor', '__proto__'];

const maybe = (fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Schema> =>
  fc.record(fields, { requiredKeys: [] }) as fc.Arbitrary<Schema>;

const small = fc.integer({ min: 0, max: 3 });
const primitive = fc.oneof(
  fc.constantFrom('x', 'y', ''),
  fc.integer({ min: -2, max: 2 }),
  fc.boolean(),
  fc.constant(null),
);

const texts: fc.Arbitrary<Sample> = maybe({
  minLength: small,
  maxLength: fc.integer({ min: 2, max: 6 }),
  pattern: fc.constantFrom('^a', '[0-9]'),
  format: fc.constantFrom('date', 'email', 'uuid', 'regex', 'uri-reference'),
}).chain((more) =>
  fc
    .oneof(fc.string({ maxLength: 5 }), fc.constantFrom('2026-11-23', 'a@example.com', 'a1', ''), fc.uuid())
    .map((value) => ({ schema: { type: 'string', ...more }, value })),
);

const numbers: fc.Arbitrary<Sample> = fc
  .tuple(
    fc.constantFrom('integer', 'number'),
    maybe({
      minimum: fc.integer({ min: -3, max: 0 }),
      exclusiveMaximum: fc.constant(3),
      multipleOf: fc.constantFrom(1, 2),
    }),
    fc.oneof(fc.integer({ min: -4, max: 4 }), fc.constant(0.5)),
  )
  .map(([type, more, value]) => ({ schema: { type, ...more }, value }));

const choices: fc.Arbitrary<Sample> = fc.uniqueArray(primitive, { minLength: 1, maxLength: 3 }).chain((all) =>
  fc.constantFrom(...all).map((value) => ({
    schema: all.length === 1 ? { const: all[0] } : { enum: all },
    value,
  })),
);

const nullable: fc.Arbitrary<Sample> = fc
  .tuple(fc.constantFrom('string', 'integer', 'boolean'), fc.constantFrom(null, 'x', 1, true))
  .map(([type, value]) => ({ schema: { type: [type, 'null'] }, value }));

const leaves = fc.oneof(
  texts,
  numbers,
  choices,
  nullable,
  fc.boolean().map((value): Sample => ({ schema: { type: 'boolean' }, value })),
);

function lists(of: fc.Arbitrary<Sample>): fc.Arbitrary<Sample> {
  const bounds = maybe({
    minItems: fc.integer({ min: 0, max: 2 }),
    maxItems: small,
    uniqueItems: fc.boolean(),
  });
  return fc.tuple(of, bounds, small).map(([{ schema, value }, more, count]) => ({
    schema: { type: 'array', items: schema, ...more },
    value: Array(count).fill(value),
  }));
}

function objects(of: fc.Arbitrary<Sample>): fc.Arbitrary<Sample> {
  const named = fc.uniqueArray(fc.tuple(fc.constantFrom(...NAMES), of, fc.boolean(), fc.boolean()), {
    selector: ([name]) => name,
    maxLength: 4,
  });
  const others = fc.oneof(fc.constant(undefined), fc.boolean(), fc.constant({ type: 'integer' }));
  const bounds = maybe({ maxProperties: small, not: fc.constant({ required: ['b'] }) });
  return fc.tuple(named, others, bounds, fc.boolean()).map(([all, additionalProperties, more, extra]) => ({
    schema: {
      type: 'object',
      properties: Object.fromEntries(all.map(([name, { schema }]) => [name, schema])),
      required: all.filter(([, , needed]) => needed).map(([name]) => name),
      ...(additionalProperties !== undefined && { additionalProperties }),
      ...more,
    },
    value: Object.fromEntries([
      ...all.filter(([, , needed, given]) => needed || given).map(([name, { value }]) => [name, value]),
      ...(extra ? [['extra', 1]] : []),
    ]),
  }));
}

function unions(of: fc.Arbitrary<Sample>): fc.Arbitrary<Sample> {
  return fc.tuple(fc.constantFrom('anyOf', 'oneOf'), of, of).map(([keyword, one, other]) => ({
    schema: { [keyword]: [one.schema, other.schema] },
    value: one.value,
  }));
}

function shared(of: fc.Arbitrary<Sample>): fc.Arbitrary<Sample> {
  return of.map(({ schema, value }) => ({
    schema: {
      $defs: { 'one/two': schema },
      type: 'object',
      properties: {
        a: { $ref: '#/$defs/one~1two', description: 'The first' },
        b: { $ref: '#/properties/a' },
      },
      required: ['a'],
      additionalProperties: false,
    },
    value: { a: value, b: value },
  }));
}

const level = (of: fc.Arbitrary<Sample>) => fc.oneof(of, lists(of), objects(of), unions(of));

/** Schemas of all that a schema is made of in practice, three levels deep. */
export const samples: fc.Arbitrary<Sample> = ((inner) =>
  fc.oneof(objects(inner), unions(inner), shared(inner)))(level(level(leaves)));

/** The schema with every object closed, as the vendors that want them closed do. */
export function closed(schema: unknown): unknown {
  if (typeof schema !== 'object' || schema === null) return schema;
  if (Array.isArray(schema)) return schema.map(closed);
  const inner = Object.entries(schema).map(([key, value]) => [key, key === 'not' ? value : closed(value)]);
  const all = Object.fromEntries(inner);
  return 'properties' in all && all.type === 'object' ? { ...all, additionalProperties: false } : all;
}
