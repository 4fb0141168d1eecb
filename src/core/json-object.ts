type Fields = Record<string, unknown>;

/** The object that a text is in JSON; undefined where it is none. */
export function objectOf(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Fields)
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The same where the object says all that the text does, and in its order. A number of many digits, a name that comes
 * twice, or names that are numbers would come out as something else.
 */
export function faithfulObjectOf(text: string): Fields | undefined {
  const value = objectOf(text);
  return value && JSON.stringify(value) === withoutSpace(text) ? value : undefined;
}

/** JSON as `JSON.stringify` would write it, as far as spaces and the escapes in its strings go. */
function withoutSpace(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|\s+/g, (match) =>
    match.startsWith('"') ? JSON.stringify(JSON.parse(match)) : '',
  );
}
