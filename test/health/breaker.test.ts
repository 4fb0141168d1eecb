import { expect, test, vi } from 'vitest';
import { Breaker, type BreakerOptions } from '../../src/health/breaker.ts';
import { FakeClock } from '../clock.ts';

const OPTIONS: BreakerOptions = {
  failureRate: 0.5,
  consecutiveFailures: 5,
  windowMs: 30_000,
  cooldownMs: 2_000,
  trial: 'probe',
};

function breaker(options: Partial<BreakerOptions> = {}) {
  const clock = new FakeClock();
  // In the middle of the jitter: exactly the rest that was asked for.
  clock.chance = 0.5;
  let openings = 0;
  const made = new Breaker({ ...OPTIONS, ...options }, clock, () => void openings++);
  /** `-` is a failed attempt, `+` an answered one. */
  const tell = async (verdicts: string) => {
    for (const verdict of verdicts) await made.report(verdict === '+');
  };
  const restMs = () => made.until - clock.now();
  return { clock, made, tell, restMs, openings: () => openings };
}

test.each([
  ['----', true],
  ['-----', false],
  ['----+----', true],
])('five failures in a row open it, whatever the rate: %s leaves it closed: %s', async (verdicts, closed) => {
  const { made, tell } = breaker({ failureRate: 1 });
  await tell('++++++++++++');
  await tell(verdicts);
  expect(made.closed).toBe(closed);
});

test.each([
  ['-+-', true, 'three verdicts say nothing of a rate'],
  ['-+-+', true, 'nor do four'],
  ['-+-+-', false, 'three of five is above a half'],
  ['+-+-+-', false, 'three of six is exactly a half, and that is enough'],
  ['+-+-+', true, 'two of five is below'],
  ['++-+-+-', true, 'three of seven is below'],
  ['++++----', false, 'four of eight is a half'],
])('at a rate of a half, %s leaves it closed: %s, since %s', async (verdicts, closed) => {
  const { made, tell } = breaker({ consecutiveFailures: 100 });
  await tell(verdicts);
  expect(made.closed).toBe(closed);
});

test.each([
  [0.1, '+++++++++-', false],
  [0.1, '++++++++++-', true],
  [0.3, '+++++++---', false],
  [1, '----+----', true],
  [1, '-----', false],
])('a rate of %d is reached exactly: %s leaves it closed: %s', async (failureRate, verdicts, closed) => {
  const { made, tell } = breaker({ consecutiveFailures: 100, failureRate });
  await tell(verdicts);
  expect(made.closed).toBe(closed);
});

test('the window slides on our clock: what is older than it is forgotten', async () => {
  const { clock, made, tell } = breaker({ consecutiveFailures: 100 });
  await tell('---');
  await clock.advance(30_000);
  await tell('+-+-');
  expect(made.closed).toBe(true);
  await tell('-');
  expect(made.closed).toBe(false);
});

test('what is younger than the window counts', async () => {
  const { clock, made, tell } = breaker({ consecutiveFailures: 100 });
  await tell('---');
  await clock.advance(24_000);
  await tell('++-');
  expect(made.closed).toBe(false);
});

test('it slides in steps, not all at once', async () => {
  const { clock, made, tell } = breaker({ consecutiveFailures: 100 });
  for (let step = 0; step < 10; step++) {
    await tell('+-');
    await clock.advance(15_000);
    expect(made.closed).toBe(true);
  }
});

test('a rest doubles with each failed trial, to ten seconds', async () => {
  const { made, tell, restMs } = breaker();
  await tell('-----');
  const rests = [restMs()];
  for (let trial = 0; trial < 4; trial++) {
    made.rest();
    rests.push(restMs());
  }
  expect(rests).toEqual([2_000, 4_000, 8_000, 10_000, 10_000]);
});

test('rests differ by a fifth at most, so that processes do not come back in step', async () => {
  for (const [chance, expected] of [
    [0, 1_600],
    [1 - 2 ** -40, 2_400],
  ] as const) {
    const { clock, tell, restMs } = breaker();
    clock.chance = chance;
    await tell('-----');
    expect(restMs()).toBeCloseTo(expected, 3);
  }
});

test('a rest of one’s own choice is kept', async () => {
  const { tell, restMs } = breaker({ cooldownMs: 30_000 });
  await tell('-----');
  expect(restMs()).toBe(30_000);
});

test('closed again, it starts anew: no old failure, no long rest', async () => {
  const { made, tell, restMs } = breaker();
  await tell('-----');
  made.rest();
  made.close();
  expect(made.closed).toBe(true);
  await tell('----');
  expect(made.closed).toBe(true);
  await tell('-');
  expect(made.closed).toBe(false);
  expect(restMs()).toBe(2_000);
});

test('many failures at once open it once', async () => {
  const { made, restMs, openings } = breaker();
  await Promise.all(Array.from({ length: 50 }, () => made.report(false)));
  expect(made.closed).toBe(false);
  expect(openings()).toBe(1);
  expect(restMs()).toBe(2_000);
});

test('its generation moves with each change, and with nothing else', async () => {
  const { made, tell } = breaker();
  await tell('++--');
  expect(made.generation).toBe(0);
  await tell('---');
  expect(made.generation).toBe(1);
  made.rest();
  expect(made.generation).toBe(1);
  made.close();
  expect(made.generation).toBe(2);
});

test('it starts no timer, and the time of others does not move it', async () => {
  vi.useFakeTimers();
  try {
    const { made, tell } = breaker({ consecutiveFailures: 100 });
    expect(vi.getTimerCount()).toBe(0);
    await tell('---');
    vi.advanceTimersByTime(3_600_000);
    await tell('++');
    expect(made.closed).toBe(true);
    await tell('-');
    expect(made.closed).toBe(false);
  } finally {
    vi.useRealTimers();
  }
});

test('nothing of it keeps the process alive, open or closed', async () => {
  const timers = () =>
    process.getActiveResourcesInfo().filter((name) => /Timeout|Immediate/.test(name)).length;
  const before = timers();
  const { made, tell } = breaker();
  await tell('+-----');
  expect(made.closed).toBe(false);
  expect(timers()).toBe(before);
});

test('with little traffic two failures in a row are enough, where nothing else came for five seconds', async () => {
  const { clock, made, tell } = breaker();
  await tell('-');
  await clock.advance(4_999);
  await tell('-');
  expect(made.closed).toBe(true);
  await clock.advance(1);
  await tell('-');
  expect(made.closed).toBe(false);
});

test('an answer in between begins the row anew', async () => {
  const { clock, made, tell } = breaker();
  await tell('-');
  await clock.advance(60_000);
  await tell('+-');
  expect(made.closed).toBe(true);
  expect(made.failingSince).toBe(clock.now());
});

test('one failure alone opens nothing, however long it was', async () => {
  const { clock, made, tell } = breaker();
  await clock.advance(600_000);
  await tell('-');
  expect(made.closed).toBe(true);
});

test('it lends itself to one live call after each rest, where live calls try it', async () => {
  const { clock, made, tell, restMs } = breaker({ trial: 'live' });
  expect(made.borrow()).toBe(false);
  await tell('-----');
  expect(made.borrow()).toBe(false);
  await clock.advance(2_000);
  expect([made.borrow(), made.borrow()]).toEqual([true, false]);
  expect(restMs()).toBe(5_000);
  await clock.advance(5_000);
  expect(made.borrow()).toBe(true);
});

test('where probes try it, no live call does', async () => {
  const { clock, made, tell } = breaker();
  await tell('-----');
  await clock.advance(60_000);
  expect(made.borrow()).toBe(false);
});

test('it counts what came lately', async () => {
  const { clock, made, tell } = breaker();
  await tell('+-+');
  expect(made.recent).toEqual({ attempts: 3, failed: 1 });
  await clock.advance(30_000);
  expect(made.recent).toEqual({ attempts: 0, failed: 0 });
});

test('verdicts that come before opossum are counted once it is there', async () => {
  vi.resetModules();
  const fresh = await import('../../src/health/breaker.ts');
  const made = new fresh.Breaker(OPTIONS, new FakeClock(), () => {});
  const told = [true, true, false, false, false, false, false].map((healthy) => made.report(healthy));
  expect([made.closed, made.recent]).toEqual([true, { attempts: 0, failed: 0 }]);
  await Promise.all(told);
  expect([made.closed, made.recent]).toEqual([false, { attempts: 7, failed: 5 }]);
});
