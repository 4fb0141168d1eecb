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
  ['words that begin as the answer did, and part', 'The quick brown cat', ' The quick brown cat'],
  ['a repetition of the whole', `${DELIVERED} and runs`, ' and runs'],
  ['a repetition of the whole and nothing else', DELIVERED, ''],
  ['a repetition of the last words', 'jumps over the lazy dog and runs', ' and runs'],
  ['a repetition of the last words and nothing else', 'over the lazy dog', ''],
  ['a repetition that starts within a word', 'mps over the lazy dog and runs', ' and runs'],
  ['an overlap too short to be meant', 'dog and cat', ' dog and cat'],
  ['words from the middle, which part again', 'brown fox sleeps', ' brown fox sleeps'],
  ['words from the middle and then the end', 'brown fox', ' brown fox'],
  ['text in another alphabet', ' 🦊 läuft', ' 🦊 läuft'],
])('%s', (_, continuation, expected) => {
  for (const pieces of cuts(continuation)) expect(spliced(DELIVERED, pieces)).toBe(expected);
});

test('the shortest overlap that counts has twelve characters', () => {
  expect(spliced('abc 0123456789AB', ['0123456789AB!'])).toBe('!');
  expect(spliced('abc 0123456789A', ['123456789A0!'])).toBe(' 123456789A0!');
  expect(spliced('abc 0123456789A', ['0123456789A!'])).toBe(' 0123456789A!');
});

test('the whole of a short beginning is dropped too: that is no chance', () => {
  for (const pieces of cuts('Hi there, you')) expect(spliced('Hi there', pieces)).toBe(', you');
});

test('the longest of several overlaps is dropped', () => {
  const verse = 'row, row, row your boat, row, row, row your boat';
  expect(spliced(verse, ['row, row, row your boat, gently'])).toBe(', gently');
});

test.each([
  ['a blank that was dropped', 'over', 'the dog', 'over the dog'],
  ['a blank that came twice', 'over ', ' the dog', 'over the dog'],
  ['a blank behind a stop', 'over.', 'The dog', 'over. The dog'],
  ['a word that broke off and is begun anew', 'it is beauti', 'beautiful', 'it is beautiful'],
  ['a sign that stands close', 'over', ', and', 'over, and'],
  ['a number that broke off', 'about 3.', '14', 'about 3.14'],
  ['numbers that repeat', '0, 0, 0', ', 0, 0', '0, 0, 0, 0, 0'],
  ['a script without blanks', '狐狸跳过', '懒狗', '狐狸跳过懒狗'],
  ['code', '```js\nconst foo', 'Bar = 1;', '```js\nconst fooBar = 1;'],
  ['an address', 'https://example', 'org/a', 'https://exampleorg/a'],
  ['a new paragraph', 'over.', '\n\nThen', 'over.\n\nThen'],
])('the seam: %s', (_, before, after, whole) => {
  for (const pieces of cuts(after)) expect(before + spliced(before, pieces)).toBe(whole);
});

test.each([
  ['Sure, continuing: ', 'and runs'],
  ['Sure! Continuing from where I left off:\n\n', 'and runs'],
  ['Continuing… ', 'and runs'],
  ['Certainly, here is the rest: ', 'and runs'],
  ['Of course, I will continue from there.\n', 'and runs'],
  ['Apologies for being cut off. ', 'and runs'],
  ['Okay, picking up where we left off: ', 'jumps over the lazy dog and runs'],
])('an announcement is left out: %s', (preface, words) => {
  for (const pieces of cuts(preface + words)) expect(spliced(DELIVERED, pieces)).toBe(' and runs');
});

test.each([
  'Sure enough, he runs away.',
  'Continuing downstream, the river widens: it is slow there.',
  'Okay: three steps follow.',
  'Sorry was all he said, and ran.',
  'Here is the map.',
])('what only sounds like one is kept: %s', (words) => {
  for (const pieces of cuts(words)) expect(spliced(DELIVERED, pieces)).toBe(` ${words}`);
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

test('a long answer is spliced, letter by letter', () => {
  const long = Array.from({ length: 20_000 }, (_, index) => `word${index}`).join(' ');
  expect(spliced(long, [...long.slice(-2_000), ' and more'])).toBe(' and more');
});
