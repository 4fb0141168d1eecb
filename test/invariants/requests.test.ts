import { expect, test } from 'vitest';
import type { Outcome } from '../../src/core/chat.ts';
import { AllTargetsFailedError, StreamBrokenError } from '../../src/core/exhausted.ts';
import { probe } from '../../src/health/probe.ts';
import { HealthRegistry } from '../../src/health/registry.ts';
import { defaults } from '../../src/options.ts';
import { failure } from '../fakes.ts';
import { type Answer, refuses, silent, slowly, speaks, unreached } from './replies.ts';
import { plain, probes, rig, streamed, users, words } from './rig.ts';
import { SwiftClock } from './swift-clock.ts';

const gaps = (times: readonly number[]) => times.slice(1).map((at, index) => at - (times[index] as number));

/** Counts those that are at work at the same time. */
function counting(answer: Answer): Answer & { most: number } {
  let running = 0;
  const counted = Object.assign(
    async (asked: Parameters<Answer>[0]) => {
      counted.most = Math.max(counted.most, ++running);
      try {
        return await answer(asked);
      } finally {
        running--;
      }
    },
    { most: 0 },
  );
  return counted;
}

test.each<[string, Answer]>([
  ['open', refuses(500)],
  ['cooling', refuses(429, { retryAfter: 600 })],
  ['locked out', refuses(401)],
])("1. an open or cooling target gets no user's request, but for the last resort: %s", async (_, answer) => {
  const { vendors, several } = rig(['a', 'b']);
  vendors.a.answer = answer;
  await several(5);
  const before = users(vendors.a).length;
  const told = await several(60, 1_000);
  expect(users(vendors.a)).toHaveLength(before);
  expect(new Set(words(told))).toEqual(new Set(['I am b.']));
});

test("1. of many callers at once none asks again what the others' failures have opened", async () => {
  const { clock, vendors, ask, events } = rig(['a', 'b']);
  vendors.a.answer = slowly(100, refuses(500));
  await clock.until(Promise.all(Array.from({ length: 20 }, () => ask())));
  const openedAt = events.find(({ type }) => type === 'circuit-opened')?.at as number;
  expect(users(vendors.a).filter(({ at }) => at > openedAt)).toEqual([]);
});

test('1. where all are open, each is asked by one user a second at most', async () => {
  const { vendors, several, clock } = rig(['a', 'b'], { retry: { attempts: 1 } });
  for (const name of ['a', 'b'] as const) vendors[name].answer = refuses(500);
  await several(10);
  const from = clock.now();
  await several(120, 250);
  for (const vendor of [vendors.a, vendors.b]) {
    const asked = users(vendor).flatMap(({ at }) => (at > from ? at : []));
    expect(Math.min(...gaps(asked))).toBeGreaterThanOrEqual(1_000);
    expect(asked.length).toBeGreaterThan(20);
  }
});

test('2. at most one probe of a target is under way', async () => {
  const { vendors, several, ask, clock, targets } = rig(['a', 'b']);
  vendors.a.answer = refuses(500);
  await several(5);
  await clock.advance(3_000);
  const answer = counting(slowly(700, speaks('OK')));
  vendors.a.answer = answer;
  const calls = Array.from({ length: 20 }, () => ask());
  await clock.until(Promise.all(calls));
  await several(20, 100);
  expect(answer.most).toBe(1);
  expect(probes(vendors.a)).toHaveLength(2);
  expect(targets[0]?.health.blocked()).toBeUndefined();
});

test("3. no user's call waits on a probe", async () => {
  const { vendors, several, clock } = rig(['a', 'b']);
  vendors.a.answer = refuses(500);
  vendors.b.answer = slowly(100, speaks('I am b.'));
  await several(5);
  await clock.advance(3_000);
  vendors.a.answer = silent;
  const before = users(vendors.a).length;
  const told = await several(30, 1_000);
  expect(new Set(told.map(({ waitedMs }) => waitedMs))).toEqual(new Set([100]));
  expect(probes(vendors.a).length).toBeGreaterThan(1);
  expect(users(vendors.a)).toHaveLength(before);
});

/** Discovery, and what was put by for retries and hedges. */
const CONSTANT = 20;
/** A trial that fails costs one probe; rests grow to 10 s, less a fifth. */
const probesIn = (ms: number) => ms / 8_000 + 5;

test.each<[string, Answer]>([
  ['fails', refuses(500)],
  ['is overloaded', refuses(503)],
  ['is out of reach', unreached],
  ['is throttled', refuses(429)],
  ['is throttled for a while', refuses(429, { retryAfter: 60 })],
  ['has no credit', refuses(402)],
  ['dies in mid-stream', speaks('I am a, and more.', { breaksAfter: 2 })],
])('4. requests beyond one per call are a tenth of the calls, and few more: a %s', async (_, answer) => {
  for (const [request, calls, pauseMs] of [
    [plain, 600, 500],
    [streamed, 600, 500],
    [plain, 60, 10_000],
  ] as const) {
    const { clock, vendors, several } = rig(['a', 'b']);
    vendors.a.answer = answer;
    const from = clock.now();
    await several(calls, pauseMs, request);
    const ours = probes(vendors.a).length;
    expect(ours).toBeLessThanOrEqual(probesIn(clock.now() - from));
    const all = vendors.a.asked.length + vendors.b.asked.length;
    expect(all - ours - calls).toBeLessThanOrEqual(calls / 10 + CONSTANT);
    // With a call a second the probes are in that tenth too.
    if (pauseMs <= 1_000) expect(all - calls).toBeLessThanOrEqual(calls / 10 + CONSTANT);
  }
});

test('4. … a names two seconds again and again', async () => {
  const { vendors, several } = rig(['a', 'b']);
  vendors.a.answer = refuses(429, { retryAfter: 2 });
  const calls = 600;
  await several(calls, 500);
  const all = vendors.a.asked.length + vendors.b.asked.length;
  expect(all - calls).toBeLessThanOrEqual(calls / 10 + CONSTANT);
});

test('4. where everybody is down, each is asked once a second', async () => {
  const { clock, vendors, several } = rig(['a', 'b', 'c']);
  for (const name of ['a', 'b', 'c'] as const) vendors[name].answer = refuses(500);
  const from = clock.now();
  await several(600, 250);
  for (const { asked } of Object.values(vendors))
    expect(asked.length).toBeLessThanOrEqual((clock.now() - from) / 1_000 + CONSTANT);
});

test.each([0.1, 0.2, 0.3, 0.4])('4. no target is sent a tenth more than the calls: %d fail', async (sick) => {
  for (const names of [['a'], ['a', 'b']]) {
    const { clock, vendors, ask } = rig(names, { seed: 3, breaker: { consecutiveFailures: 1_000 } });
    for (const vendor of Object.values(vendors))
      vendor.answer = (asked) => (clock.random() < sick ? refuses(500) : speaks('Hi.'))(asked);
    const calls = 1_000;
    for (let left = calls; left > 0; left--) {
      void ask();
      await clock.advance(200);
    }
    await clock.advance(10_000);
    for (const { asked } of Object.values(vendors))
      expect(asked.length).toBeLessThanOrEqual(1.1 * calls + 10);
  }
});

const FIVE = ['a', 'b', 'c', 'd', 'e'] as const;

test('5. a call asks each target once for free, and pays for two requests more', async () => {
  const { vendors, told } = rig(FIVE);
  for (const name of FIVE) vendors[name].answer = refuses(500);
  const { call, error } = await told();
  expect(error).toBeInstanceOf(AllTargetsFailedError);
  const reasons = call.attempts.list.map(({ target, reason }) => `${target} ${reason}`);
  expect(reasons.filter((reason) => !reason.endsWith('retry'))).toEqual([
    'openai/a first',
    ...['b', 'c', 'd', 'e'].map((name) => `openai/${name} fallback`),
  ]);
  expect(reasons).toHaveLength(5 + 2);
});

test('5. nor does it race more than two', async () => {
  const { vendors, told } = rig(FIVE, { hedge: { afterMs: 1_000 }, timeouts: { totalMs: 60_000 } });
  for (const name of FIVE) vendors[name].answer = silent;
  const { call } = await told();
  expect(call.attempts.list.filter(({ reason }) => reason === 'hedge')).toHaveLength(2);
  expect(new Set(call.attempts.list.map(({ target }) => target)).size).toBe(call.attempts.list.length);
});

test('5. an answer that breaks is carried on three times at most', async () => {
  const { vendors, told } = rig(FIVE);
  for (const name of FIVE) vendors[name].answer = speaks(`${name} begins, and goes on.`, { breaksAfter: 1 });
  const { call, error } = await told(streamed);
  expect(error).toBeInstanceOf(StreamBrokenError);
  expect(call.attempts.list.map(({ reason }) => reason)).toEqual([
    'first',
    'continuation',
    'continuation',
    'continuation',
  ]);
});

test('6. a target is not asked before the time that it named, by a retry', async () => {
  for (const retryAfter of [1, 2, 3]) {
    const { vendors, told } = rig(['a', 'b']);
    vendors.a.answer = refuses(429, { retryAfter });
    await told();
    expect(gaps(vendors.a.asked.map(({ at }) => at))[0]).toBeGreaterThanOrEqual(retryAfter * 1_000);
  }
});

test.each([429, 503])('6. nor by anybody else, where it is the only one: %d', async (status) => {
  const { clock, vendors, ask, told } = rig(['a'], { timeouts: { totalMs: 10_000 } });
  vendors.a.answer = refuses(status, { retryAfter: 30 });
  await told();
  const end = clock.now() + 30_000;
  for (let seconds = 0; seconds < 60; seconds++) {
    void ask();
    await clock.advance(1_000);
  }
  const again = vendors.a.asked.slice(1).map(({ at }) => at);
  expect(again.filter((at) => at < end)).toEqual([]);
  expect(again).not.toEqual([]);
});

test('6. nor by a probe, where its circuit is open too', async () => {
  const { clock, vendors, several } = rig(['a', 'b'], { retry: { attempts: 1 } });
  vendors.a.answer = refuses(503, { retryAfter: 60 });
  for (let left = 5; left > 0; left--) {
    vendors.a.answer = refuses(503, left === 1 ? { retryAfter: 60 } : {});
    await several(1);
  }
  const end = clock.now() + 60_000;
  const before = vendors.a.asked.length;
  await several(80, 1_000);
  const again = vendors.a.asked.slice(before).map(({ at }) => at);
  expect(again.filter((at) => at < end)).toEqual([]);
  expect(again).not.toEqual([]);
});

test('6. nor by the second probe of a trial, where a live call was told so meanwhile', async () => {
  const clock = new SwiftClock();
  const identity = { provider: 'a', model: '1', endpoint: '', key: '' };
  const health = new HealthRegistry(clock).of(identity, defaults.breaker);
  const failed = (retryAfterMs?: number): Outcome => ({
    type: 'failed',
    failure: failure(retryAfterMs ? 'rate-limit' : 'transient', { retryAfterMs }),
  });
  for (let left = 5; left > 0; left--) health.admit(() => {})(failed());
  await clock.advance(5_000);
  let asked = 0;
  const first = Promise.withResolvers<Outcome>();
  const ask = () => {
    asked++;
    return first.promise;
  };
  probe(health, ask, () => {});
  health.admit(() => {})(failed(60_000));
  first.resolve({ type: 'answered' });
  await clock.advance(0);
  expect(asked).toBe(1);
});

test.each([
  [60, 5],
  [5, 60],
])('7. of two rests the later end counts, whichever came last: %d s, then %d s', async (one, other) => {
  const { clock, vendors, ask, several } = rig(['a', 'b'], { retry: { attempts: 1 } });
  for (const [index, retryAfter] of [one, other].entries()) {
    vendors.a.answer = slowly(500, refuses(429, { retryAfter }));
    void ask();
    await clock.advance(index * 500);
  }
  const end = clock.now() + 59_000;
  const before = vendors.a.asked.length;
  await several(70, 1_000);
  const again = vendors.a.asked.slice(before).map(({ at }) => at);
  expect(again.filter((at) => at < end)).toEqual([]);
  expect(again).not.toEqual([]);
});

test('8. no retry is waited for whose wait ends after the deadline', async () => {
  const { vendors, told } = rig(['a'], { timeouts: { totalMs: 5_000 } });
  vendors.a.answer = slowly(2_500, refuses(429, { retryAfter: 3 }));
  const { waitedMs, error } = await told();
  expect(error).toMatchObject({ code: 'all_targets_failed', retryAfterMs: 3_000 });
  expect(waitedMs).toBe(2_500);
  expect(vendors.a.asked).toHaveLength(1);
});

test('8. nobody is raced once the call is over', async () => {
  const { clock, vendors, ask } = rig(['a', 'b'], { hedge: { afterMs: 5_000 } });
  vendors.a.answer = silent;
  const caller = new AbortController();
  const asked = ask(plain, caller.signal);
  await clock.advance(1_000);
  caller.abort('left');
  await asked;
  await clock.advance(60_000);
  expect(vendors.b.asked).toEqual([]);
  expect(clock.pending).toBe(0);
});
