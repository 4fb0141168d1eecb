import { expect, test } from 'vitest';
import { Cooldown, type Rest } from '../../src/health/cooldown.ts';
import { FakeClock } from '../clock.ts';
import { failure } from '../fakes.ts';

function cooldown() {
  const clock = new FakeClock();
  const rest = (ms: number): Rest => ({
    since: clock.now(),
    until: clock.now() + ms,
    failure: failure('rate-limit'),
  });
  return { clock, rest, made: new Cooldown(clock) };
}

test.each([
  ['named', true],
  ['guessed', false],
] as const)('a rest that was %s goes on until its end, and not a tick longer', async (name, binding) => {
  const { clock, rest, made } = cooldown();
  const given = rest(100);
  made.extend(given, binding);
  await clock.advance(99);
  expect(made[name]).toBe(given);
  await clock.advance(1);
  expect(made[name]).toBeUndefined();
});

test.each(['named', 'guessed'] as const)(
  'of two ends that were %s the later wins, whichever came first',
  (name) => {
    const { rest, made } = cooldown();
    const rests = [50, 300, 100].map(rest);
    for (const given of rests) made.extend(given, name === 'named');
    expect(made[name]).toBe(rests[1]);
  },
);

test('named and guessed stand side by side', () => {
  const { rest, made } = cooldown();
  const [named, guessed] = [rest(50), rest(300)];
  made.extend(named, true);
  made.extend(guessed, false);
  expect([made.named, made.guessed]).toEqual([named, guessed]);
});

test('only a guess can be ended, and only the one that was meant', () => {
  const { rest, made } = cooldown();
  const [named, first, second] = [rest(50), rest(100), rest(200)];
  made.extend(named, true);
  made.extend(first, false);
  made.extend(second, false);
  for (const other of [first, named, undefined]) made.end(other);
  expect([made.named, made.guessed]).toEqual([named, second]);
  made.end(second);
  expect([made.named, made.guessed]).toEqual([named, undefined]);
});
