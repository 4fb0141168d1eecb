import { expect, test } from 'vitest';
import type { Outcome } from '../../src/core/chat.ts';
import type { FailoverEvent } from '../../src/core/events.ts';
import type { FailureKind } from '../../src/core/kind.ts';
import { Circuit } from '../../src/health/circuit.ts';
import { Cooldown } from '../../src/health/cooldown.ts';
import { type Account, TargetHealth } from '../../src/health/target-health.ts';
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
const abandoned: Outcome = { type: 'abandoned' };
const failed = (kind: FailureKind = 'transient', retryAfterMs?: number): Outcome => ({
  type: 'failed',
  failure: failure(kind, { retryAfterMs }),
});

function known(
  options: typeof OPTIONS | false = OPTIONS,
  clock = new FakeClock(),
  account: Account = { rest: new Cooldown(clock), reach: new Circuit('a', OPTIONS, clock) },
) {
  clock.chance = 0.5;
  const events: FailoverEvent[] = [];
  const health = new TargetHealth('a/1', options, account, clock);
  const emit = (event: FailoverEvent) => void events.push(event);
  const admit = () => health.admit(emit);
  const learn = async (...outcomes: Outcome[]) => {
    for (const outcome of outcomes) {
      admit()(outcome);
      await settled();
    }
  };
  const types = () => events.map(({ type }) => type);
  return { clock, account, events, health, admit, learn, types, emit };
}

const five = Array.from({ length: 5 }, () => failed());

test('a target that was never asked is untested, and may be asked', () => {
  const { health } = known();
  expect(health.last).toEqual({ state: 'untested' });
  expect(health.blocked()).toBeUndefined();
  expect(health.askedAt()).toBe(Number.NEGATIVE_INFINITY);
});

test('it knows when it was last asked', async () => {
  const { clock, health, admit } = known();
  await clock.advance(70);
  admit();
  expect(health.askedAt()).toBe(clock.now());
});

test('failures open it, with the last of them as the reason', async () => {
  const { clock, health, learn, events } = known();
  await learn(...five);
  expect(health.blocked()).toMatchObject({
    why: 'open',
    until: clock.now() + 2_000,
    binding: false,
    failure: { kind: 'transient' },
  });
  expect(events).toEqual([{ type: 'circuit-opened', target: 'a/1', kind: 'transient', forMs: 2_000 }]);
  expect(health.last.state).not.toBe('untested');
});

test('of many calls that fail together, one opens the circuit, for one rest', async () => {
  const { clock, health, admit, types } = known();
  const calls = Array.from({ length: 50 }, admit);
  for (const report of calls) report(failed());
  await settled();
  expect(types()).toEqual(['circuit-opened']);
  expect(health.blocked()?.until).toBe(clock.now() + 2_000);
});

test('however close together their verdicts come', async () => {
  for (let apart = 0; apart < 12; apart++) {
    const { clock, health, admit, types } = known();
    const calls = Array.from({ length: 20 }, admit);
    for (const report of calls) {
      report(failed());
      for (let turn = 0; turn < apart; turn++) await Promise.resolve();
    }
    await settled();
    expect(types()).toEqual(['circuit-opened']);
    expect(health.blocked()?.until).toBe(clock.now() + 2_000);
  }
});

test('an old call that ends well just as the circuit opens does not close it', async () => {
  for (let apart = 0; apart < 12; apart++) {
    const { health, admit, types } = known();
    const calls = Array.from({ length: 6 }, admit);
    for (const report of calls.slice(1)) report(failed());
    for (let turn = 0; turn < apart; turn++) await Promise.resolve();
    calls[0]?.(answered);
    await settled();
    const open = health.blocked()?.why === 'open';
    // Told before the fifth failure was counted, it may keep the circuit closed; it never opens and closes it.
    expect(types()).toEqual(open ? ['circuit-opened'] : []);
  }
});

test('a verdict from before the circuit opened changes nothing afterwards', async () => {
  const { health, admit, learn, types } = known();
  const old = [admit(), admit(), admit()];
  await learn(...five);
  const until = health.blocked()?.until;
  old[0]?.(answered);
  old[1]?.(failed());
  await settled();
  expect(health.blocked()).toMatchObject({ why: 'open', until });
  expect(types()).toEqual(['circuit-opened']);
});

test('a verdict from before the circuit closed changes nothing afterwards', async () => {
  const { clock, health, admit, learn } = known();
  const old = Array.from({ length: 9 }, admit);
  await learn(...five);
  await clock.advance(2_000);
  await learn(answered);
  for (const report of old) report(failed());
  await settled();
  expect(health.blocked()).toBeUndefined();
});

test('a call that was let through as the last resort closes the circuit, and forgets what was', async () => {
  const { clock, health, learn, types } = known();
  await learn(...five);
  await clock.advance(2_000);
  await learn(answered);
  expect(types()).toEqual(['circuit-opened', 'circuit-closed']);
  expect(health.blocked()).toBeUndefined();
  await learn(...five.slice(1));
  expect(health.blocked()).toBeUndefined();
});

test('a last resort that fails lengthens the rest', async () => {
  const { clock, health, learn } = known();
  await learn(...five);
  await learn(failed());
  expect(health.blocked()?.until).toBe(clock.now() + 4_000);
});

test('a reader who left teaches nothing', async () => {
  const { health, learn, types } = known();
  await learn(...Array.from({ length: 20 }, () => abandoned));
  expect(health.last).toEqual({ state: 'untested' });
  expect(health.blocked()).toBeUndefined();
  await learn(...five.slice(1), abandoned, failed());
  expect(types()).toEqual(['circuit-opened']);
});

test.each<FailureKind>(['context-length', 'content-filter', 'invalid-request', 'aborted'])(
  '%s is no matter of health',
  async (kind) => {
    const { health, learn, events } = known();
    await learn(...Array.from({ length: 20 }, () => failed(kind, 5_000)));
    expect(health.blocked()).toBeUndefined();
    expect(events).toEqual([]);
    expect(health.last).toEqual({ state: 'untested' });
  },
);

test.each<FailureKind>(['transient', 'overloaded', 'timeout'])('%s is a failure', async (kind) => {
  const { health, learn } = known();
  await learn(...Array.from({ length: 5 }, () => failed(kind)));
  expect(health.blocked()).toMatchObject({ why: 'open', failure: { kind } });
});

test('a death in mid-stream counts as any failure does', async () => {
  const { health, learn } = known({ ...OPTIONS, consecutiveFailures: 100 });
  await learn(answered, failed(), failed(), answered, failed());
  expect(health.blocked()?.why).toBe('open');
});

test('without a breaker it is never open', async () => {
  const { health, learn } = known(false);
  await learn(...five, ...five);
  expect(health.blocked()).toBeUndefined();
  expect(health.last.state).not.toBe('untested');
});

test('what is reported of the last failure holds no word of the vendor', async () => {
  const { clock, health, learn } = known();
  await learn({ type: 'failed', failure: failure('quota', { status: 429, code: 'insufficient_quota' }) });
  expect(health.lastFailure).toEqual({ kind: 'quota', status: 429, at: clock.date() });
});
