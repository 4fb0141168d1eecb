import type { FixtureResponse } from '@copilotkit/aimock';
import { describe, expect, it } from 'vitest';
import { ask, stage, tried, vendors } from './stage.ts';

const words = 'I am the second, and quick.';

describe.concurrent.each(vendors)('$name, as aimock plays it, is slow', (vendor) => {
  it.each([false, true])('to answer at all, and another is quicker: stream %s', async (stream) => {
    await using at = await stage(vendor, { hedge: { afterMs: 10 } });
    const gate = Promise.withResolvers<FixtureResponse>();
    at.sick.onMessage('Hello', () => gate.promise);
    at.well.onMessage('Hello', { content: words });
    const heard = await ask(at, stream);
    gate.resolve({ content: 'I am the first, and late.' });
    expect(heard.words).toBe(words);
    expect(tried(heard.answer)).toEqual([`${vendor.provider} first timeout`, `${at.second} hedge answered`]);
    expect([at.wires.length, at.well.getRequests().length]).toEqual([1, 1]);
  });

  it('to say its first word, and another is quicker', async () => {
    await using at = await stage(vendor, { hedge: { afterMs: 10 } });
    at.sick.onMessage('Hello', { content: 'Late.' }, { streamingProfile: { ttft: 2_000 } });
    at.well.onMessage('Hello', { content: words });
    const heard = await ask(at, true);
    expect(heard.words).toBe(words);
    expect(tried(heard.answer)).toEqual([`${vendor.provider} first timeout`, `${at.second} hedge answered`]);
  });

  it('but not as slow as the other', async () => {
    await using at = await stage(vendor, { hedge: { afterMs: 10 } });
    const gate = Promise.withResolvers<FixtureResponse>();
    at.sick.onMessage('Hello', () => gate.promise);
    const other = Promise.withResolvers<FixtureResponse>();
    // It is asked, and so the race is on, before the first one speaks.
    at.well.onMessage('Hello', () => {
      gate.resolve({ content: 'I am the first.' });
      return other.promise;
    });
    const heard = await ask(at, true);
    other.resolve({ content: words });
    expect(heard.words).toBe('I am the first.');
    expect(tried(heard.answer)).toEqual([
      `${vendor.provider} first answered`,
      `${at.second} hedge abandoned`,
    ]);
  });
});
