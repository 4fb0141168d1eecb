import type { Role } from '../cast.ts';
import type { Spread } from '../statistics.ts';

/** What a section needs to know of the whole run. */
export interface Run {
  roles: Role[];
  quick: boolean;
}

/** A figure that has a goal. */
export interface Goal {
  what: string;
  /** As it is printed, unit included. */
  found: string;
  goal: string;
  met: boolean;
}

/** What a section has to tell: tables for people, everything for machines. */
export interface Section {
  title: string;
  /** How it was measured. */
  how: string;
  tables: { head: string[]; rows: string[][] }[];
  goals: Goal[];
  raw: unknown;
}

export const times = ({ median, low, high }: Spread): string =>
  `${median.toFixed(2)} (${low.toFixed(2)} .. ${high.toFixed(2)})`;

/** With an explicit sign, for it is what is added. */
export const added = ({ median, low, high }: Spread, digits = 2): string =>
  `${signed(median, digits)} (${signed(low, digits)} .. ${signed(high, digits)})`;

const signed = (value: number, digits: number): string => `${value > 0 ? '+' : ''}${value.toFixed(digits)}`;

/** An error in a few words, for a field of a table. */
export const reason = (error: unknown): string =>
  String(error).split('\n')[0]?.replaceAll('|', '\\|').slice(0, 160) ?? '';

/** The roles without the measure, and the measure. */
export function measured(roles: readonly Role[]): { bare: Role; others: Role[] } {
  const bare = roles.find(({ product }) => product.bare);
  if (!bare) throw new Error('The bench has lost its measure');
  return { bare, others: roles.filter((role) => role !== bare) };
}
