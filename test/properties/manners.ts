import fc from 'fast-check';
import { bare, OVERLAP } from './texts.ts';

/** How a model carries on when it is asked to. */
export interface Manner {
  /** Letters at the end of what was said that it says again; Infinity: everything. */
  again: number;
  /** What it announces first. */
  preface: string;
  /** What becomes of the blank before its first new word. */
  blank: 'kept' | 'dropped' | 'added';
}

const PREFACES = [
  'Sure, continuing: ',
  'Sure! Continuing from where I left off:\n\n',
  'Continuing… ',
  'Certainly, here is the rest: ',
  'Of course, I will continue from there.\n',
  'Apologies for being cut off. ',
  'Okay, picking up where we left off: ',
];

export const manner: fc.Arbitrary<Manner> = fc.record({
  again: fc.oneof(
    fc.constant(0),
    fc.constant(Number.POSITIVE_INFINITY),
    fc.integer({ min: OVERLAP, max: 45 }),
  ),
  preface: fc.oneof({ weight: 3, arbitrary: fc.constant('') }, fc.constantFrom(...PREFACES)),
  blank: fc.constantFrom('kept', 'dropped', 'added'),
});

/** The index in `whole` behind so many of its letters. */
export function placeOf(whole: string, letters: number): number {
  let place = 0;
  for (let left = letters; left > 0 && place < whole.length; place++) if (/\S/.test(whole[place]!)) left--;
  return place;
}

/** What a model of these manners says, which means to say `whole` and has said `partial` of it. */
export function carriedOn(whole: string, partial: string, { again, preface, blank }: Manner): string {
  const said = bare(partial).length;
  const from = placeOf(whole, Math.max(0, said - again));
  const rest = whole.slice(from);
  const words = { kept: rest, dropped: rest.trimStart(), added: ` ${rest}` }[blank];
  return preface + words;
}
