import { expect, test } from 'vitest';
import { bearable, longestOf, retryAfterOf, waitInWords } from '../../src/core/retry-after.ts';

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

const DAY = 24 * 3_600_000;

test.each([
  ['seconds', () => of({ 'retry-after': '1e308' })],
  ['milliseconds', () => of({ 'retry-after-ms': '1e308' })],
  ['a date', () => of({ 'retry-after': inSeconds(400_000) })],
  ['a budget', () => longestOf([{ remaining: '0', resetMs: 2 * DAY }])],
  ['words', () => waitInWords('Please try again in 48h.')],
  ['more digits than a number holds', () => waitInWords(`Please try again in ${'9'.repeat(400)}s.`)],
  ['anything else', () => bearable(2 * DAY)],
])('nobody rests for more than a day, as told by %s', (_, wait) => {
  expect(wait()).toBe(DAY);
});

test.each([
  [
    'the last of those used up',
    [
      { remaining: '0', resetMs: 5 },
      { remaining: '0', resetMs: 7 },
    ],
    7,
  ],
  [
    'not one with something left',
    [
      { remaining: '0', resetMs: 5 },
      { remaining: '1', resetMs: 7 },
    ],
    5,
  ],
  ['not one that says nothing', [{ remaining: null, resetMs: 5 }], undefined],
  ['not one that does not say when', [{ remaining: '0', resetMs: undefined }], undefined],
  ['not one whose date is none', [{ remaining: '0', resetMs: Number.NaN }], undefined],
  ['not one that must be full again', [{ remaining: '0', resetMs: -5 }], undefined],
  ['none', [], undefined],
])('of all budgets: %s', (_, budgets, expected) => {
  expect(longestOf(budgets)).toBe(expected);
});

test.each([
  ['Rate limit reached for gpt-5.5. Limit: 3 / min. Please try again in 20s. Visit https://a.b', 20_000],
  ['Rate limit reached on tokens per min (TPM). Please try again in 6.2s.', 6_200],
  ['Please try again in 20ms.', 20],
  ['please try again in 1m12s', 72_000],
  ['Quota exceeded.\nPlease retry in 36.4s.', 36_400],
  ['Please try again in a moment.', undefined],
  ['Please try again in 5 minutes.', undefined],
  ['Please retry your request in 20s.', undefined],
  ['', undefined],
])('in words: %j', (message, expected) => {
  expect(waitInWords(message)).toBe(expected);
});
