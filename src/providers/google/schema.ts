import { cutter, type Dialect } from '../../core/schema-cut.ts';
import { isOf, type Json } from '../../core/schema-keywords.ts';
import type { Primitive } from '../../core/schema-tree.ts';

const FORMATS = ['date-time', 'date', 'time'];
const OF_NUMBERS = ['minimum', 'maximum'];
const OF_LISTS = ['minItems', 'maxItems'];

/**
 * The subset of `responseJsonSchema` (its docs in @google/genai 3.1, and Google's page on structured output). It has no
 * `const`, choices are among strings or numbers, and a reference stands alone and seldom repeats itself: none is sent.
 */
const dialect: Dialect = {
  object: ({ required, others }, properties, { write }) => {
    // Without a word on what it may hold it can only be empty, or anything.
    if (others === true && Object.keys(properties).length === 0) return undefined;
    return {
      type: 'object',
      ...(Object.keys(properties).length > 0 && { properties }),
      ...(required.length > 0 && { required }),
      ...(others !== true && { additionalProperties: others && write(others) }),
    };
  },
  list: ({ first, rest }, { write }) => {
    if (first.length === 0) return rest ? { type: 'array', items: write(rest) } : undefined;
    return {
      type: 'array',
      prefixItems: first.map(write),
      ...(rest === false ? { maxItems: first.length } : rest && { items: write(rest) }),
    };
  },
  values: ({ values }, { loosen }) => {
    // A choice of one of the two truths cannot be told.
    if (values.includes(true) !== values.includes(false)) loosen();
    const groups = ['string', 'number', 'boolean', 'null'].flatMap((type) => choiceOf(type, values));
    return groups.length === 1 ? (groups[0] as Json) : { anyOf: groups };
  },
  takes: (keyword, value, is) => {
    if (is.what === 'list') return OF_LISTS.includes(keyword) && is.first.length === 0;
    if (is.what !== 'plain') return false;
    if (is.types.join() === 'string') return keyword === 'format' && FORMATS.includes(String(value));
    return OF_NUMBERS.includes(keyword) && /^(number|integer)$/.test(is.types.join());
  },
};

/** One type's part of a choice. */
function choiceOf(type: string, all: readonly Primitive[]): Json[] {
  const values = all.filter((value) => isOf(type, value));
  if (values.length === 0) return [];
  return [type === 'string' || type === 'number' ? { type, enum: values } : { type }];
}

/** The schema as Gemini takes it; undefined where it does not, not even in part. */
export const cutSchema = cutter(dialect);
