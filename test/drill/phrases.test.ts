import { expect, test } from 'vitest';
import { counted, duration, list } from '../../src/drill/phrases.ts';

test('milliseconds are told as people tell them', () => {
  expect([0.2, 31.4, 949, 950, 1_234, 12_000].map(duration)).toEqual([
    '1 ms',
    '31 ms',
    '949 ms',
    '0.9 s',
    '1.2 s',
    '12.0 s',
  ]);
});

test('a list has an "and" before its last', () => {
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(list)).toEqual(['', 'a', 'a and b', 'a, b and c']);
});

test('what happened several times in a row is said once', () => {
  expect(counted(['a', 'a', 'b', 'a'])).toEqual(['a 2 times', 'b', 'a']);
  expect(counted([])).toEqual([]);
});
