import { afterAll, expect, test } from 'vitest';
import type { Kind } from './outages.ts';
import { type Report, simulate } from './simulator.ts';

const requestsOf = ({ requests }: Report): number =>
  Object.values(requests).reduce((sum, { users, probes }) => sum + users + probes, 0);

const outagesOf = ({ plan }: Report): number => plan.fates.flat().length;

/** In a quiet minute each takes a second or two. */
const LONG = { timeout: 60_000 };

/** Calls by seed of those worlds that were judged. */
const judged = new Map<number, number>();

afterAll(() => {
  if (![...ONE_WELL, ...ALL_LOST].every((seed) => judged.has(seed))) return;
  expect([...judged.values()].reduce((sum, calls) => sum + calls, 0)).toBeGreaterThan(20_000);
});

/** What holds in every world. */
function judge(report: Report): void {
  judged.set(report.seed, report.calls.length);
  const { calls, requests, tooEarly, left } = report;
  expect(tooEarly).toBe(0);
  expect(left).toEqual({ blocked: [], timers: 0, open: 0 });
  // Three first tries, two retries or races, and three rounds of two who carry on.
  expect(Math.max(...calls.map((call) => call.requests))).toBeLessThanOrEqual(3 + 2 + 6);
  for (const { users } of Object.values(requests)) expect(users).toBeLessThanOrEqual(1.1 * calls.length + 10);
}

/** Seeds of the worlds, at 0.2 to 20 calls a second. */
const ONE_WELL = Array.from({ length: 11 }, (_, index) => index + 1);
const ALL_LOST = [101, 102, 105];

test.each(ONE_WELL)('one of three is well, seed %d: nobody notices anything', LONG, async (seed) => {
  const report = await simulate({ seed });
  judge(report);
  expect(report.calls.filter(({ ended }) => ended === 'failed')).toEqual([]);
});

test.each(ALL_LOST)('everybody may be down, seed %d', LONG, async (seed) => {
  judge(await simulate({ seed, lost: true }));
});

/** Those that are known as soon as a request has failed. */
const PLAIN: Kind[] = [
  'down',
  'overloaded',
  'unreached',
  'throttled',
  'throttled-silently',
  'no-credit',
  'wrong-key',
];
/** What an outage may cost beside a tenth of the calls. */
const PER_OUTAGE = 10;

test.each([201, 202])('no storm, seed %d', LONG, async (seed) => {
  const report = await simulate({ seed, kinds: PLAIN, callsPerSecond: 3 });
  const extra = requestsOf(report) - report.calls.length;
  expect(extra).toBeLessThanOrEqual(report.calls.length / 10 + PER_OUTAGE * outagesOf(report));
});

test('the same seed is the same world', LONG, async () => {
  const [one, other] = [await simulate({ seed: 4, lost: true }), await simulate({ seed: 4, lost: true })];
  const story = ({ calls, requests }: Report) => JSON.stringify({ calls, requests });
  expect(story(one)).toBe(story(other));
});
