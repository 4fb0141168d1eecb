import { expect, test } from 'vitest';
import { durationOf } from '../../src/core/duration.ts';

test.each([
  ['12ms', 12],
  ['583.2ms', 584],
  ['0s', 0],
  ['1s', 1_000],
  ['36.4s', 36_400],
  ['36.4807s', 36_481],
  ['6m0s', 360_000],
  ['1m2.5s', 62_500],
  ['2m59.56s', 179_560],
  ['1h2m3s', 3_723_000],
  ['1d1h', 90_000_000],
])('%s is %i ms', (text, ms) => {
  expect(durationOf(text)).toBe(ms);
});

test.each([
  '',
  '7',
  '1.5',
  's',
  '1 s',
  '-1s',
  '1s.',
  'in 1s',
  '1s2',
  '1_000ms',
  '1741305600000',
  '5 minutes',
  '1M',
  null,
])('takes %j for no duration', (text) => {
  expect(durationOf(text)).toBeUndefined();
});
