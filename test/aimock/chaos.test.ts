import type { ChaosAction } from '@copilotkit/aimock';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Clock, systemClock } from '../../src/core/clock.ts';
import { served } from '../../src/index.ts';
import { FakeClock } from '../clock.ts';
import { ask, type Stage, stage, vendors } from './stage.ts';

const rates = { dropRate: 0.15, malformedRate: 0.15, rateLimitRate: 0.15, disconnectRate: 0.15 };
/** What each fault is to us. */
const faults: Record<ChaosAction, string> = {
  drop: 'transient',
  malformed: 'transient',
  rateLimit: 'rate-limit',
  disconnect: 'transient',
};

const first = 'I am the first, whatever happens to me.';
const second = 'I am the second, and nothing happens to me.';
const calls = 60;
const atOnce = 40;

/**
 * aimock takes no seed, but it throws its dice in our process: here they fall the same way in every run. The vendors'
 * SDKs draw from them too, for their logs, as often in each run.
 */
function loaded(seed: number): void {
  vi.spyOn(Math, 'random').mockImplementation(new FakeClock(seed).random);
}

/** Time stands still while a call runs, but for a wait of nothing. */
function standing(): Clock & { pass: (ms: number) => Promise<void> } {
  const clock = new FakeClock();
  const { now, date } = clock;
  return {
    now,
    date,
    random: () => 0,
    after: (ms, run) => (ms === 0 ? systemClock.after(0, run) : clock.after(ms, run)),
    pass: (ms) => clock.advance(ms),
  };
}

/** Every other call is streamed. */
async function call(at: Stage, number: number) {
  const { words, answer } = await ask(at, number % 2 === 1);
  return { words, attempts: served(answer)?.attempts ?? [] };
}

afterEach(() => vi.restoreAllMocks());

describe.each(vendors)('$name in the chaos of aimock', (vendor) => {
  it('loses no call, and knows of each request what befell it', async () => {
    const clock = standing();
    await using at = await stage(vendor, { clock, breaker: false, retry: { maxRetryAfterMs: 0 } });
    at.sick.onMessage('Hello', { content: first }, { chunkSize: 5 }).setChaos(rates);
    at.well.onMessage('Hello', { content: second }, { chunkSize: 5 });
    loaded(23);
    const heard = [];
    for (let number = 0; number < calls; number++) {
      heard.push(await call(at, number));
      // Whoever throttled has forgotten it by the next call.
      await clock.pass(61_000);
    }
    const attempts = heard.flatMap((one) => one.attempts).filter(({ target }) => target === at.vendorId);
    const journal = at.sick.getRequests().map(({ response }) => response.chaosAction);
    expect(new Set(journal).size).toBe(5);
    expect(attempts.map(({ kind, outcome }) => kind ?? outcome)).toEqual(
      journal.map((action) => (action ? faults[action] : 'answered')),
    );
    expect(heard.map(({ words }) => words)).toEqual(
      heard.map((one) => (one.attempts.at(-1)?.target === at.vendorId ? first : second)),
    );
    expect(at.well.getRequests()).toHaveLength(heard.filter(({ words }) => words === second).length);
  });

  it('loses none of forty at once, and is sent no storm', async () => {
    await using at = await stage(vendor, { retry: { maxRetryAfterMs: 0 } });
    at.sick.onMessage('Hello', { content: first }, { chunkSize: 5 }).setChaos(rates);
    at.well.onMessage('Hello', { content: second }, { chunkSize: 5 });
    loaded(23);
    const heard = await Promise.all(Array.from({ length: atOnce }, (_, number) => call(at, number)));
    expect(heard.filter(({ words }) => words === first || words === second)).toHaveLength(atOnce);
    // One for each call, and ten and a tenth beyond; no rest is over so soon that it would be probed.
    expect(at.sick.getRequests().length).toBeLessThanOrEqual(atOnce + 10 + atOnce / 10);
    expect(at.well.getRequests()).toHaveLength(heard.filter(({ words }) => words === second).length);
  });
});
