import { ConfigError } from '../core/errors.ts';
import { EFFORTS, type ModelTraits } from '../core/traits.ts';
import { onlyKnown } from '../suggest.ts';

type Test = readonly [holds: (value: unknown) => boolean, what: string];

const tokens: Test = [(value) => typeof value === 'number' && value > 0, 'a number of tokens'];
const yesOrNo: Test = [(value) => typeof value === 'boolean', 'true or false'];
const efforts: Test = [
  (value) => Array.isArray(value) && value.every((effort) => EFFORTS.includes(effort)),
  `a list of: ${EFFORTS.join(', ')}`,
];

const traits: Record<keyof ModelTraits, Test> = {
  window: tokens,
  maxTokens: tokens,
  sampling: yesOrNo,
  efforts,
  forcedTools: yesOrNo,
  schemas: yesOrNo,
};

/** Throws a `ConfigError` for a trait that there is not, and for a value that is none of it. */
export function checkTraits(whose: string, given: unknown): void {
  if (given === undefined) return;
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new ConfigError(
      `The traits of ${whose} are an object, such as { sampling: true, window: 2_000_000 }.`,
    );
  onlyKnown(`The traits of ${whose}`, given, Object.keys(traits));
  for (const [name, value] of Object.entries(given)) {
    const [holds, what] = traits[name as keyof ModelTraits];
    if (!holds(value)) throw new ConfigError(`The trait ${name} of ${whose} is ${what}.`);
  }
}
