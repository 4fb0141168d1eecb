import { type Cut, cutter, type Dialect } from '../../core/schema-cut.ts';
import { isOf, type Json } from '../../core/schema-keywords.ts';

/** The only forms of strings that Anthropic knows. */
const FORMATS = ['date-time', 'time', 'date', 'duration', 'email', 'hostname', 'uri', 'ipv4', 'ipv6', 'uuid'];

/**
 * The subset of `output_config.format`, from Anthropic's page on structured outputs and its SDK's own cut: every object
 * is closed, lists are told apart by empty or not, and of numbers and strings nothing but the type and the format.
 */
const dialect: Dialect = {
  object: ({ properties: described, required, others }, properties) => {
    // Closed, what was meant for names of any kind could never hold one.
    const forNames = others !== false && described.length === 0;
    if (forNames || typeof others === 'object') return undefined;
    const needed = required.length > 0 && { required };
    return { type: 'object', properties, ...needed, additionalProperties: false };
  },
  list: ({ first, rest }, { write }) =>
    first.length > 0 || !rest ? undefined : { type: 'array', items: write(rest) },
  values: ({ values }) => (values.length === 1 ? { const: values[0] } : { enum: values }),
  takes: (keyword, value, is) => {
    if (keyword === 'minItems') return is.what === 'list' && value === 1;
    const text = is.what === 'plain' && is.types.join() === 'string';
    return keyword === 'format' && text && FORMATS.includes(String(value));
  },
};

/** Optional properties and unions in one schema; Anthropic rejects more as too complex. */
const MOST_OPTIONAL = 24;
const MOST_UNIONS = 16;

const anyCut = cutter(dialect);

/** The schema as Anthropic takes it; undefined where it does not, not even in part. */
export function cutSchema(schema: Json): Cut | undefined {
  const made = anyCut(schema);
  if (!made) return undefined;
  const { optional, unions } = counted(made.schema);
  return optional > MOST_OPTIONAL || unions > MOST_UNIONS ? undefined : made;
}

function counted(schema: Json): { optional: number; unions: number } {
  const properties = Object.values((schema.properties ?? {}) as Record<string, Json>);
  const required = (schema.required ?? []) as unknown[];
  const inner = [
    ...properties,
    ...((schema.anyOf ?? []) as Json[]),
    ...(schema.items ? [schema.items as Json] : []),
  ];
  const own = {
    optional: properties.length - required.length,
    unions: schema.anyOf || Array.isArray(schema.type) ? 1 : 0,
  };
  return inner
    .map(counted)
    .reduce(
      (sum, more) => ({ optional: sum.optional + more.optional, unions: sum.unions + more.unions }),
      own,
    );
}

/** Whether a schema may be a tool's: an object through and through, with no choice at its top. */
export function isForTool(schema: Json): boolean {
  const { type, anyOf, oneOf, allOf, $ref } = schema;
  return (
    type === 'object' && ![anyOf, oneOf, allOf, $ref].some(Boolean) && isOf('object', schema.properties ?? {})
  );
}
