import { expect, test } from 'vitest';
import type { Outcome } from '../../src/core/chat.ts';
import type { FailoverEvent } from '../../src/core/events.ts';
import type { FailureKind } from '../../src/core/kind.ts';
import { Cooldown } from '../../src/health/cooldown.ts';
import { probe } from '../../src/health/probe.ts';
import { TargetHealth } from '../../src/health/target-health.ts';
import { FakeClock, settled } from '../clock.ts';
import { failure } from '../fakes.ts';

const OPTIONS = {
  failureRate: 0.5,
  consecutiveFailures: 5,
  windowMs: 30_000,
  cooldownMs: 2_000,
  trial: 'probe' as const,
};
const answered: Outcome = { type: 'answered' };
const failed = (kind: FailureKind = 'transient', retryAfterMs?: number): Outcome => ({
  type: 'failed',
  failure: failure(kind, { retryAfterMs }),
});

const account = (clock: FakeClock) => ({ rest: new Cooldown(clock), reach: undefined });

/** A target whose circuit is open, and what its probes answer in turn. */
async function opened(...outcomes: (Outcome | Promise<Outcome>)[]) {
  const clock = new FakeClock();
  clock.chance = 0.5;
  const events: FailoverEvent[] = [];
  const emit = (event: FailoverEvent) => void events.push(event);
  const health = new TargetHealth('a/1', OPTIONS, account(clock), clock);
  for (let left = 5; left > 0; left--) health.admit(emit)(failed());
  await settled();
  events.length = 0;
  let asked = 0;
  const ask = async () => outcomes[Math.min(asked++, outcomes.length - 1)] as Outcome;
  const run = async () => {
    probe(health, ask, emit);
    await settled();
  };
  return { clock, events, health, emit, run, asked: () => asked };
}

test('nothing is asked before the rest is over', async () => {
  const { clock, run, asked, events } = await opened(answered);
  await clock.advance(1_999);
  await run();
  expect(asked()).toBe(0);
  expect(events).toEqual([]);
  await clock.advance(1);
  await run();
  expect(asked()).toBe(2);
});

test('nothing is asked of a target that is up', async () => {
  const clock = new FakeClock();
  const health = new TargetHealth('a/1', OPTIONS, account(clock), clock);
  let asked = 0;
  const ask = async () => {
    asked++;
    return answered;
  };
  probe(health, ask, () => {});
  probe(new TargetHealth('a/1', false, account(clock), clock), ask, () => {});
  await settled();
  expect(asked).toBe(0);
});

test('two answers in a row close the circuit', async () => {
  const { clock, run, events, health } = await opened(answered);
  await clock.advance(2_000);
  await run();
  expect(events).toEqual([
    { type: 'probe-started', target: 'a/1' },
    { type: 'probe-ended', target: 'a/1', ok: true },
    { type: 'circuit-closed', target: 'a/1' },
  ]);
  expect(health.blocked()).toBeUndefined();
});

test('closed by a trial, the window is empty: four failures do not open it again', async () => {
  const { clock, run, health, emit } = await opened(answered);
  await clock.advance(2_000);
  await run();
  for (let left = 4; left > 0; left--) health.admit(emit)(failed());
  await settled();
  expect(health.blocked()).toBeUndefined();
});

test.each([
  ['the first probe', [failed()], 1],
  ['the second probe', [answered, failed()], 2],
])('%s fails: it rests again, longer', async (_, outcomes, requests) => {
  const { clock, run, events, health, asked } = await opened(...outcomes);
  await clock.advance(2_000);
  await run();
  expect(asked()).toBe(requests);
  expect(events.at(-1)).toEqual({ type: 'probe-ended', target: 'a/1', ok: false, kind: 'transient' });
  expect(health.blocked()).toMatchObject({ why: 'open', until: clock.now() + 4_000 });
  await clock.advance(3_999);
  await run();
  expect(asked()).toBe(requests);
});

test('one trial at a time', async () => {
  const pending = Promise.withResolvers<Outcome>();
  const { clock, run, asked, health } = await opened(pending.promise, answered);
  await clock.advance(2_000);
  await Promise.all([run(), run(), run()]);
  expect(asked()).toBe(1);
  pending.resolve(answered);
  await settled();
  expect(asked()).toBe(2);
  expect(health.blocked()).toBeUndefined();
});

test.each<FailureKind>(['invalid-request', 'content-filter', 'context-length'])(
  '%s was read and answered: the vendor is up',
  async (kind) => {
    const { clock, run, health } = await opened(failed(kind));
    await clock.advance(2_000);
    await run();
    expect(health.blocked()).toBeUndefined();
  },
);

test('a trial that meets a rate limit is not repeated before the time that the vendor named', async () => {
  const { clock, run, asked, health } = await opened(failed('rate-limit', 60_000), answered);
  await clock.advance(2_000);
  await run();
  expect(health.blocked()).toMatchObject({ why: 'cooling', binding: true, until: clock.now() + 60_000 });
  await clock.advance(59_000);
  await run();
  expect(asked()).toBe(1);
});

test('no trial runs while the vendor has asked to be left alone', async () => {
  const { clock, run, asked, health, emit } = await opened(answered);
  health.admit(emit)(failed('rate-limit', 60_000));
  await clock.advance(30_000);
  await run();
  expect(asked()).toBe(0);
});

test('a trial that is overtaken by a live answer changes nothing more', async () => {
  const pending = Promise.withResolvers<Outcome>();
  const { clock, run, health, emit, events } = await opened(pending.promise);
  await clock.advance(2_000);
  await run();
  health.admit(emit)(answered);
  pending.resolve(failed());
  await settled();
  expect(health.blocked()).toBeUndefined();
  expect(events.filter(({ type }) => type === 'circuit-closed')).toHaveLength(1);
});

test('a trial of an outage that is over says nothing about the next', async () => {
  const pending = Promise.withResolvers<Outcome>();
  const { clock, run, health, emit } = await opened(pending.promise, answered);
  await clock.advance(2_000);
  await run();
  health.admit(emit)(answered);
  for (let left = 5; left > 0; left--) health.admit(emit)(failed());
  await settled();
  expect(health.blocked()?.why).toBe('open');
  pending.resolve(answered);
  await settled();
  expect(health.blocked()).toMatchObject({ why: 'open', until: clock.now() + 2_000 });
});
