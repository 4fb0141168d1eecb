import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { served } from '../../src/index.ts';
import { FakeClock } from '../clock.ts';
import { hello, stage, wordsOf } from './stage.ts';

describe("OpenAI's own timeout", () => {
  it("ends a call that nobody answers, as OpenAI's own error", async () => {
    const clock = new FakeClock();
    await using at = await stage({ clock, fallbacks: [] });
    at.openai.fail({ kind: 'silence' });
    const answer = at.client.chat.completions.create(hello, { timeout: 5_000 }).catch((thrown) => thrown);
    const arrived = await at.openai.received(0);
    await clock.advance(4_999);
    expect(arrived.state).toBe('answering');
    await clock.advance(1);
    expect(await answer).toBeInstanceOf(OpenAI.APIConnectionTimeoutError);
    expect(await arrived.closed).toBe('client-gone');
    expect(clock.pending).toBe(0);
  });

  it('leaves the next target half of it', async () => {
    const clock = new FakeClock();
    await using at = await stage({ clock, timeout: 10_000 });
    at.openai.fail({ kind: 'silence' });
    const answer = at.client.chat.completions.create(hello);
    await at.openai.received(0);
    await clock.advance(5_000);
    expect(served(await answer)?.attempts.map(({ target, kind }) => [target, kind])).toEqual([
      ['openai/gpt-5.5', 'timeout'],
      ['anthropic/claude-sonnet-5-5', undefined],
    ]);
  });

  it('does not end a person who takes longer', async () => {
    const clock = new FakeClock();
    const asked = Promise.withResolvers<void>();
    const person = async () => {
      asked.resolve();
      await new Promise<void>((resolve) => clock.after(3_600_000, resolve));
      return 'Sorry that it took an hour.';
    };
    await using at = await stage({ clock, timeout: 10_000, maxRetries: 0, fallbacks: [person] });
    at.openai.fail({ kind: 'status', status: 500 });
    const answer = at.client.chat.completions.create(hello);
    await asked.promise;
    await clock.advance(3_600_000);
    expect((await answer).choices[0]?.message.content).toBe('Sorry that it took an hour.');
  });
});

describe('a stream', () => {
  it('that shows no life in time is answered by the next target', async () => {
    const clock = new FakeClock();
    await using at = await stage({ clock, timeouts: { firstTokenMs: 20_000 } });
    at.openai.fail({ kind: 'silence-after-headers' });
    const stream = at.client.chat.completions.create({ ...hello, stream: true });
    const arrived = await at.openai.received(0);
    await clock.advance(20_000);
    expect(await wordsOf(await stream)).toBe('I am Claude and all is well.');
    expect(await arrived.closed).toBe('client-gone');
  });

  it('that goes silent in the middle is carried on by the next target', async () => {
    const clock = new FakeClock();
    await using at = await stage({ clock, timeouts: { idleMs: 15_000 } });
    at.openai.fail({ kind: 'stall', afterTokens: 2 });
    const stream = await at.client.chat.completions.create({ ...hello, stream: true });
    const words: string[] = [];
    const reading = (async () => {
      for await (const { choices } of stream) words.push(choices[0]?.delta.content ?? '');
    })();
    while (words.join('') !== 'I am') await clock.advance(0);
    await clock.advance(15_000);
    await reading;
    // Claude begins anew, so the words that both have are said once.
    expect(words.join('')).toBe('I am Claude and all is well.');
    expect(clock.pending).toBe(0);
  });
});

it("a request's own headers go to OpenAI alone", async () => {
  await using at = await stage({ maxRetries: 0, defaultHeaders: { 'x-app': 'shop' }, organization: 'org-1' });
  at.openai.fail({ kind: 'status', status: 500 });
  await at.client.chat.completions.create(hello, { headers: { 'x-team': 'blue' } });
  expect(at.openai.requests[0]?.headers).toMatchObject({
    'x-app': 'shop',
    'x-team': 'blue',
    'openai-organization': 'org-1',
  });
  const sent = Object.keys(at.claude.requests[0]?.headers ?? {});
  expect(sent.filter((name) => /x-app|x-team|openai/.test(name))).toEqual([]);
});

it('an endless error page is not read to its end', async () => {
  await using at = await stage({ maxRetries: 0, fallbacks: [] });
  at.openai.fail({ kind: 'status', status: 500, body: 'x'.repeat(5_000_000) });
  const error = await at.client.chat.completions.create(hello).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(OpenAI.InternalServerError);
  expect(error.message.length).toBeLessThan(70_000);
});

it("a probe carries the client's headers and none of the call beside which it runs", async () => {
  await using at = await stage({
    maxRetries: 0,
    breaker: { consecutiveFailures: 1, cooldownMs: 0 },
    defaultHeaders: { 'x-app': 'shop' },
  });
  at.openai.failNext({ kind: 'status', status: 503 });
  await at.client.chat.completions.create(hello);
  const closed = new Promise((resolve) =>
    at.client.failover.on(({ type }) => type === 'circuit-closed' && resolve(type)),
  );
  await at.client.chat.completions.create(hello, {
    headers: { 'x-user': 'a-secret-name' },
    idempotencyKey: 'once',
  });
  await closed;
  const probes = at.openai.requests.slice(1);
  expect(
    probes.map(({ headers }) => [headers['x-app'], headers['x-user'], headers['idempotency-key']]),
  ).toEqual([
    ['shop', undefined, undefined],
    ['shop', undefined, undefined],
  ]);
});
