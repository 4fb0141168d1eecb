import { expect, test } from 'vitest';
import { StreamBrokenError } from '../../src/core/exhausted.ts';
import type { FailureKind } from '../../src/core/kind.ts';
import { read } from '../fakes.ts';
import { refuses, silent, slowly, speaks } from './replies.ts';
import { plain, rig, streamed, users, words } from './rig.ts';
import { simulate, TEXT } from './simulator.ts';

const WELL = { blocked: undefined, failed: 0 };

/** What is held against the first target. */
function heldAgainst({ targets }: ReturnType<typeof rig>, place = 0) {
  const { health } = targets[place] as (typeof targets)[number];
  return { blocked: health.blocked()?.why, failed: health.recent?.failed };
}

test.each<[number, string | undefined, FailureKind]>([
  [400, undefined, 'invalid-request'],
  [422, undefined, 'invalid-request'],
  [413, undefined, 'context-length'],
  [400, 'content_filter', 'content-filter'],
])(
  '9. what the caller did wrong is not tried again, and teaches nothing: %d %s',
  async (status, code, kind) => {
    for (const name of ['a', 'b'] as const) {
      const world = rig(['a', 'b', 'c']);
      if (name === 'b') world.vendors.a.answer = refuses(401);
      world.vendors[name].answer = refuses(status, code ? { code } : {});
      const calls = 20;
      const told = await world.several(calls);
      expect(world.vendors[name].asked).toHaveLength(calls);
      expect(heldAgainst(world, name === 'a' ? 0 : 1)).toEqual(WELL);
      // The named target's word stands; from a fallback it may be our translation, and the next one is asked.
      const next = name === 'b' ? 'I am c.' : kind === 'context-length' ? 'I am b.' : undefined;
      expect(new Set(words(told))).toEqual(new Set([next]));
    }
  },
);

test.each<[number, string | undefined]>([
  [401, 'invalid_api_key'],
  [403, undefined],
  [402, undefined],
  [429, 'insufficient_quota'],
])('10. a lock-out is not tried again, and never opens the circuit: %d %s', async (status, code) => {
  const world = rig(['a', 'b']);
  const { clock, vendors, ask, events } = world;
  vendors.a.answer = slowly(100, refuses(status, code ? { code } : {}));
  const told = await clock.until(Promise.all(Array.from({ length: 20 }, () => ask())));
  expect(vendors.a.asked).toHaveLength(20);
  // Nor is a second try waited for.
  expect(new Set(told.map(({ waitedMs }) => waitedMs))).toEqual(new Set([100]));
  expect(heldAgainst(world)).toEqual({ blocked: 'cooling', failed: 0 });
  await clock.advance(15 * 60_000);
  expect(heldAgainst(world)).toEqual(WELL);
  expect(events.filter(({ type }) => type === 'circuit-opened')).toEqual([]);
});

test('11. a caller who leaves teaches nothing: before the answer', async () => {
  const world = rig(['a']);
  world.vendors.a.answer = silent;
  for (const request of [plain, streamed]) {
    for (let left = 10; left > 0; left--) {
      const caller = new AbortController();
      const asked = world.ask(request, caller.signal);
      await world.clock.advance(1_000);
      caller.abort('left');
      expect((await asked).error).toMatchObject({ kind: 'aborted', cause: 'left' });
    }
  }
  expect(heldAgainst(world)).toEqual(WELL);
});

test.each(['leaves', 'aborts'])('11. … in mid-stream: he %s', async (how) => {
  const world = rig(['a']);
  world.vendors.a.answer = speaks(TEXT, { everyMs: 100 });
  for (let left = 10; left > 0; left--) {
    const caller = new AbortController();
    const reply = await world.clock.until(world.open(streamed, caller.signal).reply);
    if (reply.type !== 'stream') throw new Error('A stream was expected');
    const items = reply.items[Symbol.asyncIterator]();
    await items.next();
    if (how === 'leaves') await items.return?.();
    else {
      caller.abort('left');
      const rest = await read({ type: 'stream', items: { [Symbol.asyncIterator]: () => items } });
      expect(rest.error).toMatchObject({ kind: 'aborted' });
    }
    expect(await reply.done).toEqual({ type: 'abandoned' });
  }
  expect(heldAgainst(world)).toEqual(WELL);
  expect(world.targets[0]?.health.recent?.attempts).toBe(0);
  expect(world.clock.pending).toBe(0);
});

test('11. a stand-in that lost its race was not at fault', async () => {
  const world = rig(['a', 'b'], { hedge: { afterMs: 500 } });
  world.vendors.a.answer = slowly(600, speaks('I am a.'));
  world.vendors.b.answer = silent;
  const told = await world.several(10);
  expect(new Set(words(told))).toEqual(new Set(['I am a.']));
  expect(world.vendors.b.asked).toHaveLength(10);
  expect(heldAgainst(world, 1)).toEqual(WELL);
});

test('12. what began before the circuit opened does not close it, nor make it rest longer', async () => {
  const world = rig(['a', 'b'], { hedge: false, retry: { attempts: 1 } });
  const { clock, vendors, ask, several, targets } = world;
  vendors.a.answer = slowly(1_500, speaks('I am a.'));
  const early = [ask()];
  vendors.a.answer = slowly(1_600, refuses(500));
  early.push(ask(), ask());
  vendors.a.answer = refuses(500);
  await several(5);
  const until = targets[0]?.health.blocked()?.until;
  await clock.until(Promise.all(early));
  expect(targets[0]?.health.blocked()).toMatchObject({ why: 'open', until });
});

test('12. what began before the circuit closed does not open it again', async () => {
  const world = rig(['a', 'b'], { hedge: false, retry: { attempts: 1 } });
  const { clock, vendors, ask, several } = world;
  vendors.a.answer = slowly(20_000, refuses(500));
  const early = Array.from({ length: 10 }, () => ask());
  vendors.a.answer = refuses(500);
  await several(5);
  vendors.a.answer = speaks('I am a.');
  await several(15, 1_000);
  expect(heldAgainst(world).blocked).toBeUndefined();
  await clock.until(Promise.all(early));
  expect(heldAgainst(world)).toEqual(WELL);
});

const WORDS = TEXT.split(' ').length;

test.each(['dies', 'ends', 'stalls'] as const)(
  '13. no word is lost, said twice or moved: a stream %s',
  async (how) => {
    for (let breaksAfter = 1; breaksAfter < WORDS; breaksAfter++) {
      const said = TEXT.split(' ').slice(0, breaksAfter).join(' ');
      for (const carriedOn of [TEXT.slice(said.length), TEXT.slice(said.length + 1), TEXT]) {
        const { vendors, told } = rig(['a', 'b']);
        vendors.a.answer = speaks(TEXT, { breaksAfter, how });
        vendors.b.answer = speaks(carriedOn);
        const { text, error } = await told(streamed);
        expect(error).toBeUndefined();
        expect(text).toBe(TEXT);
      }
    }
  },
);

test('13. nobody carries on where the caller did not want it', async () => {
  const { vendors, told } = rig(['a', 'b'], { onBrokenStream: 'error' });
  vendors.a.answer = speaks(TEXT, { breaksAfter: 2 });
  const { text, error } = await told(streamed);
  expect(error).toBeInstanceOf(StreamBrokenError);
  expect(text).toBe('Zero one ');
  expect(vendors.b.asked).toEqual([]);
});

test('13. nobody is raced after the first token', async () => {
  const { vendors, told } = rig(['a', 'b'], { hedge: { afterMs: 500 } });
  vendors.a.answer = slowly(400, speaks(TEXT, { everyMs: 50 }));
  vendors.b.answer = speaks('I am b.');
  expect((await told(streamed)).text).toBe(TEXT);
  expect(vendors.b.asked).toEqual([]);
});

test('14. each attempt ends once', async () => {
  for (let seed = 1; seed <= 5; seed++) {
    const { world } = await simulate({ seed, lengthMs: 60_000, callsPerSecond: 3, lost: true });
    const told = world.events.flatMap((event) => ('attempt' in event ? [event] : []));
    const ends = new Map<object, number>();
    for (const { type, attempt } of told)
      ends.set(attempt, (ends.get(attempt) ?? 0) + (type === 'attempt-started' ? 0 : 1));
    expect(ends.size).toBeGreaterThan(100);
    expect(new Set(ends.values())).toEqual(new Set([1]));
  }
});

test('14. with one verdict, at its end', async () => {
  const { clock, vendors, open, targets } = rig(['a']);
  vendors.a.answer = speaks(TEXT, { everyMs: 100 });
  const { reply, call } = open(streamed);
  const answer = await clock.until(reply);
  expect(call.attempts.list[0]?.outcome).toBe('pending');
  expect(targets[0]?.health.recent?.attempts).toBe(0);
  await clock.until(read(answer));
  expect(call.attempts.list[0]?.outcome).toBe('answered');
  expect(targets[0]?.health.recent).toEqual({ attempts: 1, failed: 0 });
});

test('14. a death in mid-stream is one failure, and no success before it', async () => {
  const world = rig(['a', 'b'], { breaker: { consecutiveFailures: 100, failureRate: 0.6 } });
  world.vendors.a.answer = speaks(TEXT, { breaksAfter: 2 });
  await world.several(4, 100, streamed);
  expect(world.targets[0]?.health.recent).toEqual({ attempts: 4, failed: 4 });
  await world.several(1, 100, streamed);
  expect(heldAgainst(world).blocked).toBe('open');
});

test.each([plain, streamed])(
  '15. a target that loses its races without a token is slow: stream $stream',
  async (request) => {
    const world = rig(['a', 'b'], { hedge: { afterMs: 1_000 } });
    world.vendors.a.answer = silent;
    const told = await world.several(5, 0, request);
    expect(new Set(words(told))).toEqual(new Set(['I am b.']));
    expect(heldAgainst(world).blocked).toBe('open');
    await world.several(5, 0, request);
    expect(users(world.vendors.a)).toHaveLength(5);
  },
);

/** Well for a long time, though one call in twenty takes five seconds; then it hangs. */
async function longWellAndThenSilent() {
  const world = rig(['a', 'b']);
  let calls = 0;
  world.vendors.a.answer = (asked) => slowly(++calls % 20 === 0 ? 5_000 : 300, speaks('I am a.'))(asked);
  await world.several(1_000, 1_000);
  world.vendors.a.answer = silent;
  return world;
}

test('15. … and is found out however long it was well: its stand-in can still be paid', async () => {
  const world = await longWellAndThenSilent();
  const told = await world.several(10, 1_000);
  expect(new Set(words(told))).toEqual(new Set(['I am b.']));
  expect(Math.max(...told.map(({ waitedMs }) => waitedMs))).toBeLessThanOrEqual(5_000);
  expect(heldAgainst(world).blocked).toBe('open');
});

test('15. … those who wait on it already go on elsewhere as soon as it is found out', async () => {
  const world = await longWellAndThenSilent();
  const told = await world.clock.until(Promise.all(Array.from({ length: 100 }, () => world.ask())));
  expect(new Set(words(told))).toEqual(new Set(['I am b.']));
  expect(Math.max(...told.map(({ waitedMs }) => waitedMs))).toBeLessThanOrEqual(10_000);
});

test('15. … a hang does not make the next race start later, however slow the stand-in', async () => {
  const world = rig(['a', 'b']);
  world.vendors.a.answer = slowly(600, speaks('I am a.'));
  world.vendors.b.answer = slowly(10_000, speaks('I am b.'));
  await world.several(30, 1_000);
  const usual = world.targets[0]?.health.usual('plain');
  world.vendors.a.answer = silent;
  await world.several(5, 1_000);
  expect(heldAgainst(world).blocked).toBe('open');
  expect([usual, world.targets[0]?.health.usual('plain')]).toEqual([600, 600]);
});
