import type { Json } from './schema-keywords.ts';
import { readSchema, type SchemaNode, type Structure } from './schema-tree.ts';

/** A schema as a vendor takes it. */
export interface Cut {
  schema: Json;
  /** True where it says all that the caller's schema says: then the vendor vouches for the answer. */
  whole: boolean;
}

/** What a dialect writes with. */
export interface Pen {
  write: (node: SchemaNode) => Json;
  /** Notes that what is written says less than it should. */
  loosen: () => void;
}

type Of<What extends Structure['what']> = Extract<Structure, { what: What }>;

/** How a vendor writes each structure; undefined for what it cannot be told. */
export interface Dialect {
  object: (is: Of<'object'>, properties: Json, pen: Pen) => Json | undefined;
  list: (is: Of<'list'>, pen: Pen) => Json | undefined;
  values: (is: Of<'values'>, pen: Pen) => Json;
  /** Whether it takes an assertion beside the structure. */
  takes: (keyword: string, value: unknown, is: Structure) => boolean;
}

/**
 * The schema as far as the vendor takes it, what it does not take in words, in the descriptions: a model heeds them
 * too. It never asserts more than the caller's does, but that objects may be closed. Undefined where it would be another
 * schema altogether.
 */
export function cut(schema: unknown, dialect: Dialect): Cut | undefined {
  const tree = readSchema(schema);
  if (!tree) return undefined;
  const writer = new Writer(dialect);
  try {
    const written = writer.write(tree.root);
    return { schema: written, whole: !tree.loose && !writer.loose };
  } catch {
    return undefined;
  }
}

class Writer implements Pen {
  loose = false;
  readonly #dialect: Dialect;

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  readonly loosen = (): void => {
    this.loose = true;
  };

  readonly write: Pen['write'] = ({ is, title, description, more, hints }) => {
    const { takes } = this.#dialect;
    const [kept, lost] = parted(more, (keyword, value) => takes(keyword, value, is));
    if (Object.keys(lost).length > 0) this.loosen();
    const said = inWords(description, { ...lost, ...hints });
    const structure = this.#structure(is);
    if (!structure) throw new Error('The vendor has no word for it');
    return { ...(title && { title }), ...(said && { description: said }), ...structure, ...kept };
  };

  #structure(is: Structure): Json | undefined {
    if (is.what === 'plain') return { type: is.types.length === 1 ? is.types[0] : is.types };
    if (is.what === 'union') return { anyOf: is.of.map(this.write) };
    if (is.what === 'values') return this.#dialect.values(is, this);
    if (is.what === 'list') return this.#dialect.list(is, this);
    const properties = Object.fromEntries(is.properties.map(([name, node]) => [name, this.write(node)]));
    // It may be a property of any form, and nothing can be said of that.
    if (is.required.some((name) => !Object.hasOwn(properties, name))) return undefined;
    return this.#dialect.object(is, properties, this);
  }
}

function parted(all: Json, keeps: (keyword: string, value: unknown) => boolean): [kept: Json, lost: Json] {
  const groups = [true, false].map((kept) =>
    Object.fromEntries(Object.entries(all).filter(([keyword, value]) => keeps(keyword, value) === kept)),
  );
  return groups as [Json, Json];
}

function inWords(description: string | undefined, unsaid: Json): string | undefined {
  if (Object.keys(unsaid).length === 0) return description;
  const words = `As JSON Schema says it: ${JSON.stringify(unsaid)}`;
  return description ? `${description}\n${words}` : words;
}

/** The cut of a schema, made once however often it is asked for: by each try, and for the request and its answer. */
export function cutter(dialect: Dialect): (schema: Json) => Cut | undefined {
  const known = new WeakMap<Json, { cut: Cut | undefined }>();
  return (schema) => {
    const found = known.get(schema) ?? { cut: cut(schema, dialect) };
    known.set(schema, found);
    return found.cut;
  };
}
