import fc from 'fast-check';

/** Words, signs and scripts that seams have to do with; some begin alike, some say nothing but blanks. */
const WORDS = [
  ...['The', 'river', 'stone', 'clouds', 'above', 'no', 'yes', 'a', 'I', 'very', 'thereafter', "don't"],
  ...['0,', '7', '3.14', '2,000', 'x1', '-', '—', '…', '(see', 'below)', '"quoted"', '**bold**', '1.'],
  ...['`code`', '```js\n', '{', '}', 'foo_bar(', 'https://x.org/p?q=1', 'naïve', 'läuft', 'e\u0301te'],
  ...['Привет', '狐狸', '跳过', 'สวัสดี', '🦊', '👩‍👩‍👧', 'مرحبا', '\u2028', '\t', '\u00a0'],
];
const BLANKS = [' ', ' ', ' ', ' ', '', '\n', '\n\n', '  '];

/** Blanks do not count: a seam may add one, or leave one out. */
export const bare = (text: string): string => text.replace(/\s+/g, '');

/** A word once, or a few times in a row, as in "0, 0, 0" and "no no no". */
const phrase = fc
  .tuple(fc.constantFrom(...WORDS), fc.constantFrom(...BLANKS), fc.constantFrom(1, 1, 1, 2, 3))
  .map(([word, blank, times]) => (word + blank).repeat(times));

/** The letters, alone, from which on what is said twice at a seam counts as a repetition. */
export const OVERLAP = 12;

/**
 * Where a seam cannot be told from a repetition that is meant, the library documents that it takes it for one: twelve
 * letters that come again, a beginning that comes again as a whole, a word that begins with itself ("papaya"). True
 * for a text that has none of these.
 */
export function isPlain(text: string): boolean {
  const letters = bare(text);
  const seen = new Set<string>();
  for (let at = 0; at + OVERLAP <= letters.length; at++) seen.add(letters.slice(at, at + OVERLAP));
  if (seen.size < letters.length - OVERLAP + 1) return false;
  for (let length = 1; length < OVERLAP; length++) {
    const beginning = letters.slice(0, length);
    if (beginning.length === length && letters.startsWith(beginning, length)) return false;
  }
  return !/([\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]{2,})\s*\1[\p{L}\p{N}]/u.test(text);
}

/** A text that a vendor says, and that can be told apart from a repetition of itself. */
export const text = (phrases = 30): fc.Arbitrary<string> =>
  fc
    .array(phrase, { minLength: 1, maxLength: phrases })
    .map((all) => all.join(''))
    .filter((all) => bare(all) !== '' && isPlain(all));

/** Sizes of pieces, used in turn until all is cut. */
export const sizes = (largest: number): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: 1, max: largest }), { minLength: 1, maxLength: 6 });

/** A text in pieces of so many code points each. */
export function piecesOf(whole: string, lengths: readonly number[]): string[] {
  const points = [...whole];
  const pieces: string[] = [];
  for (let at = 0, turn = 0; at < points.length; turn++) {
    const length = lengths[turn % lengths.length] as number;
    pieces.push(points.slice(at, at + length).join(''));
    at += length;
  }
  return pieces;
}

/** Bytes in pieces of so many each. */
export function cut(bytes: Uint8Array, lengths: readonly number[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const end = at + (lengths[turn % lengths.length] as number);
    pieces.push(bytes.subarray(at, end));
    at = end;
  }
  return pieces;
}
