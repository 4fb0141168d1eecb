import { expect, test } from 'vitest';
import { Splice } from '../../src/policies/splice.ts';

const DELIVERED = 'The quick brown fox jumps over the lazy dog';

/** What reaches the reader of a continuation that comes in these pieces. */
function spliced(delivered: string, pieces: readonly string[]): string {
  const splice = new Splice(delivered);
  return pieces.map((piece) => splice.push(piece)).join('') + splice.flush();
}

/** The same text in every size of piece: as whole, in words, in letters. */
const cuts = (text: string): string[][] => [
  [text],
  text.split(/(?= )/),
  [...text],
  [text.slice(0, 13), text.slice(13)],
  ['', text, ''],
];

test.each([
  ['words that are new', ' and runs away', ' and runs away'],
  ['words that begin as the answer did, and part', 'The quick brown cat', 'The quick brown cat'],
  ['a repetition of the whole', `${DELIVERED} and runs`, ' and runs'],
  ['a repetition of the whole and nothing else', DELIVERED, ''],
  ['a repetition of the last words', 'jumps over the lazy dog and runs', ' and runs'],
  ['a repetition of the last words and nothing else', 'over the lazy dog', ''],
  ['a repetition that starts within a word', 'mps over the lazy dog and runs', ' and runs'],
  ['an overlap too short to be meant', 'dog and cat', 'dog and cat'],
  ['words from the middle, which part again', 'brown fox sleeps', 'brown fox sleeps'],
  ['words from the middle and then the end', 'brown fox', 'brown fox'],
  ['text in another alphabet', ' 🦊 läuft', ' 🦊 läuft'],
])('%s', (_, continuation, expected) => {
  for (const pieces of cuts(continuation)) expect(spliced(DELIVERED, pieces)).toBe(expected);
});

test('the shortest overlap that counts has twelve characters', () => {
  expect(spliced('abc 0123456789AB', ['0123456789AB!'])).toBe('!');
  expect(spliced('abc 0123456789A', ['123456789A0!'])).toBe('123456789A0!');
  expect(spliced('abc 0123456789A', ['0123456789A!'])).toBe('0123456789A!');
});

test('the whole of a short beginning is dropped too: that is no chance', () => {
  for (const pieces of cuts('Hi there, you')) expect(spliced('Hi there', pieces)).toBe(', you');
});

test('the longest of several overlaps is dropped', () => {
  const verse = 'row, row, row your boat, row, row, row your boat';
  expect(spliced(verse, ['row, row, row your boat, gently'])).toBe(', gently');
});

test('nothing was said before: nothing is held back', () => {
  const splice = new Splice('');
  expect(splice.push('The')).toBe('The');
  expect(splice.push(' fox')).toBe(' fox');
  expect(splice.flush()).toBe('');
});

test('once it is clear that the words are new, each leaves at once', () => {
  const splice = new Splice(DELIVERED);
  expect(splice.push(' and')).toBe(' and');
  expect(splice.push(DELIVERED)).toBe(DELIVERED);
  expect(splice.flush()).toBe('');
});

test('a long answer is spliced in no time', () => {
  const long = Array.from({ length: 20_000 }, (_, index) => `word${index}`).join(' ');
  const startedAt = performance.now();
  expect(spliced(long, [...long.slice(-2_000), ' and more'])).toBe(' and more');
  expect(performance.now() - startedAt).toBeLessThan(2_000);
});
