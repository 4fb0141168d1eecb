import { expect, test } from 'vitest';
import { HealthRegistry, type Identity } from '../../src/health/registry.ts';
import { FakeClock, settled } from '../clock.ts';
import { failure } from '../fakes.ts';
import { textsIn } from './inspect.ts';

const OPTIONS = {
  failureRate: 0.5,
  consecutiveFailures: 5,
  windowMs: 30_000,
  cooldownMs: 2_000,
  trial: 'probe' as const,
};
const A: Identity = { provider: 'a', model: 'm', endpoint: 'https://a.example/v1', key: 'sk-secret-of-a' };

test('the same target is the same object, whoever asks', () => {
  const registry = new HealthRegistry(new FakeClock());
  expect(registry.of({ ...A }, { ...OPTIONS })).toBe(registry.of(A, OPTIONS));
});

test.each<[keyof Identity]>([['provider'], ['model'], ['endpoint'], ['key']])(
  'another %s is another target',
  (what) => {
    const registry = new HealthRegistry(new FakeClock());
    expect(registry.of({ ...A, [what]: 'other' }, OPTIONS)).not.toBe(registry.of(A, OPTIONS));
  },
);

test('another breaker is another health', () => {
  const registry = new HealthRegistry(new FakeClock());
  const all = [OPTIONS, { ...OPTIONS, windowMs: 1 }, false as const].map((options) =>
    registry.of(A, options),
  );
  expect(new Set(all).size).toBe(3);
});

test('what is told apart is told apart wherever the line is drawn', () => {
  const registry = new HealthRegistry(new FakeClock());
  const one = registry.of({ provider: 'a', endpoint: 'b', key: 'c', model: 'd' }, OPTIONS);
  const two = registry.of({ provider: 'a', endpoint: 'bc', key: '', model: 'd' }, OPTIONS);
  expect(one).not.toBe(two);
});

test('of a key only its hash is kept, wherever one looks', async () => {
  const clock = new FakeClock();
  const registry = new HealthRegistry(clock);
  const health = registry.of(A, OPTIONS);
  for (const kind of ['auth', 'rate-limit', 'transient'] as const) {
    health.admit(() => {})({ type: 'failed', failure: failure(kind, { retryAfterMs: 1_000 }) });
  }
  await settled();
  const texts = await textsIn(registry);
  // The search sees private fields and the keys of maps, or it would prove nothing.
  expect(texts).toContain('a/m');
  expect(texts.some((text) => text.endsWith(`\nm\n${JSON.stringify(OPTIONS)}`))).toBe(true);
  expect(texts.filter((text) => text.includes('sk-secret'))).toEqual([]);
});

test('keys that rotate do not fill the memory: the least used are forgotten', () => {
  const registry = new HealthRegistry(new FakeClock());
  const of = (key: string) => registry.of({ ...A, key }, OPTIONS);
  const [kept, forgotten] = [of('kept'), of('forgotten')];
  for (let keys = 0; keys < 999; keys++) {
    of(`key ${keys}`);
    of('kept');
  }
  expect(of('kept')).toBe(kept);
  expect(of('forgotten')).not.toBe(forgotten);
});
