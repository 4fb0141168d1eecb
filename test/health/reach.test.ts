import { expect, test } from 'vitest';
import type { Outcome } from '../../src/core/chat.ts';
import type { FailoverEvent } from '../../src/core/events.ts';
import { probe } from '../../src/health/probe.ts';
import { HealthRegistry } from '../../src/health/registry.ts';
import type { TargetHealth } from '../../src/health/target-health.ts';
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
const failed = (details: object): Outcome => ({ type: 'failed', failure: failure('transient', details) });
const unreached = failed({ unreached: true });
const broken = failed({ status: 500 });

/** Two models at one address with one key, and the same model at another. */
function vendors() {
  const clock = new FakeClock();
  clock.chance = 0.5;
  const registry = new HealthRegistry(clock);
  const events: FailoverEvent[] = [];
  const emit = (event: FailoverEvent) => void events.push(event);
  const of = (model: string, endpoint = 'https://a') =>
    registry.of({ provider: 'a', endpoint, key: 'k', model }, OPTIONS);
  const learn = async (health: TargetHealth, ...outcomes: Outcome[]) => {
    for (const outcome of outcomes) {
      health.admit(emit)(outcome);
      await settled();
    }
  };
  const why = (...all: TargetHealth[]) => all.map((health) => health.blocked()?.why);
  return {
    clock,
    events,
    emit,
    of,
    learn,
    why,
    big: of('big'),
    small: of('small'),
    far: of('big', 'https://b'),
  };
}

test('what cannot be reached under any of its models is left alone as a whole', async () => {
  const { big, small, far, learn, why, events } = vendors();
  await learn(big, unreached, unreached, unreached);
  await learn(small, unreached);
  expect(why(big, small, far)).toEqual([undefined, undefined, undefined]);
  await learn(small, unreached);
  expect(why(big, small, far)).toEqual(['open', 'open', undefined]);
  expect(events).toEqual([{ type: 'circuit-opened', target: 'a', kind: 'transient', forMs: 2_000 }]);
});

test("a model's own faults leave the other models alone", async () => {
  const { big, small, learn, why, events } = vendors();
  await learn(big, broken, broken, broken, broken, broken);
  expect(why(big, small)).toEqual(['open', undefined]);
  expect(events).toEqual([{ type: 'circuit-opened', target: 'a/big', kind: 'transient', forMs: 2_000 }]);
});

test('any HTTP answer shows that the vendor can be reached', async () => {
  const { big, small, learn, why } = vendors();
  await learn(big, unreached, unreached, unreached, unreached);
  await learn(small, broken, ...Array.from({ length: 7 }, () => answered));
  await learn(big, unreached, unreached, unreached);
  expect(why(big, small)).toEqual([undefined, undefined]);
});

test('a trial of one model lets the others back in', async () => {
  const { clock, big, small, learn, why, emit, events } = vendors();
  await learn(big, unreached, unreached, unreached, unreached, unreached);
  await clock.advance(2_000);
  probe(small, async () => answered, emit);
  await settled();
  expect(why(big, small)).toEqual([undefined, undefined]);
  expect(events.at(-1)).toEqual({ type: 'circuit-closed', target: 'a' });
});

test('a trial that cannot reach the vendor rests everything that is open', async () => {
  const { clock, big, learn, emit } = vendors();
  await learn(big, broken, broken, broken, broken, broken);
  await clock.advance(2_000);
  probe(big, async () => unreached, emit);
  await settled();
  expect(big.blocked()).toMatchObject({ why: 'open', until: clock.now() + 4_000 });
});

test('those who wait are told of a circuit that opens for silence, and not of one that fails fast', async () => {
  const { big, small, learn } = vendors();
  const told: string[] = [];
  big.whenDown(() => told.push('big'));
  small.whenDown(() => told.push('small'))();
  await learn(big, broken, broken, broken, broken, broken);
  expect(told).toEqual([]);
  const silent: Outcome = { type: 'failed', failure: failure('timeout', { unreached: true }) };
  await learn(big, silent, silent, silent, silent, silent);
  expect(told).toEqual(['big']);
});

test("one model's trouble on the line, among answers to another, leaves the vendor as it is", async () => {
  const { big, small, learn, why } = vendors();
  for (let times = 0; times < 10; times++) {
    await learn(big, unreached);
    await learn(small, answered);
  }
  expect(why(small)).toEqual([undefined]);
});
