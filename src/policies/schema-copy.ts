import type { Json } from '../core/schema-keywords.ts';

/** A schema as the checker takes it. */
export interface Checkable {
  copy: Json;
  /** Names of properties that the schema itself gives. */
  names: ReadonlySet<string>;
  /** Keywords that are left out, since nobody here can look at them. */
  skipped: string[];
}

/** Maps of schemas: their keys are names. And what holds data, not schemas. */
const MAPS = ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas'];
const DATA = ['const', 'enum', 'default', 'examples', 'example'];

/** Forms of strings of JSON Schema itself. The checker knows more, and one of them takes exponential time. */
const FORMATS = [
  ...['date-time', 'date', 'time', 'duration', 'email', 'hostname', 'ipv4', 'ipv6', 'uri', 'uri-reference'],
  ...['uri-template', 'uuid', 'regex', 'json-pointer', 'relative-json-pointer'],
];

/**
 * A copy, for the checker writes into what it is given, less what it would throw on. `unique`: whether items are to be
 * compared, which takes the square of their number.
 */
export function checkable(schema: Json, unique: boolean): Checkable {
  const names = new Set<string>();
  const skipped = new Set<string>();
  const drop = (from: Json, keyword: string, name = keyword) => {
    delete from[keyword];
    skipped.add(name);
  };
  const mend = (at: Json) => {
    if (typeof at.pattern === 'string' && !isPattern(at.pattern)) drop(at, 'pattern');
    const patterns = (at.patternProperties ?? {}) as Json;
    for (const key of Object.keys(patterns)) if (!isPattern(key)) drop(patterns, key, 'patternProperties');
    if (at.uniqueItems && !unique) drop(at, 'uniqueItems');
    if (at.$dynamicRef !== undefined) drop(at, '$dynamicRef');
    if (!FORMATS.includes(String(at.format))) delete at.format;
    bound(at, 'exclusiveMinimum', 'minimum');
    bound(at, 'exclusiveMaximum', 'maximum');
    for (const name of Object.keys(at.properties ?? {})) names.add(name);
  };
  const walk = (at: unknown): void => {
    if (typeof at !== 'object' || at === null) return;
    if (!Array.isArray(at)) mend(at as Json);
    for (const [keyword, inner] of Object.entries(at)) {
      if (MAPS.includes(keyword)) Object.values(Object(inner)).forEach(walk);
      else if (!DATA.includes(keyword)) walk(inner);
    }
  };
  const copy = JSON.parse(JSON.stringify(schema));
  walk(copy);
  return { copy, names, skipped: [...skipped] };
}

/** In draft 4, and in OpenAPI 3.0, the exclusive bounds were marks on the others. */
function bound(at: Json, exclusive: string, inclusive: string): void {
  if (typeof at[exclusive] !== 'boolean') return;
  if (at[exclusive]) {
    at[exclusive] = at[inclusive];
    delete at[inclusive];
  } else delete at[exclusive];
}

/** The checker reads patterns as Unicode, where some old escapes are errors. */
function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}
