import { getEventListeners } from 'node:events';
import { expect, test, vi } from 'vitest';
import { MAX_DELAY_MS, sleep, systemClock } from '../../src/core/clock.ts';
import { FakeClock } from '../clock.ts';
import { thrown } from '../fakes.ts';

test('a sleep lasts exactly its time, and leaves nothing', async () => {
  const clock = new FakeClock();
  const { signal } = new AbortController();
  let awake = false;
  void sleep(clock, 100, signal).then(() => {
    awake = true;
  });
  await clock.advance(99);
  expect(awake).toBe(false);
  await clock.advance(1);
  expect(awake).toBe(true);
  expect(clock.pending).toBe(0);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test('an abort ends a sleep at once and takes the timer along', async () => {
  const clock = new FakeClock();
  const caller = new AbortController();
  const sleeping = thrown(sleep(clock, 100, caller.signal));
  caller.abort('left');
  expect(await sleeping).toBe('left');
  expect(clock.pending).toBe(0);
});

test('nobody falls asleep on a signal that is aborted already', async () => {
  const clock = new FakeClock();
  expect(await thrown(sleep(clock, 100, AbortSignal.abort('left')))).toBe('left');
  expect(clock.pending).toBe(0);
});

test.each([Number.POSITIVE_INFINITY, MAX_DELAY_MS + 1, 1e300])(
  'a delay of %d does not fire at once, as a bare timer would',
  (ms) => {
    vi.useFakeTimers();
    try {
      let fired = 0;
      systemClock.after(ms, () => void fired++);
      const cancel = systemClock.after(10, () => void fired++);
      cancel();
      vi.advanceTimersByTime(MAX_DELAY_MS - 1);
      expect(fired).toBe(0);
      vi.advanceTimersByTime(1);
      expect(fired).toBe(1);
    } finally {
      vi.useRealTimers();
    }
  },
);

test.each([
  [false, true],
  [true, false],
])('a timer that is idle: %s holds its process: %s', (idle, holds) => {
  const timers = vi.spyOn(globalThis, 'setTimeout');
  systemClock.after(60_000, () => {}, idle)();
  const [timer] = timers.mock.results.map(({ value }) => value as NodeJS.Timeout);
  expect(timer?.hasRef()).toBe(holds);
  timers.mockRestore();
});
