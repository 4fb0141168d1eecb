import { expect, test } from 'vitest';
import type { Outcome } from '../../src/core/chat.ts';
import type { FailoverEvent } from '../../src/core/events.ts';
import type { FailureKind } from '../../src/core/kind.ts';
import { HealthRegistry } from '../../src/health/registry.ts';
import { FakeClock, settled } from '../clock.ts';
import { failure } from '../fakes.ts';

const OPTIONS = {
  failureRate: 0.5,
  consecutiveFailures: 5,
  windowMs: 30_000,
  cooldownMs: 2_000,
  trial: 'probe' as const,
};
const MINUTE = 60_000;
const answered: Outcome = { type: 'answered' };
const failed = (kind: FailureKind, retryAfterMs?: number): Outcome => ({
  type: 'failed',
  failure: failure(kind, { retryAfterMs }),
});

/** Two models under one key, and one under another. */
function account() {
  const clock = new FakeClock();
  clock.chance = 0.5;
  const registry = new HealthRegistry(clock);
  const events: FailoverEvent[] = [];
  const of = (model: string, key = 'sk-1') =>
    registry.of({ provider: 'a', endpoint: 'https://a', key, model }, OPTIONS);
  const admit = (health = of('1')) => health.admit((event) => void events.push(event));
  const learn = async (outcome: Outcome, health = of('1')) => {
    admit(health)(outcome);
    await settled();
  };
  return { clock, events, of, admit, learn };
}

test.each<[FailureKind, number, 'model' | 'account']>([
  ['rate-limit', 2_000, 'model'],
  ['quota', 10 * MINUTE, 'account'],
  ['auth', 5 * MINUTE, 'account'],
  ['permission', 5 * MINUTE, 'account'],
  ['model-not-found', 10 * MINUTE, 'model'],
])('%s rests for %d ms: the %s', async (kind, forMs, scope) => {
  const { clock, events, of, learn } = account();
  await learn(failed(kind));
  const until = clock.now() + forMs;
  expect(of('1').blocked()).toMatchObject({ why: 'cooling', until, binding: false, failure: { kind } });
  expect(events).toEqual([{ type: 'target-cooled', target: 'a/1', kind, forMs }]);
  expect(of('2').blocked()?.until).toBe(scope === 'account' ? until : undefined);
  expect(of('1', 'sk-2').blocked()).toBeUndefined();
  await clock.advance(forMs);
  expect(of('1').blocked()).toBeUndefined();
});

test('a rate limit is no failure of the breaker', async () => {
  const { clock, of, learn, events } = account();
  for (let limits = 0; limits < 20; limits++) await learn(failed('rate-limit', 10));
  await clock.advance(10);
  expect(of('1').blocked()).toBeUndefined();
  expect(events.map(({ type }) => type)).not.toContain('circuit-opened');
});

test('the time that the vendor names is kept, and binds', async () => {
  const { clock, of, learn } = account();
  await learn(failed('rate-limit', 40_000));
  expect(of('1').blocked()).toMatchObject({ until: clock.now() + 40_000, binding: true });
});

test('an overload that names a time is a failure and a rest', async () => {
  const { clock, of, learn } = account();
  for (let left = 5; left > 0; left--) await learn(failed('overloaded', 40_000));
  expect(of('1').blocked()).toMatchObject({ why: 'cooling', until: clock.now() + 40_000, binding: true });
  await clock.advance(40_000);
  expect(of('1').blocked()).toMatchObject({ why: 'open' });
});

test('of two ends the later one wins', async () => {
  const { clock, of, learn } = account();
  await learn(failed('rate-limit', 40_000));
  await learn(failed('rate-limit', 5_000));
  await learn(failed('rate-limit'));
  expect(of('1').blocked()?.until).toBe(clock.now() + 40_000);
  await learn(failed('rate-limit', 50_000));
  expect(of('1').blocked()?.until).toBe(clock.now() + 50_000);
});

test('a rest without a time beside it does not loosen one that the vendor named', async () => {
  const { clock, of, learn } = account();
  await learn(failed('rate-limit', MINUTE));
  await learn(failed('auth'), of('2'));
  expect(of('1').blocked()).toMatchObject({ until: clock.now() + 5 * MINUTE, binding: true });
  await clock.advance(MINUTE);
  expect(of('1').blocked()).toMatchObject({ binding: false });
});

test('nor does one that ends later', async () => {
  const { clock, of, learn } = account();
  await learn(failed('rate-limit', MINUTE));
  await learn(failed('model-not-found'));
  expect(of('1').blocked()).toMatchObject({ binding: true });
  await clock.advance(MINUTE);
  expect(of('1').blocked()).toMatchObject({ why: 'cooling', binding: false });
});

test('who answers in its rest has rested enough', async () => {
  const { of, learn } = account();
  await learn(failed('auth'));
  await learn(answered);
  expect(of('1').blocked()).toBeUndefined();
  expect(of('2').blocked()).toBeUndefined();
});

test('who was asked before the rest proves nothing about it', async () => {
  const { of, admit, learn } = account();
  const old = admit();
  await learn(failed('rate-limit', MINUTE));
  old(answered);
  await settled();
  expect(of('1').blocked()).toMatchObject({ why: 'cooling', binding: true });
});

test('who was asked in one rest proves nothing about a later one', async () => {
  const { of, admit, learn } = account();
  const early = admit();
  await learn(failed('auth'));
  const inRest = admit();
  early(failed('rate-limit', MINUTE));
  inRest(answered);
  await settled();
  expect(of('1').blocked()).toMatchObject({ why: 'cooling', binding: true });
});

test('a rest that we guess doubles up to a minute, until there is an answer', async () => {
  const { clock, of, learn } = account();
  const rests: number[] = [];
  for (let times = 0; times < 7; times++) {
    await learn(failed('rate-limit'));
    const until = of('1').blocked()?.until ?? 0;
    rests.push(until - clock.now());
    await clock.advance(until - clock.now());
  }
  expect(rests).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  await learn(answered);
  await learn(failed('rate-limit'));
  expect(of('1').blocked()?.until).toBe(clock.now() + 2_000);
});

test('many calls that are throttled together are one rest', async () => {
  const { clock, of, admit } = account();
  const verdicts = Array.from({ length: 20 }, () => admit());
  for (const verdict of verdicts) verdict(failed('rate-limit'));
  expect(of('1').blocked()?.until).toBe(clock.now() + 2_000);
});

test('many processes do not come back in step', async () => {
  const { clock, of, learn } = account();
  clock.chance = 0;
  await learn(failed('rate-limit'));
  expect(of('1').blocked()?.until).toBe(clock.now() + 1_600);
});

test('a vendor that names the same short wait again and again is not believed for ever', async () => {
  const { clock, of, learn } = account();
  const rests: number[] = [];
  for (let times = 0; times < 4; times++) {
    await learn(failed('rate-limit', 2_000));
    const until = of('1').blocked()?.until ?? 0;
    rests.push(until - clock.now());
    await clock.advance(until - clock.now());
  }
  expect(rests).toEqual([2_000, 4_000, 8_000, 16_000]);
});

test('what lies beyond the named wait is a guess: it binds nobody', async () => {
  const { clock, of, learn } = account();
  await learn(failed('rate-limit', 2_000));
  await clock.advance(2_000);
  await learn(failed('rate-limit', 2_000));
  expect(of('1').blocked()?.binding).toBe(true);
  await clock.advance(2_000);
  expect(of('1').blocked()).toMatchObject({ binding: false, until: clock.now() + 2_000 });
});

test('an answer that was asked for before the rest does not end the row', async () => {
  const { clock, of, admit, learn } = account();
  const early = admit();
  await learn(failed('rate-limit'));
  early(answered);
  await clock.advance(2_000);
  await learn(failed('rate-limit'));
  expect(of('1').blocked()?.until).toBe(clock.now() + 4_000);
});
