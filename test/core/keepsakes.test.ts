import { expect, test } from 'vitest';
import { Keepsakes } from '../../src/core/keepsakes.ts';

const kept = () => new Keepsakes<string>(6, (value) => value.length);

test('what was kept is given back, and the later of two', () => {
  const all = kept();
  expect(all.isEmpty).toBe(true);
  all.keep('a', 'one');
  all.keep('a', 'two');
  expect(all.get('a')).toBe('two');
  expect(all.get('b')).toBeUndefined();
  expect(all.isEmpty).toBe(false);
});

test('the one unused for longest goes first, as many as there must', () => {
  const all = kept();
  all.keep('a', '12');
  all.keep('b', '12');
  all.keep('c', '12');
  expect(all.get('a')).toBe('12');
  all.keep('d', '123');
  expect(['a', 'b', 'c', 'd'].filter((key) => all.get(key))).toEqual(['a', 'd']);
});

test('what alone is too much is not kept, and takes nothing with it for good', () => {
  const all = kept();
  all.keep('a', '1234567');
  expect(all.isEmpty).toBe(true);
  all.keep('b', '123456');
  expect(all.get('b')).toBe('123456');
});
