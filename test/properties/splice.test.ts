import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Splice } from '../../src/policies/splice.ts';
import { carriedOn, manner } from './manners.ts';
import { runs } from './runs.ts';
import { bare, OVERLAP, piecesOf, sizes, text } from './texts.ts';

function spliced(delivered: string, pieces: readonly string[]): string {
  const splice = new Splice(delivered);
  return delivered + pieces.map((piece) => splice.push(piece)).join('') + splice.flush();
}

/** A place to break off, as a share of the whole. */
const share = fc.double({ min: 0, max: 1, noNaN: true });

function broken(whole: string, at: number): string {
  const points = [...whole];
  return points.slice(0, Math.round(at * points.length)).join('');
}

test('what was delivered and its continuation are the whole text, however the model carries on', () => {
  fc.assert(
    fc.property(text(), share, manner, sizes(9), (whole, at, manners, lengths) => {
      const delivered = broken(whole, at);
      // Asked from the beginning, a model has nothing to carry on.
      fc.pre(delivered !== '');
      const answer = carriedOn(whole, delivered, manners);
      const joined = spliced(delivered, piecesOf(answer, lengths));
      expect(bare(joined)).toBe(bare(whole));
      expect(joined.startsWith(delivered)).toBe(true);
    }),
    runs(4_000),
  );
});

test('the pieces of a continuation change no word', () => {
  fc.assert(
    fc.property(text(), share, manner, sizes(9), (whole, at, manners, lengths) => {
      const answer = carriedOn(whole, broken(whole, at), manners);
      const delivered = broken(whole, at);
      expect(bare(spliced(delivered, piecesOf(answer, lengths)))).toBe(bare(spliced(delivered, [answer])));
    }),
    runs(2_000),
  );
});

test('every word of two unrelated texts is kept', () => {
  fc.assert(
    fc.property(text(10), sizes(9), (before, lengths) => {
      const after = 'Quite another matter 123, not a letter of it said so far';
      expect(bare(spliced(before, piecesOf(after, lengths)))).toBe(bare(before + after));
    }),
    runs(500),
  );
});

test('what is repeated for good reason is kept, while it is shorter than an overlap', () => {
  const beat = fc.constantFrom('0, ', 'no ', 'ha, ', '🦊 ', '7 ');
  const times = fc.integer({ min: 1, max: 6 });
  fc.assert(
    fc.property(beat, times, times, sizes(3), (word, before, after, lengths) => {
      fc.pre(bare(word).length * Math.min(before, after) < OVERLAP);
      const delivered = `He says: ${word.repeat(before)}`;
      const joined = spliced(delivered, piecesOf(`${word.repeat(after)}and stops`, lengths));
      expect(bare(joined)).toBe(bare(`${delivered}${word.repeat(after)}and stops`));
    }),
    runs(500),
  );
});

test('a word that broke off after two letters or more, and is begun anew, is finished once', () => {
  const word = fc.constantFrom('beautiful', 'läuft', 'Привет', 'thereafter');
  const start = fc.constantFrom('', 'It is ', '3. ', 'Über den ', '狐狸 ');
  fc.assert(
    fc.property(start, word, fc.nat(), sizes(5), (before, last, at, lengths) => {
      const fragment = last.slice(0, 2 + (at % (last.length - 2)));
      const joined = spliced(before + fragment, piecesOf(`${last} indeed`, lengths));
      expect(joined).toBe(`${before}${last} indeed`);
    }),
    runs(500),
  );
});
