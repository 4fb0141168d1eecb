import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { served } from '../../src/index.ts';
import { FakeClock, settled } from '../clock.ts';
import { ask, type Stage, stage, tried, vendors } from './stage.ts';

const words = 'I am the second, and all is well.';

const statuses: [number, string, tries: number][] = [
  [401, 'auth', 1],
  [402, 'quota', 1],
  [403, 'permission', 1],
  [404, 'model-not-found', 1],
  [429, 'rate-limit', 1],
  [500, 'transient', 2],
  [503, 'overloaded', 2],
  [529, 'overloaded', 2],
];

describe.each(vendors)('$name, as aimock plays it, fails', (vendor) => {
  describe.each([false, true])('stream %s', (stream) => {
    it.each(statuses)('with %i, which is %s', async (status, kind, tries) => {
      await using at = await stage(vendor);
      at.sick.on({}, { error: { message: 'Not now.' }, status, retryAfter: 30 });
      at.well.onMessage('Hello', { content: words });
      const heard = await ask(at, stream);
      expect(heard.words).toBe(words);
      expect(tried(heard.answer)).toEqual([
        ...[`${vendor.provider} first ${kind} ${status}`, `${vendor.provider} retry ${kind} ${status}`].slice(
          0,
          tries,
        ),
        `${at.second} fallback answered`,
      ]);
      expect([at.sick.getRequests().length, at.well.getRequests().length]).toEqual([tries, 1]);
    });

    it('once, and is asked again', async () => {
      await using at = await stage(vendor);
      at.sick.onMessage('Hello', { content: 'I am back.' }).nextRequestError(503);
      const heard = await ask(at, stream);
      expect(heard.words).toBe('I am back.');
      expect(tried(heard.answer)).toEqual([
        `${vendor.provider} first overloaded 503`,
        `${vendor.provider} retry answered`,
      ]);
    });

    it.each([
      ['drops the request', { dropRate: 1 }, 'transient 500'],
      ['sends broken JSON', { malformedRate: 1 }, 'transient'],
      ['throttles', { rateLimitRate: 1 }, 'rate-limit 429'],
      ['hangs up', { disconnectRate: 1 }, 'transient'],
    ])('because it %s', async (_, chaos, what) => {
      await using at = await stage(vendor, { retry: { attempts: 1 } });
      at.sick.onMessage('Hello', { content: 'I am here.' }, { chaos });
      at.well.onMessage('Hello', { content: words });
      const heard = await ask(at, stream);
      expect(heard.words).toBe(words);
      expect(tried(heard.answer)).toEqual([
        `${vendor.provider} first ${what}`,
        `${at.second} fallback answered`,
      ]);
    });

    it("by the caller's own mistake, which is not shopped around", async () => {
      await using at = await stage(vendor);
      at.sick.on({}, { error: { message: 'What is that?', type: 'invalid_request_error' }, status: 400 });
      const error = await ask(at, stream).catch((thrown) => thrown);
      expect(error).toBeInstanceOf(OpenAI.BadRequestError);
      expect(error.message).toContain('What is that?');
      expect(tried(error)).toEqual([`${vendor.provider} first invalid-request 400`]);
      expect(at.well.getRequests()).toHaveLength(0);
    });

    it('and so does the next: the caller is told what the first one said', async () => {
      await using at = await stage(vendor);
      at.sick.on({}, { error: { message: 'Not now.' }, status: 503 });
      at.well.on({}, { error: { message: 'Nor here.' }, status: 529 });
      const error = await ask(at, stream).catch((thrown) => thrown);
      expect(error).toBeInstanceOf(OpenAI.InternalServerError);
      expect(error).toMatchObject({ status: 503, message: expect.stringContaining('Not now.') });
      expect(tried(error)).toEqual([
        `${vendor.provider} first overloaded 503`,
        `${vendor.provider} retry overloaded 503`,
        `${at.second} fallback overloaded 529`,
        `${at.second} retry overloaded 529`,
      ]);
    });
  });

  it('with a key that aimock does not know', async () => {
    await using at = await stage(vendor, {}, { auth: { apiKeys: ['another-key'] } });
    at.well.onMessage('Hello', { content: words });
    const { answer } = await ask(at, false);
    expect(tried(answer)).toEqual([`${vendor.provider} first auth 401`, `${at.second} fallback answered`]);
  });

  it('with a wait that is too long, and is left alone for it', async () => {
    await using at = await stage(vendor);
    at.sick.on({}, { error: { message: 'Slow down.' }, status: 429, retryAfter: 30 });
    at.well.onMessage('Hello', { content: words });
    const first = await ask(at, false);
    const second = await ask(at, true);
    expect([first.words, second.words]).toEqual([words, words]);
    expect(at.sick.getRequests()).toHaveLength(1);
    expect(healthOf(at)).toMatchObject({
      state: 'cooling',
      lastFailure: { kind: 'rate-limit', status: 429 },
    });
    const told = served(first.answer)?.attempts[0]?.retryAfterMs;
    expect(told).toBe(vendor.tellsWait ? 30_000 : undefined);
  });
});

const speaking = vendors.filter(({ tellsWait }) => tellsWait);

it.each(speaking)('$name is asked again when the second that it named is over', async (vendor) => {
  const clock = new FakeClock();
  clock.chance = 0;
  await using at = await stage(vendor, { clock });
  // 429, and `Retry-After: 1`.
  at.sick.onMessage('Hello', { content: 'I am back.' }).nextRequestError(429);
  const failed = eventOf(at, 'attempt-failed');
  const answer = ask(at, false);
  await failed;
  await settled();
  await clock.advance(999);
  expect(at.sick.getRequests()).toHaveLength(1);
  await clock.advance(2);
  expect((await answer).words).toBe('I am back.');
  expect(tried((await answer).answer)).toEqual([
    `${vendor.provider} first rate-limit 429`,
    `${vendor.provider} retry answered`,
  ]);
});

it.each(vendors)('$name may be passed over where its filter has the only word', async (vendor) => {
  await using at = await stage(vendor, { fallbackOn: { contentFilter: true } });
  at.sick.onMessage('Hello', { content: '', finishReason: vendor.finish.filter });
  at.well.onMessage('Hello', { content: words });
  const heard = [await ask(at, false), await ask(at, true)];
  expect(heard.map((one) => one.words)).toEqual([words, words]);
  for (const { answer } of heard) {
    expect(tried(answer)).toEqual([
      `${vendor.provider} first content-filter 400`,
      `${at.second} fallback answered`,
    ]);
  }
});

function healthOf(at: Stage) {
  return at.client.failover.health().find(({ target }) => target === at.vendorId);
}

function eventOf(at: Stage, type: string): Promise<void> {
  return new Promise((resolve) => {
    at.client.failover.on((event) => event.type === type && resolve());
  });
}
