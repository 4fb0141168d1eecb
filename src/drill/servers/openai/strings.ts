import type { Complaints } from '../kit/rules.ts';
import { invalid } from './errors.ts';

/** Names of tools, offered or called. */
export function* nameRules(at: string, name: string): Complaints {
  if (!/^[a-zA-Z0-9_-]+$/.test(name)) {
    yield invalid(
      `Invalid '${at}': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.`,
      at,
      'invalid_value',
    );
  }
  yield* lengthRules(at, name, 64);
}

export function* lengthRules(at: string, text: string, most: number): Complaints {
  if (text.length > most) {
    yield invalid(
      `Invalid '${at}': string too long. Expected a string with maximum length ${most}, but got a string with length ${text.length} instead.`,
      at,
      'string_above_max_length',
    );
  }
}
