import { assertionsIn, hintsIn, isOf, type Json, pointed } from './schema-keywords.ts';

/** What a JSON Schema says of one value: its structure, and beside it all that says more. */
export interface SchemaNode {
  is: Structure;
  title?: string;
  description?: string;
  /** Assertions that the structure does not hold: `minimum`, `pattern`, `not`, … */
  more: Json;
  /** What only helps to understand it: `default`, `examples`. */
  hints: Json;
}

export type Primitive = string | number | boolean | null;

export type Structure =
  | { what: 'object'; properties: [name: string, node: SchemaNode][]; required: string[]; others: Others }
  /** `rest`: of the items behind the `first`; `false`: there are none, undefined: they may be anything. */
  | { what: 'list'; first: SchemaNode[]; rest: SchemaNode | false | undefined }
  | { what: 'union'; of: SchemaNode[] }
  | { what: 'values'; values: Primitive[] }
  | { what: 'plain'; types: string[] };

/** What an object may hold beside its properties: nothing, anything, or values of one form. */
type Others = boolean | SchemaNode;

export interface SchemaTree {
  root: SchemaNode;
  /** True where the tree says less than the schema, even with its nodes' `more`. */
  loose: boolean;
}

/** Nobody's schema is larger; but a chain of references may unfold to millions. */
const MOST_NODES = 5_000;

/**
 * Reads a schema of any draft since 4; references are put in their places. Undefined where it says more, or less, than a
 * vendor can be told as structure: recursion, values of any form, references to elsewhere.
 */
export function readSchema(schema: unknown): SchemaTree | undefined {
  try {
    const reader = new Reader(schema as Json);
    const root = reader.read(schema as Json);
    return { root, loose: reader.loose };
  } catch {
    // Among it whatever is no schema at all: that is for the vendor to say.
    return undefined;
  }
}

/** Leaves the reader; nobody sees it. */
const beyond = (what: string): Error => new Error(`No vendor can be told of ${what}`);

const listOf = <T = Json>(value: unknown): T[] => (Array.isArray(value) ? value : []);

type Part = Omit<SchemaNode, 'is'> & { is: Structure | undefined };

class Reader {
  loose = false;
  readonly #schema: Json;
  /** References that are being followed. */
  readonly #open = new Set<string>();
  #nodes = 0;

  constructor(schema: Json) {
    this.#schema = schema;
  }

  read(schema: Json): SchemaNode {
    const { is, ...node } = this.#part(schema);
    if (!is) throw beyond('a value of any form');
    return { is, ...node };
  }

  /** The same for a schema that may say nothing of the structure. */
  #part(schema: Json): Part {
    if (++this.#nodes > MOST_NODES) throw beyond('a schema of this size');
    if (!isOf('object', schema)) throw beyond('a schema that is true or false');
    if (schema.$id && schema !== this.#schema) throw beyond('a schema with an address of its own');
    if (schema.$dynamicRef || schema.$recursiveRef) throw beyond('recursion');
    const { title, description, $ref, allOf } = schema;
    const [variants, displaced] = variantsOf(schema);
    const own: Part = {
      ...(typeof title === 'string' && { title }),
      ...(typeof description === 'string' && { description }),
      is: variants ? this.#union(schema, variants) : this.#structure(schema),
      more: { ...assertionsIn(schema), ...displaced },
      hints: hintsIn(schema),
    };
    const others = listOf(allOf).map((branch) => this.#part(branch));
    if (typeof $ref === 'string') others.push(this.#referred($ref));
    return others.reduce((one, other) => this.#joined(one, other), own);
  }

  #referred(reference: string): Part {
    const schema = pointed(this.#schema, reference);
    if (!schema) throw beyond('a reference to elsewhere');
    if (this.#open.has(reference)) throw beyond('recursion');
    this.#open.add(reference);
    const part = this.#part(schema);
    this.#open.delete(reference);
    return part;
  }

  #union(schema: Json, variants: Json[]): Structure {
    // The variants bring types of their own; and to the vendors `oneOf` is `anyOf`.
    this.loose ||= schema.type !== undefined || (!schema.anyOf && variants.length > 1);
    return { what: 'union', of: variants.map((variant) => this.read(variant)) };
  }

  #structure(schema: Json): Structure | undefined {
    if (schema.enum !== undefined || schema.const !== undefined) return valuesOf(schema);
    const types = typesOf(schema);
    const simple = types.filter((type) => type !== 'object' && type !== 'array');
    const all = [
      ...(types.includes('object') ? [this.#object(schema)] : []),
      ...(types.includes('array') ? [this.#list(schema)] : []),
      ...(simple.length > 0 ? [{ what: 'plain' as const, types: simple }] : []),
    ];
    return all.length > 1 ? { what: 'union', of: all.map((is) => ({ is, more: {}, hints: {} })) } : all[0];
  }

  #object(schema: Json): Structure {
    const { additionalProperties = true, patternProperties } = schema;
    const properties = Object.entries((schema.properties ?? {}) as Record<string, Json>);
    const closed = additionalProperties === false && !patternProperties;
    return {
      what: 'object',
      properties: properties.map(([name, property]) => [name, this.read(property)]),
      required: [...new Set(listOf<string>(schema.required))],
      others: closed ? false : patternProperties ? true : this.#others(additionalProperties as Json | true),
    };
  }

  #others(schema: Json | true): Others {
    // An empty schema is what some libraries write for `true`.
    return schema === true || Object.keys(schema).length === 0 || this.read(schema);
  }

  #list({ prefixItems, items, additionalItems }: Json): Structure {
    // Until 2019 a list of `items` was what is `prefixItems` now.
    const [first, rest] = Array.isArray(items) ? [items, additionalItems] : [prefixItems, items];
    const any = rest === undefined || rest === true;
    return {
      what: 'list',
      first: listOf(first).map((item) => this.read(item)),
      rest: any ? undefined : rest === false ? false : this.read(rest as Json),
    };
  }

  /** Two that hold of the same value, as one. */
  #joined(one: Part, other: Part): Part {
    const clash = Object.keys(one.more).some((keyword) => keyword in other.more);
    this.loose ||= clash;
    const is = one.is && other.is ? this.#both(one.is, other.is) : (one.is ?? other.is);
    return {
      ...other,
      ...one,
      is,
      more: { ...other.more, ...one.more },
      hints: { ...other.hints, ...one.hints },
    };
  }

  #both(one: Structure, other: Structure): Structure {
    if (one.what === 'plain' && other.what === 'plain' && one.types.join() === other.types.join()) return one;
    if (one.what !== 'object' || other.what !== 'object') throw beyond('two structures of one value');
    const properties = [...one.properties, ...other.properties];
    if (new Set(properties.map(([name]) => name)).size < properties.length)
      throw beyond('two forms of one property');
    // Each may forbid what the other describes: only the whole schema can tell.
    this.loose = true;
    const others = one.others === true ? other.others : one.others;
    return {
      what: 'object',
      properties,
      required: [...new Set([...one.required, ...other.required])],
      others,
    };
  }
}

const STRUCTURAL = ['properties', 'items', 'prefixItems', 'enum', 'const', '$ref', 'allOf'];

/** The variants that are the structure, and those that only say more of one that is described beside them. */
function variantsOf(schema: Json): [variants: Json[] | undefined, displaced: Json] {
  const { anyOf, oneOf } = schema;
  const beside = STRUCTURAL.some((keyword) => keyword in schema);
  const taken = beside ? undefined : (anyOf ?? oneOf);
  const left = {
    ...(anyOf !== undefined && anyOf !== taken && { anyOf }),
    ...(oneOf !== undefined && oneOf !== taken && { oneOf }),
  };
  return [taken === undefined ? undefined : listOf(taken), left];
}

const OF_OBJECTS = ['properties', 'required', 'additionalProperties', 'patternProperties'];

function typesOf(schema: Json): string[] {
  const { type } = schema;
  if (type !== undefined) return [type].flat().map(String);
  if (OF_OBJECTS.some((keyword) => keyword in schema)) return ['object'];
  return 'items' in schema || 'prefixItems' in schema ? ['array'] : [];
}

function valuesOf(schema: Json): Structure {
  const all = 'const' in schema ? [schema.const] : listOf<unknown>(schema.enum);
  const types = schema.type === undefined ? undefined : [schema.type].flat();
  const values = all.filter((value) => !types || types.some((type) => isOf(type, value)));
  if (values.length === 0 || values.some((value) => typeof value === 'object' && value !== null))
    throw beyond('a choice among nothing, or among objects');
  return { what: 'values', values: values as Primitive[] };
}
