import fc from 'fast-check';
import { expect, test } from 'vitest';
import { portableId } from '../../src/core/call-ids.ts';
import { runs } from '../properties/runs.ts';

test.each(['call_abc123', 'toolu_01AbC-x', 'a', 'x'.repeat(40)])('%s stays as it is', (id) => {
  expect(portableId(id)).toBe(id);
});

test.each([
  ['functions.add:0', /^functions_add_0_[0-9a-f]{8}$/],
  ['x'.repeat(41), /^x{31}_[0-9a-f]{8}$/],
  ['', /^call_[0-9a-f]{8}$/],
])('%s is made legal', (id, made) => {
  expect(portableId(id)).toMatch(made);
});

test('any id: legal everywhere, the same again, and unlike that of another', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (one, other) => {
      expect(portableId(one)).toMatch(/^[a-zA-Z0-9_-]{1,40}$/);
      expect(portableId(one)).toBe(portableId(one));
      expect(portableId(portableId(one))).toBe(portableId(one));
      if (one !== other) expect(portableId(one)).not.toBe(portableId(other));
    }),
    runs(500),
  );
});
