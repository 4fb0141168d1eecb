import { describe, expect, test } from 'vitest';
import { anthropic, ConfigError, createFailover, type Failover, served } from '../../src/index.ts';
import { hello } from '../client/stage.ts';
import { names, type Vendors, vendors } from './vendors.ts';

const { openai } = names;

/** What a plain call was tried on, in order. */
async function tried({ client }: Pick<Vendors, 'client'>, model = 'gpt-5.5') {
  const answer = await client.chat.completions.create({ ...hello, model });
  return served(answer)?.attempts.map(({ provider }) => provider);
}

describe('update', () => {
  test('gives the next call the new fallbacks, and keeps what is known', async () => {
    await using at = await vendors();
    at.servers.openai.fail(at.servers.openai.errors.overloaded);
    for (let calls = 0; calls < 5; calls++) await at.ask();
    const before = at.of(openai);
    expect(before).toMatchObject({ state: 'open', recent: { attempts: 5 } });
    at.client.failover.update({ fallbacks: [at.targets.gemini] });
    const { standIn, notice, ...kept } = at.of(openai);
    expect({ ...before, ...kept }).toEqual(before);
    expect(standIn).toBe(names.google);
    expect(notice?.en).toContain('Gemini answers instead');
    expect(await tried(at)).toEqual(['google']);
    expect(at.servers.openai.requests).toHaveLength(5);
  });

  test('and a call that has just begun keeps what it began with, and asks whom it found well', async () => {
    const failover = createFailover({ routes: { mine: [async () => 'the old one'] }, health: 'own' });
    const begun = failover.chat({ ...hello, model: 'mine' });
    failover.pause('custom');
    failover.update({ routes: { mine: [async () => 'the new one'] } });
    expect(await begun).toMatchObject({ completion: { choices: [{ message: { content: 'the old one' } }] } });
  });

  test('gives the next call the new routes, and takes the old ones away', async () => {
    await using at = await vendors();
    expect(await tried(at, 'anthropic')).toEqual(['anthropic']);
    at.client.failover.update({ routes: { anthropic: [at.targets.gemini], fresh: [at.targets.claude] } });
    expect(await tried(at, 'anthropic')).toEqual(['google']);
    expect(await tried(at, 'fresh')).toEqual(['anthropic']);
    expect(await tried(at, 'google')).toEqual(['openai']);
  });

  test('leaves alone what it is not told of', async () => {
    await using at = await vendors();
    at.client.failover.pause('openai');
    at.client.failover.update({ routes: {} });
    expect(await tried(at)).toEqual(['anthropic']);
    at.client.failover.update({ routes: { mine: [at.targets.gemini] } });
    at.client.failover.update({ fallbacks: [] });
    at.client.failover.update({});
    expect(await tried(at, 'mine')).toEqual(['google']);
    await expect(tried(at)).rejects.toThrow('Connection error');
  });

  test('knows a target again that was out for a while, its pause too', async () => {
    await using at = await vendors();
    const { claude, gemini } = at.targets;
    at.client.failover.pause('openai');
    at.client.failover.pause('google', { reason: 'a bad update' });
    at.servers.anthropic.fail(at.servers.anthropic.errors.rateLimit(60));
    await expect(tried(at)).rejects.toThrow();
    at.client.failover.update({ fallbacks: [], routes: {} });
    expect(at.client.failover.health().map(({ target }) => target)).toEqual([openai]);
    at.client.failover.update({ fallbacks: [gemini, claude] });
    expect(at.of(names.anthropic)).toMatchObject({ state: 'cooling', until: at.today(60_000) });
    expect(at.of(names.google)).toMatchObject({ state: 'paused', reason: 'a bad update' });
  });

  test('leaves a stream under way with the chain that it began with', async () => {
    await using at = await vendors({ timeouts: { idleMs: 15_000 } });
    at.servers.openai.failNext({ kind: 'stall', afterTokens: 1 });
    const stream = await at.client.chat.completions.create({ ...hello, stream: true });
    let words = '';
    const reading = (async () => {
      for await (const { choices } of stream) words += choices[0]?.delta.content ?? '';
    })();
    while (words !== 'ChatGPT') await at.clock.advance(0);
    at.client.failover.update({ fallbacks: [at.targets.gemini], routes: {} });
    await at.clock.advance(15_000);
    await reading;
    expect(words).toBe('ChatGPT Claude here.');
    expect(served(stream)?.attempts.map(({ provider }) => provider)).toEqual(['openai', 'anthropic']);
    at.client.failover.pause('openai');
    expect(await tried(at)).toEqual(['google']);
  });

  type Chains = Parameters<Failover['update']>[0];
  test.each<[string, (good: Chains) => unknown, RegExp]>([
    ['a target of nobody', (good) => ({ ...good, fallbacks: ['antropic/x'] }), /Did you mean "anthropic\/x"/],
    [
      'no target at all',
      (good) => ({ ...good, fallbacks: [anthropic('x', { apiKey: 'k' }), 5] }),
      /no target/,
    ],
    ['no list', (good) => ({ ...good, fallbacks: 'anthropic/x' }), /fallbacks takes a list/],
    ['an empty route', (good) => ({ ...good, routes: { mine: [] } }), /The route "mine" is empty/],
    ['a bad route', (good) => ({ ...good, routes: { mine: ['nobody'] } }), /"nobody" is no target/],
    [
      'a bad share',
      (good) => ({ ...good, routes: { mine: [{ target: 'ollama/x', share: 2 }] } }),
      /from 0 to 1/,
    ],
    ['a name that is nearly right', (good) => ({ ...good, fallback: [] }), /Did you mean "fallbacks"/],
    ['an option that cannot change', (good) => ({ ...good, timeouts: {} }), /There are: fallbacks, routes/],
  ])('throws for %s, and then changes nothing', async (_, mistake, message) => {
    await using at = await vendors();
    const good = { fallbacks: [at.targets.gemini], routes: { anthropic: [at.targets.gemini] } };
    const update = () => at.client.failover.update(mistake(good) as Chains);
    expect(update).toThrow(ConfigError);
    expect(update).toThrow(message);
    at.client.failover.pause('openai');
    expect(await tried(at)).toEqual(['anthropic']);
    expect(await tried(at, 'anthropic')).toEqual(['anthropic']);
  });

  test('is shared by clones, in both directions', async () => {
    await using at = await vendors();
    const clone = at.client.withOptions({ timeout: 5_000 });
    at.client.failover.pause('openai');
    at.client.failover.update({ fallbacks: [at.targets.gemini] });
    expect(await tried({ client: clone })).toEqual(['google']);
    clone.failover.update({ fallbacks: [at.targets.claude] });
    expect(await tried(at)).toEqual(['anthropic']);
  });

  test('is not shared by a clone with fallbacks of its own', async () => {
    await using at = await vendors();
    const clone = at.client.withOptions({ fallbacks: [at.targets.claude], health: 'own' });
    at.client.failover.update({ fallbacks: [at.targets.gemini] });
    clone.failover.pause('openai');
    expect(await tried({ client: clone })).toEqual(['anthropic']);
  });
});
