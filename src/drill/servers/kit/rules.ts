import type { StatusFault } from './faults.ts';

/**
 * A vendor's rules are a generator of complaints, in the order in which it checks. Only the first is ever
 * asked for, so each line may lean on what the lines above have made sure of.
 */
export type Complaints = Generator<StatusFault, void>;

/** Words to a set: `words('a b c')`. */
export const words = (text: string): Set<string> => new Set(text.trim().split(/\s+/));

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The first of the refused parameters that a body has, and its value. */
export function refusedIn(
  body: object,
  refuses: readonly string[] = [],
): [path: string, value: unknown] | undefined {
  const inside = (path: string): unknown =>
    path.split('.').reduce<unknown>((at, step) => (isObject(at) ? at[step] : undefined), body);
  return refuses.map((path): [string, unknown] => [path, inside(path)]).find(([, value]) => value != null);
}

/** What a JSON value is called in a complaint about it. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (Number.isInteger(value)) return 'integer';
  return typeof value;
}
