/**
 * What of an answer's form its vendor does not vouch for. `in-part`: it holds the model to a part of the schema, so the
 * rest is looked at. `asked`: the model was only asked for JSON, or for a schema, and may have said anything.
 */
export type Unproven = 'in-part' | 'asked';

/**
 * Asks a model in words for what no field of its vendor's can: an answer under `schema`, or any JSON object where there
 * is none. To stand at the end of the instructions; the answer is then `asked`, and a policy looks at it.
 */
export function asInstruction(schema?: unknown): string {
  const alone = 'No words before or after it, no code fence.';
  if (schema === undefined) return `Answer with one JSON object. ${alone}`;
  return `Answer with JSON that is valid under the JSON Schema below. ${alone}\n\n${JSON.stringify(schema)}`;
}
