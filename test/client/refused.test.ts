import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { anthropic, served } from '../../src/index.ts';
import { hello, stage, wordsOf } from './stage.ts';

describe('an answer that the filter stopped', () => {
  it('is an answer, and is not shopped around', async () => {
    await using at = await stage();
    at.openai.fail({ kind: 'blocked' });
    const answer = await at.client.chat.completions.create(hello);
    expect(answer.choices[0]?.finish_reason).toBe('content_filter');
    expect(at.claude.requests).toHaveLength(0);
  });

  it.each([false, true])(
    'is a failure where the caller wants another opinion (stream: %s)',
    async (stream) => {
      await using at = await stage({ fallbackOn: { contentFilter: true } });
      at.openai.fail({ kind: 'blocked' });
      const words = stream
        ? await wordsOf(await at.client.chat.completions.create({ ...hello, stream: true }))
        : (await at.client.chat.completions.create(hello)).choices[0]?.message.content;
      expect(words).toBe('I am Claude and all is well.');
      at.openai.fail(null);
      expect(served(await at.client.chat.completions.create(hello))?.provider).toBe('openai');
    },
  );

  it("is OpenAI's own error where nobody has another opinion", async () => {
    await using at = await stage({ fallbackOn: { contentFilter: true }, fallbacks: [] });
    at.openai.fail({ kind: 'blocked' });
    const error = await at.client.chat.completions.create(hello).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(OpenAI.BadRequestError);
    expect(error.code).toBe('content_filter');
  });

  it('keeps the words of a stream that was healthy', async () => {
    await using at = await stage({ fallbackOn: { contentFilter: true } });
    const stream = await at.client.chat.completions.create({ ...hello, stream: true });
    expect(await wordsOf(stream)).toBe('I am ChatGPT and all is well.');
  });
});

it('a route that begins with another vendor keeps its HTTP status', async () => {
  await using at = await stage();
  const routes = { careful: [anthropic('claude-opus-5-5', { apiKey: 'k', baseURL: at.claude.url })] };
  at.claude.fail({ kind: 'status', status: 429, retryAfter: 7 });
  const error = await at.client
    .withOptions({ routes })
    // Seven seconds would be waited for, were there time.
    .chat.completions.create({ ...hello, model: 'careful' }, { timeout: 6_000 })
    .catch((thrown) => thrown);
  expect(error).toBeInstanceOf(OpenAI.RateLimitError);
  expect(error).toMatchObject({ status: 429, type: 'rate_limit' });
  expect(error.headers.get('retry-after')).toBe('7');
});

it("a broken stream's error tells what was tried, through the stream helper too", async () => {
  await using at = await stage({ maxRetries: 0, fallbacks: [] });
  at.openai.fail({ kind: 'cut', afterTokens: 2 });
  const helper = at.client.chat.completions.stream(hello);
  const error = await helper.finalChatCompletion().catch((thrown) => thrown);
  expect(served(error)?.attempts).toHaveLength(1);
});

it('health tells why a target is left alone', async () => {
  await using at = await stage({ maxRetries: 0 });
  at.client.failover.pause('anthropic', {
    reason: 'the budget is spent',
    until: new Date(Date.now() + 60_000),
  });
  at.openai.fail({ kind: 'status', status: 401 });
  await at.client.chat.completions.create(hello).catch(() => {});
  expect(at.client.failover.health()).toMatchObject([
    { state: 'cooling', kind: 'auth', lastFailure: { kind: 'auth', status: 401 } },
    { state: 'paused', reason: 'the budget is spent' },
  ]);
});

it("an error as the first event of a stream is OpenAI's own, where nobody else is there", async () => {
  await using at = await stage({ maxRetries: 0, fallbacks: [] });
  at.openai.fail({ kind: 'error-event', afterTokens: 0 });
  const stream = await at.client.chat.completions.create({ ...hello, stream: true });
  const error = await wordsOf(stream).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(OpenAI.APIError);
  expect(error).toMatchObject({ code: 'server_is_overloaded', status: undefined });
});

it('a status that nobody knows is handed on', async () => {
  const odd: typeof fetch = async () => Object.defineProperty(new Response('{}'), 'status', { value: 999 });
  await using at = await stage({
    maxRetries: 0,
    fallbacks: [],
    fetch: (...args) =>
      odd(...args).then((response) => Object.defineProperty(response, 'ok', { value: false })),
  });
  const error = await at.client.chat.completions.create(hello).catch((thrown) => thrown);
  expect(error).toMatchObject({ status: 999 });
});

it('a call that asks nobody is told nothing of another call', async () => {
  await using at = await stage({ maxRetries: 0, fallbacks: [] });
  at.openai.fail({
    kind: 'status',
    status: 429,
    retryAfter: 60,
    message: 'your prompt "a-secret-prompt" was too much',
  });
  // The minute would be waited for, were there time.
  const briefly = { timeout: 50_000 };
  await at.client.chat.completions.create(hello, briefly).catch(() => {});
  const error = await at.client.chat.completions.create(hello, briefly).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(OpenAI.RateLimitError);
  expect(error.message).not.toContain('a-secret-prompt');
  expect(error.headers.get('x-request-id')).toBeNull();
  expect(Number(error.headers.get('retry-after'))).toBeLessThanOrEqual(60);
  expect(at.openai.requests).toHaveLength(1);
});

it("a body that is cancelled leaves no listener on the caller's signal", async () => {
  await using at = await stage();
  const { signal } = new AbortController();
  let listeners = 0;
  const counted = new Proxy(signal, {
    get(target, name) {
      const value = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      if (name === 'addEventListener') listeners++;
      if (name === 'removeEventListener') listeners--;
      return value.bind(target);
    },
  });
  const body = JSON.stringify({ ...hello, stream: true });
  const headers = { authorization: 'Bearer sk-test', 'content-type': 'application/json' };
  const url = `${at.openai.url}/chat/completions`;
  const response = await at.client.failover.fetch(url, { method: 'POST', body, headers, signal: counted });
  await response.body?.cancel();
  await new Promise(setImmediate);
  expect(listeners).toBe(0);
});
