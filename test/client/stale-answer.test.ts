import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/core/clock.ts';
import { createFailover, type FailoverEvent, served, staleIfError } from '../../src/index.ts';
import { hello, keyed, stage, wordsOf } from './stage.ts';

/** Both vendors, and a client that remembers; `fall` takes both off the network, a minute and a half later. */
async function remembered() {
  let later = 0;
  const clock = { ...systemClock, random: () => 0, date: () => systemClock.date() + later };
  const at = await stage({ maxRetries: 0, use: [staleIfError()], clock });
  const events: FailoverEvent[] = [];
  at.client.failover.on((event) => void events.push(event));
  const fall = async () => {
    later += 90_000;
    await Promise.all([at.openai.refuse(), at.claude.refuse()]);
  };
  return { ...at, events, fall };
}

const old = { target: 'openai/gpt-5.5', provider: 'openai', model: 'gpt-5.5' };
const words = 'I am ChatGPT and all is well.';

describe('an answer from before, when everything is down', () => {
  it('is the same completion, and served() tells how old it is', async () => {
    await using at = await remembered();
    const before = await at.client.chat.completions.create(hello);
    expect(served(before)).toMatchObject(old);
    expect(served(before)).not.toHaveProperty('stale');
    await at.fall();
    const { data, response } = await at.client.chat.completions.create(hello).withResponse();
    expect(data).toMatchObject({ id: before.id, created: before.created, choices: before.choices });
    expect(served(data)).toMatchObject({ ...old, stale: { ageMs: served(data)?.attempts.at(-1)?.ageMs } });
    expect(served(data)?.stale?.ageMs).toBeGreaterThanOrEqual(90_000);
    expect(served(data)?.attempts.map(({ target, reason, outcome }) => [target, reason, outcome])).toEqual([
      ['openai/gpt-5.5', 'first', 'failed'],
      ['anthropic/claude-sonnet-5-5', 'fallback', 'failed'],
      ['openai/gpt-5.5', 'stale', 'answered'],
    ]);
    expect(response.headers.get('x-understudy-target')).toBe('openai/gpt-5.5');
    expect(response.headers.get('age')).toMatch(/^9\d$/);
    const { type, target } = at.events.at(-1) as Extract<FailoverEvent, { type: 'answer-reused' }>;
    expect([type, target]).toEqual(['answer-reused', 'openai/gpt-5.5']);
    expect(at.events.filter((event) => event.type === 'call-failed')).toEqual([]);
  });

  it('is a stream for who asked for one, in any of the ways to ask', async () => {
    await using at = await remembered();
    const { completions } = at.client.chat;
    const request = { ...hello, stream: true as const };
    expect(await wordsOf(await completions.create(request))).toBe(words);
    await at.fall();
    const stream = await completions.create(request);
    expect(await wordsOf(stream)).toBe(words);
    expect(served(stream)).toMatchObject({ ...old, stale: {} });
    const helper = completions.stream(hello);
    expect((await helper.finalChatCompletion()).choices[0]?.message.content).toBe(words);
    expect(served(helper)).toMatchObject({ ...old, stale: {} });
    const left = await completions.create(request);
    for await (const _ of left) break;
    const aborted = await completions.create(request);
    let chunks = 0;
    for await (const _ of aborted) if (++chunks === 2) aborted.controller.abort();
    expect(chunks).toBe(2);
  });

  it("is Claude's where Claude gave it", async () => {
    await using at = await remembered();
    await at.openai.refuse();
    await at.client.chat.completions.create(hello);
    await at.claude.refuse();
    const answer = await at.client.chat.completions.create(hello);
    expect(answer.choices[0]?.message.content).toBe('I am Claude and all is well.');
    expect(served(answer)).toMatchObject({ target: 'anthropic/claude-sonnet-5-5', stale: {} });
  });

  it('is there while every target rests, and without a client', async () => {
    await using at = await remembered();
    const { fetch, pause } = createFailover({ use: [staleIfError()], health: 'own' });
    const client = new OpenAI({ ...keyed(at.openai), fetch, maxRetries: 0 });
    await client.chat.completions.create(hello);
    pause('openai');
    const raw = await client.chat.completions.create(hello).asResponse();
    expect(raw.headers.get('age')).toBe('0');
    expect(served(raw)).toMatchObject({ ...old, stale: {}, attempts: [{ reason: 'stale' }] });
  });

  it('is no news: the vendor is asked first, and answers anew once it is back', async () => {
    await using at = await remembered();
    await at.client.chat.completions.create(hello);
    await at.fall();
    await at.client.chat.completions.create(hello);
    await at.openai.listen();
    const answer = await at.client.chat.completions.create(hello);
    expect(served(answer)).toMatchObject(old);
    expect(served(answer)).not.toHaveProperty('stale');
  });
});

describe('the error of before', () => {
  it('is thrown where nothing like it was ever asked, nor by this account', async () => {
    await using at = await remembered();
    await at.client.chat.completions.create(hello);
    await at.fall();
    const other = { ...hello, messages: [{ role: 'user' as const, content: 'Hello again' }] };
    await expect(at.client.chat.completions.create(other)).rejects.toThrow(OpenAI.APIConnectionError);
    const stranger = at.client.withOptions({ apiKey: 'sk-of-somebody-else' });
    await expect(stranger.chat.completions.create(hello)).rejects.toThrow(OpenAI.APIConnectionError);
    expect(served(await at.client.chat.completions.create(hello))?.stale).toBeDefined();
  });

  it("is thrown for the caller's own mistake", async () => {
    await using at = await remembered();
    await at.client.chat.completions.create(hello);
    at.openai.fail(at.openai.errors.invalidRequest);
    await expect(at.client.chat.completions.create(hello)).rejects.toThrow(OpenAI.BadRequestError);
  });
});
