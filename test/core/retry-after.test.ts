import { expect, test } from 'vitest';
import { retryAfterOf } from '../../src/core/retry-after.ts';

const TODAY = Date.UTC(2026, 10, 23, 12);
const inSeconds = (seconds: number) => new Date(TODAY + seconds * 1000).toUTCString();

const of = (headers: Record<string, string>) => retryAfterOf(new Headers(headers), TODAY);

test.each([
  ['seconds', { 'retry-after': '7' }, 7_000],
  ['a fraction of a second', { 'retry-after': '0.5' }, 500],
  ['nothing to wait', { 'retry-after': '0' }, 0],
  ['milliseconds', { 'retry-after-ms': '1500' }, 1_500],
  ['milliseconds before seconds', { 'retry-after-ms': '1500', 'retry-after': '2' }, 1_500],
  ['no milliseconds to wait', { 'retry-after-ms': '0', 'retry-after': '2' }, 0],
  ['seconds where the milliseconds are none', { 'retry-after-ms': 'soon', 'retry-after': '2' }, 2_000],
  ['an HTTP date', { 'retry-after': inSeconds(90) }, 90_000],
  ['an HTTP date of the past', { 'retry-after': inSeconds(-90) }, 0],
])('reads %s', (_, headers, expected) => {
  expect(of(headers)).toBe(expected);
});

test.each(['soon', '', ' ', 'NaN', '30, 60', '-5', 'foo 5', 'tomorrow 3', 'Infinity'])(
  'takes %j for no answer at all, rather than for "now"',
  (garbage) => {
    expect(of({ 'retry-after': garbage })).toBeUndefined();
  },
);

test('no header, no headers', () => {
  expect(of({})).toBeUndefined();
  expect(retryAfterOf(undefined, TODAY)).toBeUndefined();
});

test('a wait is a number that a clock can hold', () => {
  expect(of({ 'retry-after': '1e308' }) ?? 0).toBeLessThan(Number.POSITIVE_INFINITY);
});
