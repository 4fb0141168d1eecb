import { expect, test } from 'vitest';
import type { ChatRequest } from '../../src/core/chat.ts';
import { type Answer, refuses, silent, slowly, speaks, unreached } from './replies.ts';
import { plain, rig, streamed, users, words } from './rig.ts';
import { simulate, TEXT } from './simulator.ts';

const well = slowly(200, speaks(TEXT, { everyMs: 20 }));

const OUTAGES: [string, Answer][] = [
  ['fails', refuses(500)],
  ['is overloaded', refuses(503)],
  ['is out of reach', unreached],
  ['hangs', silent],
  ['is far too slow', slowly(50_000, speaks(TEXT))],
  ['dies in mid-stream', speaks(TEXT, { breaksAfter: 3 })],
  ['ends too early', speaks(TEXT, { breaksAfter: 3, how: 'ends' })],
  [
    'stalls',
    (asked) => (asked.body.stream ? speaks(TEXT, { breaksAfter: 3, how: 'stalls' }) : silent)(asked),
  ],
  ['says nothing', speaks('')],
];

const LOCKS: [string, Answer][] = [
  ['is throttled', refuses(429)],
  ['is throttled for a while', refuses(429, { retryAfter: 2 })],
  ['is throttled for long', refuses(429, { retryAfter: 3_600 })],
  ['has no credit', refuses(429, { code: 'insufficient_quota' })],
  ['refuses the key', refuses(401)],
  ['refuses the region', refuses(403)],
  ['has no such model', refuses(404, { code: 'model_not_found' })],
];

test.each(OUTAGES)('17. who %s and heals serves again within 15 s', async (_, answer) => {
  for (const lengthMs of [20_000, 61_000, 133_000]) {
    const { clock, vendors, ask } = rig(['a', 'b'], { seed: lengthMs, timeouts: { idleMs: 5_000 } });
    const traffic = async (ms: number, request: ChatRequest) => {
      for (const end = clock.now() + ms; clock.now() < end; await clock.advance(500)) void ask(request);
    };
    for (const name of ['a', 'b'] as const) vendors[name].answer = well;
    await traffic(30_000, streamed);
    vendors.a.answer = answer;
    await traffic(lengthMs, streamed);
    vendors.a.answer = well;
    const healedAt = clock.now();
    await traffic(20_000, streamed);
    const served = users(vendors.a).find(({ at }) => at >= healedAt);
    expect((served?.at ?? Number.POSITIVE_INFINITY) - healedAt).toBeLessThanOrEqual(15_000);
  }
});

test.each(OUTAGES)('17. where everybody %s, the first to heal serves within 2 s', async (_, answer) => {
  for (const lengthMs of [61_000, 133_000]) {
    const timeouts = { idleMs: 5_000, firstTokenMs: 5_000, totalMs: 30_000 };
    const { clock, vendors, ask } = rig(['a', 'b'], { seed: lengthMs, timeouts });
    for (const name of ['a', 'b'] as const) vendors[name].answer = answer;
    for (let left = lengthMs / 250; left > 0; left--) {
      void ask(streamed);
      await clock.advance(250);
    }
    vendors.b.answer = well;
    const healedAt = clock.now();
    for (let left = 12; left > 0; left--) {
      void ask(streamed);
      await clock.advance(250);
    }
    const served = users(vendors.b).find(({ at }) => at >= healedAt);
    expect((served?.at ?? Number.POSITIVE_INFINITY) - healedAt).toBeLessThanOrEqual(2_000);
  }
});

test.each([...OUTAGES, ...LOCKS])('18. one target that is well is enough: a %s', async (_, answer) => {
  for (const keeper of ['b', 'c'] as const) {
    for (const request of [plain, streamed]) {
      const { clock, vendors, ask } = rig(['a', 'b', 'c'], { timeouts: { totalMs: 60_000, idleMs: 5_000 } });
      for (const name of ['a', 'b', 'c'] as const) vendors[name].answer = name === keeper ? well : answer;
      const calls: ReturnType<typeof ask>[] = [];
      for (let left = 40; left > 0; left--) {
        calls.push(ask(request));
        await clock.advance(400);
      }
      const told = await clock.until(Promise.all(calls));
      expect(new Set(words(told))).toEqual(new Set([TEXT]));
    }
  }
});

test.each([1, 2, 3, 4, 5, 6])(
  '19. no state is for ever: after any faults all are asked again, seed %d',
  async (seed) => {
    const { left } = await simulate({ seed, lengthMs: 90_000, callsPerSecond: 2, lost: true });
    expect(left).toEqual({ blocked: [], timers: 0, open: 0 });
  },
);

test.each(['dies', 'ends', 'stalls'] as const)(
  '20. breaks in mid-stream alone open the circuit: it %s',
  async (how) => {
    const { vendors, several, targets, events } = rig(['a', 'b']);
    vendors.a.answer = speaks(TEXT, { breaksAfter: 3, how });
    vendors.b.answer = speaks(TEXT);
    const told = await several(5, 0, streamed);
    expect(new Set(words(told))).toEqual(new Set([TEXT]));
    expect(targets[0]?.health.blocked()?.why).toBe('open');
    expect(events.filter(({ type }) => type === 'attempt-failed')).toHaveLength(vendors.a.asked.length);
    await several(5, 0, streamed);
    expect(users(vendors.a).length).toBeLessThanOrEqual(5);
  },
);
