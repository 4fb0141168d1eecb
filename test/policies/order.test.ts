import { expect, test } from 'vitest';
import { inOrder } from '../../src/policies/order.ts';
import { FakeClock } from '../clock.ts';
import { says, target } from '../fakes.ts';

const made = (id: string, share?: number) => target(id, says(id), share === undefined ? {} : { share });
const ids = (targets: readonly { id: string }[]) => targets.map(({ id }) => id);

test('without shares the order is the one that was given', () => {
  const targets = [made('a/1'), made('b/1')];
  expect(inOrder(targets, new FakeClock())).toBe(targets);
});

test.each([
  [0.04, ['new/1', 'old/1', 'c/1']],
  [0.05, ['old/1', 'c/1', 'new/1']],
])('a share of 0.05 is first at %d of chance, and last otherwise', (chance, order) => {
  const clock = new FakeClock();
  clock.chance = chance;
  expect(ids(inOrder([made('new/1', 0.05), made('old/1'), made('c/1')], clock))).toEqual(order);
});

test.each([
  [0, 0],
  [1, 1_000],
])('a share of %d is first in %d of 1000 calls', (share, times) => {
  const clock = new FakeClock();
  const orders = Array.from({ length: 1_000 }, () =>
    ids(inOrder([made('new/1', share), made('old/1')], clock)),
  );
  expect(orders.filter(([first]) => first === 'new/1')).toHaveLength(times);
});

test('over many calls the share is what was asked for', () => {
  const clock = new FakeClock(7);
  const firsts = Array.from(
    { length: 20_000 },
    () => inOrder([made('new/1', 0.05), made('old/1')], clock)[0]?.id,
  );
  const share = firsts.filter((id) => id === 'new/1').length / firsts.length;
  expect(share).toBeGreaterThan(0.045);
  expect(share).toBeLessThan(0.055);
});
