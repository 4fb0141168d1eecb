import { type Complaints, isObject, words } from '../kit/rules.ts';
import { invalid } from './errors.ts';
import { takesFormat } from './models.ts';
import type { AnthropicRequest } from './request.ts';

const said = (message: string) => invalid(`output_config.format.schema: ${message}`);

/** What each type may have beside its name. */
const byType: Record<string, Set<string>> = {
  object: words('properties required additionalProperties'),
  array: words('items minItems'),
  string: words('format'),
};
const always = words('type title description default enum const anyOf allOf $ref $defs definitions');
const formats = words('date-time time date duration email hostname uri ipv4 ipv6 uuid');

/** The subset of JSON Schema that an answer can be held to, as the page on structured outputs has it. */
export function* formatRules({ model, output_config }: AnthropicRequest): Complaints {
  const format = output_config?.format;
  if (format == null) return;
  if (!takesFormat(model)) yield invalid(`'${model}' does not support output format.`);
  if (!isObject(format) || format.type !== 'json_schema') {
    yield invalid("output_config.format.type: Input should be 'json_schema'");
    return;
  }
  if (!isObject(format.schema)) yield invalid('output_config.format.schema: Field required');
  const count = { optional: 0, unions: 0 };
  yield* schemaRules(format.schema, format.schema as Record<string, unknown>, [], count);
  if (count.optional > 24)
    yield said(`Schemas contains too many optional parameters (${count.optional}). Limit: 24.`);
  if (count.unions > 16) {
    yield said(`Schemas contains too many parameters with union types (${count.unions}). Limit: 16.`);
  }
}

type Count = { optional: number; unions: number };

/** `open`: the references that lead here. */
function* schemaRules(
  schema: unknown,
  root: Record<string, unknown>,
  open: string[],
  count: Count,
): Complaints {
  if (!isObject(schema)) {
    yield said('Schema must be an object');
    return;
  }
  yield* keywordRules(schema);
  yield* objectRules(schema, count);
  if (schema.anyOf || Array.isArray(schema.type)) count.unions++;
  const inner = [
    ...['anyOf', 'allOf'].flatMap((keyword) => list(schema[keyword])),
    ...list(schema.items && [schema.items]),
  ];
  const maps = ['properties', '$defs', 'definitions'].flatMap((keyword) =>
    Object.values(Object(schema[keyword])),
  );
  for (const each of [...inner, ...maps]) yield* schemaRules(each, root, open, count);
  const { $ref } = schema;
  if (typeof $ref !== 'string') return;
  if (!$ref.startsWith('#/')) yield said(`External schema reference '${$ref}' is not supported`);
  if (open.includes($ref)) yield said(`Circular reference detected in schema definitions: ${$ref}`);
  const target = $ref
    .split('/')
    .slice(1)
    .reduce<unknown>((at, step) => (isObject(at) ? at[step] : undefined), root);
  if (target === undefined) yield said(`Invalid reference '${$ref}'`);
  yield* schemaRules(target, root, [...open, $ref], count);
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

function* keywordRules(schema: Record<string, unknown>): Complaints {
  const { type, minItems, format, enum: choice } = schema;
  const types = [type ?? []].flat().map(String);
  const known = types.map((name) => byType[name] ?? new Set());
  const strange = Object.keys(schema).filter(
    (keyword) => !always.has(keyword) && !known.some((keywords) => keywords.has(keyword)),
  );
  if ('oneOf' in schema) yield said("Schema type 'oneOf' is not supported");
  if (strange.length > 0) {
    yield said(`For '${types.join(', ') || 'any'}' type, properties ${strange.join(', ')} are not supported`);
  }
  if (
    types.length === 0 &&
    !['enum', 'const', 'anyOf', 'allOf', '$ref'].some((keyword) => keyword in schema)
  ) {
    yield said("Schema must have a 'type'");
  }
  if (minItems !== undefined && minItems !== 0 && minItems !== 1) {
    yield said("For 'array' type, 'minItems' values other than 0 or 1 are not supported");
  }
  if (format !== undefined && !formats.has(String(format)))
    yield said(`String format '${format}' is not supported`);
  if ([...list(choice), schema.const ?? null].some((value) => typeof value === 'object' && value !== null)) {
    yield said('Enum value must be a string, number, boolean, or null');
  }
}

function* objectRules(
  { type, properties, required, additionalProperties }: Record<string, unknown>,
  count: Count,
): Complaints {
  if (type !== 'object') return;
  if (additionalProperties === undefined)
    yield said("For 'object' type, 'additionalProperties' must be explicitly set to false");
  if (additionalProperties !== false) {
    yield said(
      `For 'object' type, 'additionalProperties: ${additionalProperties}' is not supported. Please set 'additionalProperties' to false`,
    );
  }
  const names = Object.keys(Object(properties));
  const stranger = list(required).find((name) => !names.includes(String(name)));
  if (stranger !== undefined) yield said(`Required property '${stranger}' is not defined in properties`);
  count.optional += names.length - list(required).length;
}
