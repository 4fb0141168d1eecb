import { describe, expect, it } from 'vitest';
import { startAnthropic } from '../../src/drill/servers/anthropic.ts';
import type { Fault } from '../../src/drill/servers/kit/faults.ts';
import { startOpenAI } from '../../src/drill/servers/openai.ts';
import { anthropic, served, Understudy } from '../../src/index.ts';
import { hello, keyed, stage, wordsOf } from './stage.ts';

const outages: [string, Fault][] = [
  ['answers 503', { kind: 'status', status: 503 }],
  ['resets the connection', { kind: 'reset' }],
  ['sends HTML with 502', { kind: 'html', status: 502 }],
  ['sends HTML with 200', { kind: 'html', status: 200 }],
  ['is out of credit', { kind: 'status', status: 429, type: 'insufficient_quota' }],
  ['sends half of its JSON', { kind: 'truncated-json' }],
  ['answers nothing', { kind: 'empty' }],
  ['ends before its finish', { kind: 'clean-end', afterTokens: 0 }],
  ['sends an error inside of a 200', { kind: 'error-event', afterTokens: 0 }],
];

describe.each(outages)('while OpenAI %s', (_, fault) => {
  it.each([20, 200])('none of %i calls at once is lost', async (count) => {
    await using at = await stage();
    at.openai.fail(fault);
    const answers = await Promise.all(
      Array.from({ length: count }, () => at.client.chat.completions.create(hello)),
    );
    const words = answers.map((answer) => answer.choices[0]?.message.content);
    expect(new Set(words)).toEqual(new Set(['I am Claude and all is well.']));
    expect(words).toHaveLength(count);
    expect(at.claude.requests).toHaveLength(count);
  });

  it('none of 20 streams at once is lost', async () => {
    await using at = await stage();
    at.openai.fail(fault);
    const stream = async () => wordsOf(await at.client.chat.completions.create({ ...hello, stream: true }));
    const answers = await Promise.all(Array.from({ length: 20 }, stream));
    // What breaks after its first words is carried on instead of started anew.
    expect(answers.filter((words) => words.endsWith('I am Claude and all is well.'))).toHaveLength(20);
    expect(at.claude.requests).toHaveLength(20);
  });
});

it("asks the next target when nobody listens at OpenAI's address", async () => {
  await using at = await stage();
  await at.openai.refuse();
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => at.client.chat.completions.create(hello)),
  );
  expect(new Set(answers.map((answer) => served(answer)?.provider))).toEqual(new Set(['anthropic']));
});

it('leaves the dead vendor alone once its circuit is open', async () => {
  await using at = await stage({ breaker: { cooldownMs: 10_000 } });
  at.openai.fail({ kind: 'status', status: 503 });
  await Promise.all(Array.from({ length: 20 }, () => at.client.chat.completions.create(hello)));
  const before = at.openai.requests.length;
  for (let calls = 0; calls < 20; calls++) await at.client.chat.completions.create(hello);
  expect(at.openai.requests).toHaveLength(before);
});

it('remembers in a client that is built anew for every call', async () => {
  await using openai = await startOpenAI();
  await using claude = await startAnthropic();
  openai.fail({ kind: 'status', status: 503 });
  const call = () =>
    new Understudy({
      ...keyed(openai),
      maxRetries: 0,
      breaker: { cooldownMs: 9_999 },
      fallbacks: [anthropic('claude-sonnet-5-5', { apiKey: 'k', baseURL: claude.url })],
    }).chat.completions.create(hello);
  for (let calls = 0; calls < 20; calls++) await call();
  expect(openai.requests).toHaveLength(5);
  expect(claude.requests).toHaveLength(20);
});

it('does not ask before the time that a vendor named', async () => {
  await using at = await stage({ maxRetries: 0 });
  at.openai.fail(at.openai.errors.rateLimit(60));
  for (let calls = 0; calls < 3; calls++) await at.client.chat.completions.create(hello);
  expect(at.openai.requests).toHaveLength(1);
  expect(at.client.failover.health().find(({ provider }) => provider === 'openai')).toMatchObject({
    state: 'cooling',
    lastFailure: { kind: 'rate-limit', status: 429 },
  });
});

it('gives OpenAI its part back when it has healed', async () => {
  await using at = await stage({ maxRetries: 0, breaker: { consecutiveFailures: 1, cooldownMs: 1 } });
  at.openai.fail({ kind: 'status', status: 503 });
  await at.client.chat.completions.create(hello);
  at.openai.fail(null);
  const closed = new Promise((resolve) =>
    at.client.failover.on(({ type }) => type === 'circuit-closed' && resolve(type)),
  );
  // The rest of a millisecond is over by the next call; two probes run beside it.
  while (at.openai.requests.length < 2) await at.client.chat.completions.create(hello);
  await closed;
  const asked = at.openai.requests.length;
  const answer = await at.client.chat.completions.create(hello);
  expect(served(answer)?.provider).toBe('openai');
  expect(asked).toBe(3);
});

describe('a stream that breaks', () => {
  it.each<[string, Fault]>([
    ['is cut', { kind: 'cut', afterTokens: 3 }],
    ['ends without a finish', { kind: 'clean-end', afterTokens: 3 }],
    ['has an error inside', { kind: 'error-event', afterTokens: 3 }],
    ['has broken JSON inside', { kind: 'broken-json', atEvent: 5 }],
  ])('is carried on by the next target as one answer: it %s', async (_, fault) => {
    await using at = await stage({ maxRetries: 0 });
    at.openai.fail(fault);
    const stream = await at.client.chat.completions.create({ ...hello, stream: true });
    const ids = new Set<string>();
    const roles: string[] = [];
    const finishes: string[] = [];
    let words = '';
    for await (const { id, choices } of stream) {
      ids.add(id);
      if (choices[0]?.delta.role) roles.push(choices[0].delta.role);
      if (choices[0]?.finish_reason) finishes.push(choices[0].finish_reason);
      words += choices[0]?.delta.content ?? '';
    }
    expect(words).toBe('I am ChatGPT I am Claude and all is well.');
    expect([ids.size, roles, finishes]).toEqual([1, ['assistant'], ['stop']]);
    const asked = at.claude.requests[0]?.body as { messages: { role: string; content: unknown }[] };
    expect(asked.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
    expect(JSON.stringify(asked.messages[1]?.content)).toContain('I am ChatGPT');
  });

  it('keeps its words where nobody can carry it on', async () => {
    await using at = await stage({ maxRetries: 0, fallbacks: [] });
    at.openai.fail({ kind: 'cut', afterTokens: 3 });
    const stream = await at.client.chat.completions.create({ ...hello, stream: true });
    const error = await wordsOf(stream).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'stream_broken', partial: 'I am ChatGPT' });
    expect(served(stream)?.attempts).toHaveLength(1);
  });
});

it('tells of an answer with two voices who spoke which part, and adds up what it cost', async () => {
  await using at = await stage({ maxRetries: 0 });
  at.openai.fail({ kind: 'cut', afterTokens: 3 });
  const request = { ...hello, stream: true as const, stream_options: { include_usage: true } };
  const stream = await at.client.chat.completions.create(request);
  let usage: { prompt_tokens: number; completion_tokens: number; estimated?: boolean } | null | undefined;
  for await (const chunk of stream) usage = chunk.usage ?? usage;
  const attempts = served(stream)?.attempts ?? [];
  expect(attempts.map(({ provider, characters }) => [provider, characters])).toEqual([
    ['openai', 'I am ChatGPT'.length],
    ['anthropic', ' I am Claude and all is well.'.length],
  ]);
  expect(attempts[0]?.usage).toMatchObject({ output: 3, estimated: true });
  expect(attempts[1]?.usage?.estimated).toBeUndefined();
  expect(usage).toMatchObject({
    prompt_tokens: attempts.reduce((sum, attempt) => sum + (attempt.usage?.input ?? 0), 0),
    completion_tokens: attempts.reduce((sum, attempt) => sum + (attempt.usage?.output ?? 0), 0),
    estimated: true,
  });
});
