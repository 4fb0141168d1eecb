import { expect, test } from 'vitest';
import { type Answer, refuses, silent, slowly, speaks, unreached } from './replies.ts';
import { probes, rig, users, type Vendor, words } from './rig.ts';

const SECOND = 1_000;

test.each<[string, Answer]>([
  ['fails', refuses(500)],
  ['is out of reach', unreached],
  ['takes a minute', slowly(60_000, refuses(500))],
])('A. at low traffic two callers at most pay for a discovery: a %s', async (_, answer) => {
  const { vendors, several, targets } = rig(['a', 'b'], { retry: { attempts: 1 } });
  await several(3, 60 * SECOND);
  const before = users(vendors.a).length;
  vendors.a.answer = answer;
  const told = await several(10, 20 * SECOND);
  expect(users(vendors.a)).toHaveLength(before + 2);
  expect(targets[0]?.health.blocked()?.why).toBe('open');
  expect(new Set(words(told))).toEqual(new Set(['I am b.']));
});

test('A. two failures in a row close together, or with an answer between them, are not enough', async () => {
  const { clock, vendors, several, targets } = rig(['a', 'b'], { retry: { attempts: 1 } });
  vendors.a.answer = refuses(500);
  await several(2, 2 * SECOND);
  expect(targets[0]?.health.blocked()).toBeUndefined();
  vendors.a.answer = speaks('I am a.');
  await several(1);
  await clock.advance(40 * SECOND);
  for (let left = 5; left > 0; left--) {
    vendors.a.answer = refuses(500);
    await several(1, 20 * SECOND);
    vendors.a.answer = speaks('I am a.');
    await several(1, 20 * SECOND);
  }
  expect(targets[0]?.health.blocked()).toBeUndefined();
});

const one = { sameAccount: true, retry: { attempts: 1 }, hedge: false } as const;

/** Two models of one account, and which of them are left alone as open. */
function oneAccount() {
  const world = rig(['a', 'b'], one);
  const open = () => world.targets.map(({ health }) => health.blocked()?.why === 'open');
  const lineDown = () => {
    for (const name of ['a', 'b'] as const) world.vendors[name].answer = unreached;
  };
  return { ...world, open, lineDown };
}

test('B. five connections in a row that fail, over any of its models, leave the provider alone', async () => {
  const { vendors, several, open, lineDown } = oneAccount();
  lineDown();
  // Each call fails at both models: the fifth failure is the first one's third.
  await several(2);
  expect(open()).toEqual([false, false]);
  await several(3);
  expect(open()).toEqual([true, true]);
  expect([users(vendors.a).length, users(vendors.b).length]).toEqual([3, 2]);
});

test('B. whatever HTTP answer comes between them, it can be reached', async () => {
  const { vendors, several, open, lineDown } = oneAccount();
  for (let left = 3; left > 0; left--) {
    lineDown();
    await several(2);
    vendors.a.answer = refuses(400);
    await several(1);
  }
  expect(vendors.b.asked).toHaveLength(6);
  expect(open()[1]).toBe(false);
});

test('B. one model alone that is out of reach is left alone, and its provider is not', async () => {
  const { vendors, several, open } = oneAccount();
  vendors.a.answer = unreached;
  const told = await several(20, 100);
  expect(open()).toEqual([true, false]);
  // The first might be the provider's fault; the five since b has answered are not.
  expect(users(vendors.a)).toHaveLength(6);
  expect(new Set(words(told))).toEqual(new Set(['I am b.']));
});

test("B. a model's own faults leave the others alone", async () => {
  const { vendors, several, targets } = rig(['a', 'b'], one);
  vendors.a.answer = refuses(500);
  const told = await several(10);
  expect(targets.map(({ health }) => health.blocked()?.why)).toEqual(['open', undefined]);
  expect(new Set(words(told))).toEqual(new Set(['I am b.']));
});

test('C. where everybody is throttled, a call waits for the first who may be asked again', async () => {
  const { clock, vendors, told } = rig(['a', 'b'], { timeouts: { totalMs: 60_000 } });
  const untilHeard = (seconds: number, name: string): Answer => {
    const end = clock.now() + seconds * SECOND;
    return (asked) =>
      (clock.now() < end ? refuses(429, { retryAfter: seconds }) : speaks(`I am ${name}.`))(asked);
  };
  vendors.a.answer = untilHeard(20, 'a');
  vendors.b.answer = untilHeard(8, 'b');
  const { text, waitedMs, error } = await told();
  expect([text, error]).toEqual(['I am b.', undefined]);
  expect(waitedMs).toBeGreaterThanOrEqual(8 * SECOND);
  expect(waitedMs).toBeLessThan(10 * SECOND);
  expect(vendors.a.asked).toHaveLength(1);
});

test('C. but not beyond its deadline: then it fails at once, and says when to come back', async () => {
  const { vendors, told } = rig(['a', 'b'], { timeouts: { totalMs: 5_000 } });
  vendors.a.answer = refuses(429, { retryAfter: 20 });
  vendors.b.answer = refuses(429, { retryAfter: 8 });
  const { waitedMs, error } = await told();
  expect(error).toMatchObject({ code: 'all_targets_failed', retryAfterMs: 8 * SECOND });
  expect(waitedMs).toBe(0);
});

test('C. nor beside one that may still be asked', async () => {
  const { vendors, told } = rig(['a', 'b', 'c']);
  vendors.a.answer = refuses(429, { retryAfter: 8 });
  vendors.b.answer = refuses(429, { retryAfter: 8 });
  expect(await told()).toMatchObject({ text: 'I am c.', waitedMs: 0 });
});

test('D. rests that we guess double from 2 s to a minute, until an answer', async () => {
  const { clock, vendors, several, targets } = rig(['a', 'b']);
  clock.chance = 0.5;
  const health = targets[0]?.health;
  const rests: number[] = [];
  const ask = async () => {
    await several(1);
    rests.push((health?.blocked()?.until ?? clock.now()) - clock.now());
    await clock.advance(rests.at(-1) ?? 0);
  };
  vendors.a.answer = refuses(429);
  for (let left = 7; left > 0; left--) await ask();
  expect(rests).toEqual([2, 4, 8, 16, 32, 60, 60].map((seconds) => seconds * SECOND));
  vendors.a.answer = speaks('I am a.');
  await several(1);
  vendors.a.answer = refuses(429);
  await ask();
  expect(rests.at(-1)).toBe(2 * SECOND);
});

test('E. with trial "live" one live call per rest is let through, and no probe is sent', async () => {
  const { clock, vendors, several, ask } = rig(['a', 'b'], {
    breaker: { trial: 'live' },
    retry: { attempts: 1 },
  });
  vendors.a.answer = refuses(500);
  await several(5);
  const before = users(vendors.a).length;
  vendors.a.answer = slowly(400, refuses(500));
  await clock.advance(3 * SECOND);
  const told = await clock.until(Promise.all(Array.from({ length: 20 }, () => ask())));
  expect(new Set(words(told))).toEqual(new Set(['I am b.']));
  expect(users(vendors.a)).toHaveLength(before + 1);
  vendors.a.answer = speaks('I am a.');
  await clock.advance(15 * SECOND);
  expect((await several(2)).map(({ text }) => text)).toEqual(['I am a.', 'I am a.']);
  expect(probes(vendors.a)).toEqual([]);
});

test('E. nor is a probe sent where another stands before it and answers', async () => {
  const { clock, vendors, several } = rig(['a', 'b'], { breaker: { trial: 'live' }, retry: { attempts: 1 } });
  for (const name of ['a', 'b'] as const) vendors[name].answer = refuses(500);
  await several(5);
  vendors.a.answer = speaks('I am a.');
  await clock.advance(15 * SECOND);
  await several(60, SECOND);
  expect(probes(vendors.b)).toEqual([]);
});

test('E. a stand-by that has healed is asked by all when it is needed', async () => {
  const { clock, vendors, several, ask } = rig(['a', 'b'], { breaker: { trial: 'live' } });
  for (const name of ['a', 'b'] as const) vendors[name].answer = refuses(500);
  await several(6);
  for (const name of ['a', 'b'] as const) vendors[name].answer = slowly(1_500, speaks(`I am ${name}.`));
  await several(60, SECOND);
  vendors.a.answer = slowly(100, refuses(500));
  const calls: ReturnType<typeof ask>[] = [];
  for (let left = 60; left > 0; left--) {
    calls.push(ask());
    await clock.advance(50);
  }
  expect(new Set(words(await clock.until(Promise.all(calls))))).toEqual(new Set(['I am b.']));
});

test.each([
  ['a', 5],
  ['o3', 60],
])('F. a probe of %s waits %d s, and the rest counts from its start', async (name, seconds) => {
  const { clock, vendors, targets, several } = rig([name, 'b']);
  clock.chance = 0.5;
  const vendor = vendors[name] as Vendor;
  vendor.answer = refuses(500);
  await several(5);
  vendor.answer = silent;
  await clock.advance(2 * SECOND);
  const startedAt = clock.now();
  await several(1);
  expect(probes(vendor)).toHaveLength(1);
  await clock.advance(seconds * SECOND - 1);
  expect(probes(vendor)[0]?.signal.aborted).toBe(false);
  await clock.advance(1);
  expect(probes(vendor)[0]?.signal.aborted).toBe(true);
  expect(targets[0]?.health.blocked()?.until).toBe(startedAt + 4 * SECOND);
});
