import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { follow, orAborted } from '../../src/core/abort.ts';
import { openCall } from '../../src/core/open-call.ts';
import { FakeClock } from '../clock.ts';
import { thrown } from '../fakes.ts';

const listeners = (signal: AbortSignal) => getEventListeners(signal, 'abort').length;

test('what follows a signal is aborted with it, for its reason', () => {
  const parent = new AbortController();
  const { signal } = follow(parent.signal);
  parent.abort('left');
  expect(signal).toMatchObject({ aborted: true, reason: 'left' });
  expect(follow(parent.signal).signal).toMatchObject({ aborted: true, reason: 'left' });
});

test('what follows a signal may be aborted alone', () => {
  const parent = new AbortController();
  const { signal, abort } = follow(parent.signal);
  abort('enough');
  expect(signal.reason).toBe('enough');
  expect(parent.signal.aborted).toBe(false);
});

test('a signal that lives long keeps nothing of work that is over', () => {
  const parent = new AbortController();
  const linked = Array.from({ length: 100 }, () => follow(parent.signal));
  expect(listeners(parent.signal)).toBe(100);
  for (const { unlink } of linked) unlink();
  expect(listeners(parent.signal)).toBe(0);
  parent.abort();
  expect(linked[0]?.signal.aborted).toBe(false);
});

test('a call that is closed holds nothing of its caller', () => {
  const caller = new AbortController();
  const limits = { totalMs: 1, firstTokenMs: 1, idleMs: 1, attempts: 1 };
  const call = openCall({ clock: new FakeClock(), limits, signal: caller.signal });
  expect(listeners(caller.signal)).toBe(1);
  call.close();
  expect(listeners(caller.signal)).toBe(0);
});

test('work that ignores its signal is left behind', async () => {
  const { signal, abort } = follow(new AbortController().signal);
  const work = orAborted(new Promise(() => {}), signal);
  abort('enough');
  expect(await thrown(work)).toBe('enough');
  expect(await thrown(orAborted(new Promise(() => {}), signal))).toBe('enough');
});

test('work that is over leaves no listener, well or ill', async () => {
  const { signal } = new AbortController();
  expect(await orAborted(Promise.resolve(7), signal)).toBe(7);
  expect(await thrown(orAborted(Promise.reject('ill'), signal))).toBe('ill');
  expect(listeners(signal)).toBe(0);
});
