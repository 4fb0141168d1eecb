/** A JSON object whose fields are not known. */
export type Json = Record<string, unknown>;

/** Keywords of JSON Schema, draft 4 to 2020-12, that say more of a value than what it is made of. */
const ASSERTIONS = [
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  ...['minLength', 'maxLength', 'pattern', 'format'],
  ...['minItems', 'maxItems', 'uniqueItems', 'contains', 'minContains', 'maxContains', 'unevaluatedItems'],
  ...['minProperties', 'maxProperties', 'propertyNames', 'patternProperties', 'unevaluatedProperties'],
  ...['dependentRequired', 'dependentSchemas', 'dependencies', 'not', 'if', 'then', 'else'],
];
const HINTS = ['default', 'examples', 'example'];

/** What a schema asserts beside its structure, less what every value fulfils. */
export function assertionsIn(schema: Json): Json {
  return picked(schema, ASSERTIONS, (keyword, value) => !isIdle(keyword, value));
}

/** What in a schema only helps to understand it. */
export function hintsIn(schema: Json): Json {
  return picked(schema, HINTS, () => true);
}

function picked(
  schema: Json,
  keywords: string[],
  wanted: (keyword: string, value: unknown) => boolean,
): Json {
  const found = keywords.filter((keyword) => keyword in schema && wanted(keyword, schema[keyword]));
  return Object.fromEntries(found.map((keyword) => [keyword, schema[keyword]]));
}

/** Zod writes these bounds for each integer; there is none beyond them that JSON could carry safely. */
const WIDEST: Json = { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER };

function isIdle(keyword: string, value: unknown): boolean {
  if (keyword in WIDEST) return value === WIDEST[keyword];
  return value === false
    ? keyword === 'uniqueItems'
    : value === 0 && /^min(Length|Items|Properties)$/.test(keyword);
}

/** Whether a JSON value is of a type, in the words of JSON Schema. */
export function isOf(type: unknown, value: unknown): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}

/** The part of a schema that `#/a/b` names; undefined for every other kind of reference, and where there is none. */
export function pointed(schema: Json, reference: string): Json | undefined {
  if (reference !== '#' && !reference.startsWith('#/')) return undefined;
  const steps = reference
    .split('/')
    .slice(1)
    .map((step) => decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~'));
  let at: unknown = schema;
  for (const step of steps) at = Object.hasOwn(Object(at), step) ? (at as Json)[step] : undefined;
  return at as Json | undefined;
}
