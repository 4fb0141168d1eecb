import { closest, distance } from 'fastest-levenshtein';
import { ConfigError } from './core/errors.ts';

/** How many letters may be wrong for a name still to be meant. */
const MOST_WRONG = 2;

/** The known name that was probably meant, if one is near. */
export function meant(name: string, known: readonly string[]): string | undefined {
  const best = closest(name, known as string[]);
  return best && distance(name.toLowerCase(), best.toLowerCase()) <= MOST_WRONG ? best : undefined;
}

/** Throws for the first key that is not known, with the one that was probably meant. */
export function onlyKnown(what: string, value: object, known: readonly string[]): void {
  const name = Object.keys(value).find((key) => !known.includes(key));
  if (name === undefined) return;
  const near = meant(name, known);
  throw new ConfigError(
    `${what} has no option "${name}". ${near ? `Did you mean "${near}"?` : `There are: ${known.join(', ')}.`}`,
  );
}
