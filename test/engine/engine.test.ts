import OpenAI from 'openai';
import { describe, expect, it, vi } from 'vitest';
import { startAnthropic } from '../../src/drill/servers/anthropic.ts';
import { startGemini } from '../../src/drill/servers/gemini.ts';
import { startOpenAI } from '../../src/drill/servers/openai.ts';
import {
  anthropic,
  compatible,
  createFailover,
  type FailoverEvent,
  google,
  openai,
  served,
  Understudy,
} from '../../src/index.ts';
import { hello, keyed, stage, wordsOf } from '../client/stage.ts';

describe('createFailover', () => {
  it('answers by a route, without a client', async () => {
    await using claude = await startAnthropic({ answer: () => 'Claude here.' });
    const route = [anthropic('claude-sonnet-5-5', { apiKey: 'k', baseURL: claude.url })];
    const failover = createFailover({ routes: { fast: route }, health: 'own' });
    const reply = await failover.chat({ ...hello, model: 'fast' });
    expect(reply.type === 'completion' && reply.completion.choices[0]?.message.content).toBe('Claude here.');
    expect(served(reply)?.target).toBe('anthropic/claude-sonnet-5-5');
  });

  it('streams to whoever reads it', async () => {
    await using gemini = await startGemini({ answer: () => 'Gemini here.' });
    const route = [google('gemini-3.8-flash', { apiKey: 'k', baseURL: gemini.url })];
    const failover = createFailover({ routes: { fast: route }, health: 'own' });
    const reply = await failover.chat({ ...hello, model: 'fast', stream: true });
    let words = '';
    if (reply.type === 'stream')
      for await (const { chunk } of reply.items) words += chunk.choices[0]?.delta.content ?? '';
    expect(words).toBe('Gemini here.');
  });

  it("speaks OpenAI's wire to any client", async () => {
    await using primary = await startOpenAI();
    await using claude = await startAnthropic({ answer: () => 'Claude here.' });
    primary.fail({ kind: 'status', status: 502 });
    const fallbacks = [anthropic('claude-sonnet-5-5', { apiKey: 'k', baseURL: claude.url })];
    const { fetch } = createFailover({ fallbacks, retry: { attempts: 1 }, health: 'own' });
    const client = new OpenAI({ ...keyed(primary), fetch, maxRetries: 0 });
    const stream = await client.chat.completions.create({ ...hello, stream: true });
    expect(await wordsOf(stream)).toBe('Claude here.');
  });
});

describe('the chain', () => {
  it('goes from vendor to vendor, and to a function at last', async () => {
    await using at = await stage({ maxRetries: 0 });
    await using gemini = await startGemini();
    const client = at.client.withOptions({
      fallbacks: [
        anthropic('claude-sonnet-5-5', { apiKey: 'k', baseURL: at.claude.url }),
        google('gemini-3.8-flash', { apiKey: 'k', baseURL: gemini.url }),
        function person() {
          return 'A person will answer soon.';
        },
      ],
    });
    at.openai.fail({ kind: 'html', status: 502 });
    at.claude.fail({ kind: 'status', status: 529 });
    gemini.fail({ kind: 'status', status: 503 });
    const answer = await client.chat.completions.create(hello);
    expect(answer.choices[0]?.message.content).toBe('A person will answer soon.');
    expect(served(answer)?.attempts.map(({ target, kind }) => [target, kind])).toEqual([
      ['openai/gpt-5.5', 'transient'],
      ['anthropic/claude-sonnet-5-5', 'overloaded'],
      ['google/gemini-3.8-flash', 'overloaded'],
      ['custom/person', undefined],
    ]);
    const stream = await client.chat.completions.create({ ...hello, stream: true });
    expect(await wordsOf(stream)).toBe('A person will answer soon.');
  });

  it('uses exactly the route that a model names', async () => {
    await using at = await stage({ maxRetries: 0 });
    const client = at.client.withOptions({
      routes: { careful: [anthropic('claude-opus-5-5', { apiKey: 'k', baseURL: at.claude.url })] },
    });
    expect(served(await client.chat.completions.create({ ...hello, model: 'careful' }))?.model).toBe(
      'claude-opus-5-5',
    );
    expect(at.openai.requests).toHaveLength(0);
  });

  it("reaches a further model of OpenAI's with the client's own key", async () => {
    await using at = await stage({ maxRetries: 0, fallbacks: [] }, { models: ['gpt-5.4-mini'] });
    const client = at.client.withOptions({ fallbacks: ['openai/gpt-5.4-mini'] });
    const answer = await client.chat.completions.create(hello);
    expect(served(answer)?.attempts.map(({ target, kind }) => [target, kind])).toEqual([
      ['openai/gpt-5.5', 'model-not-found'],
      ['openai/gpt-5.4-mini', undefined],
    ]);
    expect(at.openai.requests[1]?.headers.authorization).toBe(at.openai.requests[0]?.headers.authorization);
  });

  it('reaches it as a clone with another key and address does', async () => {
    await using at = await stage(
      { maxRetries: 0, fallbacks: ['openai/gpt-5.4-mini'] },
      { models: ['gpt-5.4-mini'] },
    );
    await using other = await startOpenAI({ models: ['gpt-5.4-mini'] });
    const tenant = at.client.withOptions({ apiKey: 'sk-tenant', baseURL: other.url });
    expect(served(await tenant.chat.completions.create(hello))?.target).toBe('openai/gpt-5.4-mini');
    expect(at.openai.requests).toHaveLength(0);
    expect(other.requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer sk-tenant',
      'Bearer sk-tenant',
    ]);
  });

  it('reaches it with a key that is only known when it is needed', async () => {
    await using at = await stage({}, { models: ['gpt-5.4-mini'] });
    const apiKey = async () => 'sk-rotating';
    const client = new Understudy({
      apiKey,
      baseURL: at.openai.url,
      health: 'own',
      fallbacks: [openai('gpt-5.4-mini', { params: { user: 'u' } })],
    });
    expect(served(await client.chat.completions.create(hello))?.model).toBe('gpt-5.4-mini');
    expect(at.openai.requests[1]?.body).toMatchObject({ model: 'gpt-5.4-mini', user: 'u' });
    vi.stubEnv('OPENAI_API_KEY', '');
    expect(client.failover.health().map(({ model }) => model)).toEqual(['gpt-5.5', 'gpt-5.4-mini']);
    await client.failover.ready();
    vi.unstubAllEnvs();
  });

  it.each([-1, Number.NaN, 1.5])(
    'takes %s retries for none of a wish, as OpenAI does',
    async (maxRetries) => {
      await using at = await stage();
      await expect(at.client.chat.completions.create(hello, { maxRetries })).resolves.toBeDefined();
    },
  );

  it.each([1, 2, 3])(
    'with %s retries tries the named model so often again, and the one behind it once at least',
    async (maxRetries) => {
      await using at = await stage({ maxRetries });
      at.openai.fail(at.openai.errors.serverError);
      at.claude.failNext(at.claude.errors.serverError);
      const answer = await at.client.chat.completions.create(hello);
      expect(served(answer)?.provider).toBe('anthropic');
      expect(at.openai.requests).toHaveLength(1 + maxRetries);
      expect(at.claude.requests).toHaveLength(2);
    },
  );

  it('takes a local endpoint without a key, and sends it none', async () => {
    await using at = await stage({ maxRetries: 0 });
    await using local = await startOpenAI({ answer: () => 'Local here.', keys: [] });
    at.openai.fail({ kind: 'reset' });
    const client = at.client.withOptions({
      fallbacks: [compatible('ollama', { model: 'llama3.2', baseURL: local.url })],
    });
    expect(served(await client.chat.completions.create(hello))?.target).toBe('ollama/llama3.2');
    expect(local.requests[0]?.headers).not.toHaveProperty('authorization');
    expect(local.requests[0]?.body).toMatchObject({ model: 'llama3.2' });
  });

  it("wraps the user's own policies around everything", async () => {
    const seen: string[] = [];
    await using at = await stage({
      use: [
        (next) => async (request, call) => {
          seen.push(request.model);
          return next({ ...request, metadata: { by: 'policy' } }, call);
        },
      ],
    });
    await at.client.chat.completions.create(hello);
    expect(seen).toEqual(['gpt-5.5']);
    expect(at.openai.requests[0]?.body).toMatchObject({ metadata: { by: 'policy' } });
  });
});

describe('by hand', () => {
  it('pauses a provider or a target until it is resumed', async () => {
    await using at = await stage();
    const asked = async () => served(await at.client.chat.completions.create(hello))?.provider;
    at.client.failover.pause('openai', { reason: 'maintenance' });
    expect(await asked()).toBe('anthropic');
    expect(at.openai.requests).toHaveLength(0);
    at.client.failover.resume('openai');
    expect(await asked()).toBe('openai');
    at.client.failover.pause('openai/gpt-5.5', { until: new Date(0) });
    expect(await asked()).toBe('openai');
    expect(() => at.client.failover.pause('antropic')).toThrow(/no target "antropic"/);
    for (const slip of [
      { untill: new Date() },
      { until: null },
      { until: '2027-01-01' },
      { reason: 42 },
      'x',
    ])
      expect(() => at.client.failover.pause('openai', slip as never)).toThrow(/pause/);
    expect(() => at.client.failover.on(undefined as never)).toThrow(/on takes a function/);
  });

  it('fails without asking anybody when all are paused', async () => {
    await using at = await stage();
    at.client.failover.pause('openai');
    at.client.failover.pause('anthropic');
    const error = await at.client.chat.completions.create(hello).catch((thrown) => thrown);
    expect(error.cause.message).toContain('every target is resting or paused');
    expect(at.openai.requests.length + at.claude.requests.length).toBe(0);
  });

  it('checks every target with one tiny request', async () => {
    await using at = await stage();
    at.claude.fail({ kind: 'status', status: 401 });
    const results = await at.client.failover.check('gpt-5.5');
    expect(results).toMatchObject([
      { target: 'openai/gpt-5.5', ok: true },
      { target: 'anthropic/claude-sonnet-5-5', ok: false, kind: 'auth', status: 401 },
    ]);
  });

  it('loads the SDKs ahead, tells what happens, and can be closed', async () => {
    await using at = await stage({ maxRetries: 0 });
    await at.client.failover.ready();
    const events: FailoverEvent['type'][] = [];
    at.client.failover.on(({ type }) => events.push(type));
    at.openai.fail({ kind: 'status', status: 500 });
    await at.client.chat.completions.create(hello);
    expect(events).toEqual(['attempt-started', 'attempt-failed', 'attempt-started', 'attempt-answered']);
    at.client.failover.close();
    await at.client.chat.completions.create(hello);
    expect(events).toHaveLength(4);
  });
});

it('reports a target that was never asked as untested', () => {
  const client = new Understudy({
    apiKey: 'sk',
    health: 'own',
    fallbacks: [openai('gpt-5.4-mini', { apiKey: 'k' })],
  });
  expect(client.failover.health()).toEqual([
    {
      target: 'openai/gpt-5.4-mini',
      provider: 'openai',
      model: 'gpt-5.4-mini',
      state: 'untested',
      recent: { attempts: 0, failed: 0 },
      statusPage: 'https://status.openai.com',
    },
  ]);
});
