import fc from 'fast-check';
import { expect, test } from 'vitest';
import { faithfulObjectOf, objectOf } from '../../src/core/json-object.ts';
import { runs } from '../properties/runs.ts';

test.each(['', 'text', '[1]', 'null', '1', '"a"', '{"a":'])('%s is no object', (text) => {
  expect(objectOf(text)).toBeUndefined();
  expect(faithfulObjectOf(text)).toBeUndefined();
});

test.each([
  '{"id":12345678901234567890}',
  '{"n":1.0}',
  '{"n":1e400}',
  '{"a":1,"a":2}',
  '{"b":0,"1":0}',
  '{"n":-0}',
])('%s would come out as something else', (text) => {
  expect(objectOf(text)).toBeDefined();
  expect(faithfulObjectOf(text)).toBeUndefined();
});

test.each(['{ "a" : [1, 2],\n\t"b": " c  d " }', '{"e":"\\u00e9\\/"}', '{"q":"a \\" b"}', '{}'])(
  '%s comes out as it is, but for spaces and escapes',
  (text) => {
    expect(faithfulObjectOf(text)).toEqual(JSON.parse(text));
  },
);

test('whatever JavaScript writes it reads', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(3), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      expect(faithfulObjectOf(text)).toEqual(JSON.parse(text));
    }),
    runs(300),
  );
});
