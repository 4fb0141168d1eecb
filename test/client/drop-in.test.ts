import OpenAI from 'openai';
import { zodResponseFormat } from 'openai/helpers/zod';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startAnthropic } from '../../src/drill/servers/anthropic.ts';
import type { Answer, Ask } from '../../src/drill/servers/kit/answer.ts';
import { AllTargetsFailedError, anthropic, served, Understudy } from '../../src/index.ts';
import { hello, stage, wordsOf } from './stage.ts';

/** A tool that a helper of OpenAI's runs by itself. */
const toolThatSays = (weather: string) => ({
  type: 'function' as const,
  function: {
    name: 'weather',
    description: 'The weather',
    parameters: { type: 'object', properties: { city: { type: 'string' } } },
    parse: JSON.parse,
    function: () => weather,
  },
});

const down = { kind: 'status', status: 503 } as const;
const who = ['ChatGPT', 'Claude'] as const;

describe.each(who)('every way to ask, answered by %s', (name) => {
  const setup = async () => {
    const it = await stage({ maxRetries: 0 });
    if (name === 'Claude') it.openai.fail(down);
    return it;
  };
  const words = `I am ${name} and all is well.`;

  it('create', async () => {
    await using at = await setup();
    const answer = await at.client.chat.completions.create(hello);
    expect(answer.choices[0]?.message.content).toBe(words);
    expect(answer.choices[0]?.finish_reason).toBe('stop');
    expect(answer.object).toBe('chat.completion');
    expect(answer.usage?.total_tokens).toBeGreaterThan(0);
  });

  it('create with stream', async () => {
    await using at = await setup();
    const stream = await at.client.chat.completions.create({ ...hello, stream: true });
    expect(await wordsOf(stream)).toBe(words);
  });

  it('stream usage only where it is asked for', async () => {
    await using at = await setup();
    const usages = async (include_usage: boolean) => {
      const found = [];
      const stream = await at.client.chat.completions.create({
        ...hello,
        stream: true,
        stream_options: { include_usage },
      });
      for await (const chunk of stream) if (chunk.usage) found.push(chunk.choices.length);
      return found;
    };
    expect([await usages(true), await usages(false)]).toEqual([[0], []]);
  });

  it('the stream helper', async () => {
    await using at = await setup();
    const helper = at.client.chat.completions.stream(hello);
    const deltas: string[] = [];
    helper.on('content', (delta) => deltas.push(delta));
    expect((await helper.finalChatCompletion()).choices[0]?.message.content).toBe(words);
    expect(deltas.join('')).toBe(words);
    expect(served(helper)?.provider).toBe(name === 'Claude' ? 'anthropic' : 'openai');
  });

  it('withResponse and asResponse', async () => {
    await using at = await setup();
    const { data, response, request_id } = await at.client.chat.completions.create(hello).withResponse();
    expect(data.choices[0]?.message.content).toBe(words);
    expect(response.headers.get('x-understudy-target')).toMatch(
      name === 'Claude' ? /^anthropic\// : /^openai\//,
    );
    expect(request_id).toBeTruthy();
    const raw = await at.client.chat.completions.create(hello).asResponse();
    expect((await raw.json()).choices[0].message.content).toBe(words);
  });

  it("for await with break closes the vendor's connection", async () => {
    await using at = await stage({ maxRetries: 0 });
    if (name === 'Claude') at.openai.fail(down);
    const vendor = name === 'Claude' ? at.claude : at.openai;
    vendor.fail({ kind: 'stall', afterTokens: 2 });
    for await (const chunk of await at.client.chat.completions.create({ ...hello, stream: true })) {
      if (chunk.choices[0]?.delta.content) break;
    }
    expect(await vendor.requests.at(-1)?.closed).toBe('client-gone');
  });

  it('a signal ends a call that hangs', async () => {
    await using at = await stage({ maxRetries: 0 });
    if (name === 'Claude') at.openai.fail(down);
    const vendor = name === 'Claude' ? at.claude : at.openai;
    vendor.fail({ kind: 'silence' });
    const controller = new AbortController();
    const answer = at.client.chat.completions.create(hello, { signal: controller.signal });
    const arrived = await vendor.received(0);
    controller.abort();
    await expect(answer).rejects.toBeInstanceOf(OpenAI.APIUserAbortError);
    expect(await arrived.closed).toBe('client-gone');
  });

  it('a signal ends a stream in the middle', async () => {
    await using at = await stage({ maxRetries: 0 });
    if (name === 'Claude') at.openai.fail(down);
    const vendor = name === 'Claude' ? at.claude : at.openai;
    vendor.fail({ kind: 'stall', afterTokens: 2 });
    const controller = new AbortController();
    const stream = await at.client.chat.completions.create(
      { ...hello, stream: true },
      { signal: controller.signal },
    );
    let words = '';
    // The original ends silently too.
    for await (const chunk of stream) {
      words += chunk.choices[0]?.delta.content ?? '';
      if (words.length > 2) controller.abort();
    }
    expect(await vendor.requests.at(-1)?.closed).toBe('client-gone');
  });
});

describe('parse and runTools', () => {
  const shape = z.object({ city: z.string() });
  const weather = (ask: Ask): Answer => {
    const result = ask.messages.find(({ role }) => role === 'tool');
    if (result) return { text: `It is ${result.text} there.` };
    return { toolCalls: [{ name: 'weather', arguments: { city: 'Lyon' } }] };
  };

  it.each(who)('parse, answered by %s', async (name) => {
    await using at = await stage({ maxRetries: 0 }, { answer: () => '{"city":"Lyon"}' });
    await using claude = await startAnthropic({ answer: () => '{"city":"Lyon"}' });
    if (name === 'Claude') at.openai.fail(down);
    const client = at.client.withOptions({
      fallbacks: [anthropic('claude-sonnet-5-5', { apiKey: 'k', baseURL: claude.url })],
    });
    const answer = await client.chat.completions.parse({
      ...hello,
      response_format: zodResponseFormat(shape, 'place'),
    });
    expect(answer.choices[0]?.message.parsed).toEqual({ city: 'Lyon' });
    expect(served(answer)?.provider).toBe(name === 'Claude' ? 'anthropic' : 'openai');
  });

  it.each(who)('runTools, answered by %s', async (name) => {
    await using at = await stage({ maxRetries: 0 }, { answer: weather });
    await using claude = await startAnthropic({ answer: weather });
    if (name === 'Claude') at.openai.fail(down);
    const client = at.client.withOptions({
      fallbacks: [anthropic('claude-sonnet-5-5', { apiKey: 'k', baseURL: claude.url })],
    });
    const runner = client.chat.completions.runTools({
      ...hello,
      tools: [toolThatSays('sunny')],
    });
    expect(await runner.finalContent()).toBe('It is sunny there.');
    expect(served(runner)?.provider).toBe(name === 'Claude' ? 'anthropic' : 'openai');
  });

  it('a tool conversation that changes vendors in the middle', async () => {
    await using at = await stage({ maxRetries: 0 }, { answer: weather });
    await using claude = await startAnthropic({ answer: weather });
    const client = at.client.withOptions({
      fallbacks: [anthropic('claude-sonnet-5-5', { apiKey: 'k', baseURL: claude.url })],
    });
    at.openai.failNext(null, down);
    const runner = client.chat.completions.runTools({
      ...hello,
      stream: true,
      tools: [toolThatSays('rainy')],
    });
    expect(await runner.finalContent()).toBe('It is rainy there.');
    expect(claude.requests).toHaveLength(1);
  });
});

describe('errors', () => {
  it("are OpenAI's own, with what OpenAI said, and tell what was tried", async () => {
    await using at = await stage({ maxRetries: 0 });
    at.openai.fail(at.openai.errors.rateLimit());
    at.claude.fail({ kind: 'status', status: 529 });
    const error = await at.client.chat.completions.create(hello).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(OpenAI.RateLimitError);
    expect(error).toMatchObject({ status: 429, code: 'rate_limit_exceeded' });
    const outcomes = served(error)?.attempts.map(({ target, kind, status }) => [target, kind, status]);
    expect(outcomes).toEqual([
      ['openai/gpt-5.5', 'rate-limit', 429],
      ['anthropic/claude-sonnet-5-5', 'overloaded', 529],
    ]);
    expect(error.attempts).toEqual(served(error)?.attempts);
  });

  it('are connection errors with ours as their cause where OpenAI gave no answer', async () => {
    await using at = await stage({ maxRetries: 0 });
    await at.openai.refuse();
    at.claude.fail({ kind: 'status', status: 529 });
    const error = await at.client.chat.completions.create(hello).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(OpenAI.APIConnectionError);
    expect(error.cause).toBeInstanceOf(AllTargetsFailedError);
    expect(served(error)?.attempts).toHaveLength(2);
  });

  it("do not shop a caller's mistake around", async () => {
    await using at = await stage();
    const messages = [{ role: 'user' as const, content: 'Hello' }];
    const error = await at.client.chat.completions
      .create({ model: 'gpt-5.5', messages, temperature: 9 })
      .catch((thrown) => thrown);
    expect(error).toBeInstanceOf(OpenAI.BadRequestError);
    expect([at.openai.requests.length, at.claude.requests.length]).toEqual([1, 0]);
  });

  it.each([
    ['no messages', { model: 'gpt-5.5', messages: [] }, /no messages/],
    ['no model', { messages: hello.messages }, /names no model/],
    ['no role', { model: 'gpt-5.5', messages: [{ content: 'Hello' }] }, /messages\[0\] has no role/],
  ])('name what is wrong with a request: %s', async (_, request, fix) => {
    await using at = await stage();
    const error = await at.client.chat.completions.create(request as never).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(OpenAI.BadRequestError);
    expect(error.message).toMatch(fix);
    expect(at.openai.requests).toHaveLength(0);
  });
});

describe('withOptions', () => {
  it('keeps one engine, its fallbacks and its health over three clones', async () => {
    await using at = await stage({ maxRetries: 0, breaker: { consecutiveFailures: 1 } });
    const clone = at.client
      .withOptions({ timeout: 9_000 })
      .withOptions({ maxRetries: 0 })
      .withOptions({ defaultHeaders: { 'x-a': 'b' } });
    expect(clone).toBeInstanceOf(Understudy);
    at.openai.fail(down);
    await clone.chat.completions.create(hello);
    expect(at.client.failover.health().find(({ provider }) => provider === 'openai')?.state).toBe('open');
    at.openai.fail(null);
    const answer = await at.client.chat.completions.create(hello);
    expect(served(answer)?.provider).toBe('anthropic');
    expect(at.openai.requests).toHaveLength(1);
  });

  it("does not take OpenAI's defaults for the user's wish", async () => {
    await using at = await stage({ fallbacks: [], retry: { attempts: 1 } });
    at.openai.fail(down);
    await expect(at.client.withOptions({ timeout: 9_000 }).chat.completions.create(hello)).rejects.toThrow();
    expect(at.openai.requests).toHaveLength(1);
  });

  it("builds a new engine where the failover's own options change", async () => {
    await using at = await stage({ maxRetries: 0 });
    at.openai.fail(down);
    const alone = at.client.withOptions({ fallbacks: [] });
    await expect(alone.chat.completions.create(hello)).rejects.toBeInstanceOf(OpenAI.InternalServerError);
    expect(at.claude.requests).toHaveLength(0);
  });
});

it('is an OpenAI client to every check', async () => {
  const client = new Understudy({ apiKey: 'sk-test' });
  expect(client).toBeInstanceOf(OpenAI);
  expect(Object.keys(new OpenAI({ apiKey: 'sk-test' })).every((key) => key in client)).toBe(true);
});
