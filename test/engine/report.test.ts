import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Fault } from '../../src/drill/servers/kit/faults.ts';
import { ConfigError, type NoticeWriter, Understudy } from '../../src/index.ts';
import { hello, stage, wordsOf } from '../client/stage.ts';
import { FakeClock } from '../clock.ts';
import { names, quiet, vendors } from './vendors.ts';

const { openai, anthropic, google } = names;
const broken: Fault = { kind: 'status', status: 500 };

describe('since', () => {
  test('is the first of the answers that have come without a failure between them', async () => {
    await using at = await vendors();
    const first = at.today();
    await at.ask();
    await at.clock.advance(1_000);
    await at.ask();
    expect(at.of(openai)).toMatchObject({ state: 'healthy', since: first });
    expect(at.of(openai)).not.toHaveProperty('until');
    expect(at.of(openai)).not.toHaveProperty('notice');
  });

  test('is where the failing began, not its last failure, whether still asked or left alone', async () => {
    await using at = await vendors();
    await at.ask();
    await at.clock.advance(60_000);
    at.servers.openai.fail(broken);
    const began = at.today();
    await at.ask();
    await at.clock.advance(4_000);
    const last = at.today();
    await at.ask();
    expect(at.of(openai)).toMatchObject({ state: 'failing', since: began, lastFailure: { at: last } });
    await at.clock.advance(1_000);
    await at.ask();
    expect(at.of(openai)).toMatchObject({ state: 'open', since: began, until: at.today(2_000) });
    expect(at.of(openai).notice?.en).toMatch(/^ChatGPT has not been answering since /);
  });

  test('is the answer that ended the failing, once there is one', async () => {
    await using at = await vendors();
    at.servers.openai.failNext(broken);
    await at.ask();
    await at.clock.advance(1_000);
    await at.ask();
    expect(at.of(openai)).toMatchObject({
      state: 'healthy',
      since: at.today(),
      lastFailure: { at: at.today(-1_000) },
    });
  });

  test('is the begin of a rest', async () => {
    await using at = await vendors();
    await at.ask();
    await at.clock.advance(60_000);
    at.servers.openai.fail(at.servers.openai.errors.rateLimit(30));
    await at.ask();
    const began = at.today();
    await at.clock.advance(10_000);
    expect(at.of(openai)).toMatchObject({ state: 'cooling', since: began, until: at.today(20_000) });
  });

  test('is the begin of a pause, though it failed before', async () => {
    await using at = await vendors();
    at.servers.openai.fail(broken);
    await at.ask();
    await at.clock.advance(1_000);
    const until = at.today(3_600_000);
    at.client.failover.pause('openai', { reason: 'maintenance until one', until });
    const began = at.today();
    await at.clock.advance(1_000);
    const report = at.of(openai);
    expect(report).toMatchObject({ state: 'paused', since: began, until, reason: 'maintenance until one' });
    expect(report).not.toHaveProperty('nextProbe');
    expect(report.notice?.en).toMatch(/^ChatGPT has been taking a break since .* \(maintenance until one\)/);
    at.client.failover.pause(openai);
    expect(at.of(openai)).not.toHaveProperty('until');
    expect(at.of(openai)).not.toHaveProperty('reason');
    at.client.failover.resume('openai');
    at.client.failover.resume(openai);
    expect(at.of(openai)).toMatchObject({ state: 'failing', since: at.today(-2_000) });
  });
});

describe('what it counts', () => {
  test('is what the window of the breaker holds', async () => {
    await using at = await vendors();
    at.servers.openai.failNext(null, broken, null, null);
    for (let calls = 0; calls < 4; calls++) await at.ask();
    expect(at.of(openai).recent).toEqual({ attempts: 4, failed: 1 });
    await at.clock.advance(30_000);
    expect(at.of(openai).recent).toEqual({ attempts: 0, failed: 0 });
  });

  test('is nothing without a breaker', async () => {
    await using at = await vendors({ breaker: false });
    await at.ask();
    expect(at.of(openai)).not.toHaveProperty('recent');
  });

  test('tells how long answers and first tokens took, apart from each other', async () => {
    const clock = new FakeClock();
    let ms = 0;
    const answer = async () => {
      // Nothing else is under way, and no timer of the call falls due.
      await clock.advance(ms);
      return 'Here.';
    };
    await using at = await stage({ clock, hedge: false }, { answer });
    const report = () => at.client.failover.health()[0];
    for (ms = 100; ms < 120; ms++) await at.client.chat.completions.create(hello);
    expect(report()).toMatchObject({ answer: { p50Ms: 110, p95Ms: 119, samples: 20 } });
    expect(report()).not.toHaveProperty('firstToken');
    ms = 40;
    await wordsOf(await at.client.chat.completions.create({ ...hello, stream: true }));
    expect(report()).toMatchObject({ firstToken: { p50Ms: 40, p95Ms: 40, samples: 1 } });
    expect(report()).toMatchObject({ answer: { samples: 20 } });
  });
});

describe('who stands in', () => {
  test('is the first behind it that is free, or nobody', async () => {
    await using at = await vendors();
    await at.ask();
    expect(at.of(openai)).not.toHaveProperty('standIn');
    at.client.failover.pause('openai');
    expect(at.of(openai)).toMatchObject({ standIn: anthropic });
    expect(at.of(openai).notice?.en).toContain('Claude answers instead');
    at.client.failover.pause('anthropic');
    expect(at.of(openai)).toMatchObject({ standIn: google });
    at.client.failover.pause('google');
    expect(at.of(openai)).not.toHaveProperty('standIn');
    expect(at.of(openai).notice?.en).toContain('Nobody can stand in at the moment.');
  });

  test('is looked for in the chain in which it was last asked for', async () => {
    await using at = await vendors();
    at.client.failover.pause('anthropic');
    expect(at.of(anthropic)).toMatchObject({ standIn: google });
    await at.ask();
    expect(at.of(anthropic)).toMatchObject({ standIn: openai });
    await at.ask('anthropic');
    expect(at.of(anthropic)).toMatchObject({ standIn: google });
    await at.ask();
    expect(at.of(anthropic)).toMatchObject({ standIn: openai });
  });

  test('is not one that takes only a small share of the calls, where another takes the rest', async () => {
    await using at = await vendors();
    const { claude, gemini } = at.targets;
    at.client.failover.update({ fallbacks: [{ target: claude, share: 0.05 }, gemini] });
    at.client.failover.pause('openai');
    expect(await at.ask()).toBe('Gemini here.');
    expect(at.of(openai)).toMatchObject({ standIn: google });
    at.client.failover.pause('google');
    expect(await at.ask()).toBe('Claude here.');
    expect(at.of(openai)).toMatchObject({ standIn: anthropic });
  });
});

describe('notices', () => {
  const told = async (notices: Record<string, NoticeWriter>) => {
    await using at = await vendors({ notices });
    await at.ask();
    at.client.failover.pause('openai', { reason: 'a test' });
    return at.of(openai).notice ?? {};
  };

  test('can be written anew, in further languages, from the same facts', async () => {
    const notice = await told({
      en: () => 'ChatGPT sleeps.',
      de: ({ name, standIn, reason, why }) => `${name} ruht (${why}: ${reason}), ${standIn?.name} antwortet.`,
    });
    expect(notice).toEqual({
      en: 'ChatGPT sleeps.',
      fr: expect.stringContaining('ChatGPT est en pause'),
      de: 'ChatGPT ruht (paused: a test), Claude antwortet.',
    });
  });

  const throws = () => {
    throw new Error('no words');
  };
  test.each<[string, unknown]>([
    ['throws', throws],
    ['writes nothing', () => undefined],
    ['writes a number', () => 5],
    ['writes later', async () => 'later'],
    ['fails later', async () => Promise.reject(new Error('later'))],
  ])('by a writer that %s costs its own language alone', async (_, writer) => {
    const notice = await told({ fr: writer as NoticeWriter, de: () => 'Pause.' });
    expect(notice).toEqual({ en: expect.stringContaining('taking a break'), de: 'Pause.' });
  });

  test.each([['Pause.'], [5], [null], [{}]])('takes no %j for a writer', (writer) => {
    const notices = { de: writer } as unknown as Record<string, NoticeWriter>;
    expect(() => new Understudy({ apiKey: 'sk', health: 'own', notices })).toThrow(ConfigError);
    expect(() => new Understudy({ apiKey: 'sk', health: 'own', notices })).toThrow(
      /notices\.de takes a function/,
    );
  });
});

test('holds no key, no prompt, no answer and no word of a vendor', async () => {
  const marked = (what: string) => `marked-secret-${what}`;
  const key = `sk-${marked('key')}`;
  await using at = await stage(
    { apiKey: key, maxRetries: 0, breaker: false, logger: quiet },
    { answer: () => marked('answer') },
  );
  const told: unknown[] = [];
  at.client.failover.on((event) => void told.push(structuredClone(event)));
  const request = { ...hello, messages: [{ role: 'user' as const, content: marked('prompt') }] };
  await at.client.chat.completions.create(request);
  const error = { message: marked('event'), type: marked('type').repeat(9), code: key };
  const faults: (Fault | null)[] = [
    null,
    { kind: 'cut', afterTokens: 1 },
    { kind: 'error-event', afterTokens: 0, payload: { error } },
    { kind: 'status', status: 500, message: marked('message'), headers: { 'x-request-id': key } },
    { kind: 'status', status: 401, message: key, type: `${marked('a sentence')} with blanks`, code: key },
  ];
  for (const fault of faults) {
    at.openai.failNext(fault);
    const stream = await at.client.chat.completions.create({ ...request, stream: true });
    expect(await wordsOf(stream)).toMatch(/well\.$|marked-secret-answer/);
  }
  const { failover } = at.client;
  expect(failover.health()).toMatchObject([{ state: 'cooling', kind: 'auth' }, { state: 'healthy' }]);
  expect(told.length).toBeGreaterThan(12);
  for (const value of [failover.health(), told, failover]) {
    expect(JSON.stringify(value)).not.toContain('secret');
    expect(inspect(value, { depth: 20 })).not.toContain('secret');
  }
});
