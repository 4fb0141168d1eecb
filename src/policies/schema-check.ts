import type { OutputUnit, SchemaDraft } from '@cfworker/json-schema';
import type { Json } from '../core/schema-keywords.ts';
import { checkable } from './schema-copy.ts';

/** What came out of a look at a value. */
export interface Finding {
  /** Where it does not fit and by which rule; no word of the value itself. Undefined where it fits. */
  fault: string | undefined;
  /** Keywords of the schema that could not be looked at. */
  skipped: readonly string[];
}

/** Looks at a value. `length`: of its JSON. Throws where the schema is beyond the checker. */
export type Check = (value: unknown, length: number) => Finding;

/** Of each schema as long as its request lives, however many tries and chunks there are. */
const known = new WeakMap<Json, Promise<Check>>();

/** The check of a schema; the library is loaded on first use. Rejects where it cannot be read. */
export async function checkOf(schema: Json): Promise<Check> {
  const found = known.get(schema) ?? compiled(schema);
  known.set(schema, found);
  return found;
}

/** Characters of an answer up to which items are compared each with each: three thousand take a second. */
const MOST_TO_COMPARE = 32_000;

async function compiled(schema: Json): Promise<Check> {
  const { Validator } = await import('@cfworker/json-schema');
  const made = (unique: boolean) => {
    const { copy, names, skipped } = checkable(schema, unique);
    const validator = new Validator(copy, draftOf(copy));
    return (value: unknown): Finding => {
      const { valid, errors } = validator.validate(value);
      return { fault: valid ? undefined : worded(errors, value, names), skipped };
    };
  };
  const whole = made(true);
  let quick: typeof whole | undefined;
  return (value, length) => {
    if (length <= MOST_TO_COMPARE) return whole(value);
    quick ??= made(false);
    return quick(value);
  };
}

function draftOf({ $schema }: Json): SchemaDraft {
  const [draft] = /(?<=draft-0?)[47]|2019-09/.exec(String($schema)) ?? [];
  return (draft as SchemaDraft | undefined) ?? '2020-12';
}

/** Rules that only lead to the one that is broken, which comes next. */
const PATHS = new Set([
  ...['properties', 'patternProperties', 'additionalProperties', 'unevaluatedProperties', 'propertyNames'],
  ...['items', 'prefixItems', 'additionalItems', 'unevaluatedItems', '$ref', '$recursiveRef', 'allOf', 'if'],
  ...['dependentSchemas', 'dependencies'],
]);

function worded(errors: readonly OutputUnit[], value: unknown, names: ReadonlySet<string>): string {
  const at = errors.findIndex(({ keyword }) => !PATHS.has(keyword));
  const { keyword, instanceLocation, error } = errors.at(at) as OutputUnit;
  const path = pathOf(instanceLocation, value, names) || 'it';
  // A schema that is `false` is a rule of the one around it.
  if (keyword === 'false') return `${path} breaks ${errors[at - 1]?.keyword ?? 'false'}`;
  const [, missing] = (keyword === 'required' && /"(.*)"/.exec(error)) || [];
  return `${path} breaks ${keyword}${missing === undefined ? '' : ` (${missing})`}`;
}

/** A path in the value. Names that the schema does not know are words of the answer: they are left out. */
function pathOf(location: string, value: unknown, names: ReadonlySet<string>): string {
  let at = value;
  let path = '';
  for (const step of location.split('/').slice(1)) {
    const name = decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
    path += `/${Array.isArray(at) || names.has(name) ? name : '*'}`;
    at = (at as Json | undefined)?.[name];
  }
  return path;
}
