import { expect, test } from 'vitest';
import { recall } from '../../src/core/recall.ts';

test('a value is made once', () => {
  const map = new Map<string, object>();
  const make = () => ({});
  expect(recall(map, 'a', 3, make)).toBe(recall(map, 'a', 3, make));
  expect(recall(map, 'b', 3, make)).not.toBe(recall(map, 'a', 3, make));
});

test('the one unused for longest goes first', () => {
  const map = new Map<string, string>();
  const use = (key: string) => recall(map, key, 2, () => key);
  use('a');
  use('b');
  use('a');
  use('c');
  expect([...map.keys()]).toEqual(['a', 'c']);
});
