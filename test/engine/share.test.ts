import { describe, expect, test } from 'vitest';
import {
  ConfigError,
  createFailover,
  openai,
  served,
  type TargetShare,
  Understudy,
} from '../../src/index.ts';
import { hello, keyed } from '../client/stage.ts';
import { names, type Vendors, vendors } from './vendors.ts';

/** Gemini for one call in ten, the old one (Claude) for the others: in the route `work`, and behind OpenAI. */
async function careful(share = 0.1) {
  const at = await vendors();
  const chain = [{ target: at.targets.gemini, share }, at.targets.claude];
  at.client.failover.update({ fallbacks: chain, routes: { work: chain } });
  return at;
}

/** What a call was tried on, in order, with this luck. */
async function tried({ client, clock }: Vendors, chance: number, model = 'work') {
  clock.chance = chance;
  const answer = await client.chat.completions.create({ ...hello, model });
  return served(answer)?.attempts.map(({ provider }) => provider);
}

const broken = { kind: 'status' as const, status: 500 };

describe('a target for a share of the calls', () => {
  test('stands in its place for the share, and last for all others', async () => {
    await using at = await careful();
    expect(await tried(at, 0.099)).toEqual(['google']);
    expect(await tried(at, 0.1)).toEqual(['anthropic']);
    expect(await tried(at, 0.999)).toEqual(['anthropic']);
  });

  test('stands in for the named one by the same luck', async () => {
    await using at = await careful();
    at.client.failover.pause('openai');
    expect(await tried(at, 0.05, 'gpt-5.5')).toEqual(['google']);
    expect(await tried(at, 0.5, 'gpt-5.5')).toEqual(['anthropic']);
    at.client.failover.resume('openai');
    expect(await tried(at, 0.05, 'gpt-5.5')).toEqual(['openai']);
  });

  test('that fails costs nobody an answer: the old one gives it', async () => {
    await using at = await careful();
    at.servers.google.fail(broken);
    expect(await tried(at, 0)).toEqual(['google', 'anthropic']);
    expect(await tried(at, 0.5)).toEqual(['anthropic']);
  });

  test('rescues a call outside of its share where everybody else is down', async () => {
    await using at = await careful();
    at.servers.anthropic.fail(broken);
    expect(await tried(at, 0.5)).toEqual(['anthropic', 'google']);
    at.servers.openai.fail(broken);
    expect(await tried(at, 0.5, 'gpt-5.5')).toEqual(['openai', 'anthropic', 'google']);
  });

  test.each([
    [0, 0, ['anthropic']],
    [1, 0.999, ['google']],
  ])('of %d is asked accordingly', async (share, chance, expected) => {
    await using at = await careful(share);
    expect(await tried(at, chance)).toEqual(expected);
    at.servers.anthropic.fail(broken);
    expect(await tried(at, chance)).toContain('google');
  });

  test('is drawn anew for each call, and known to health as any other', async () => {
    await using at = await careful(0.5);
    at.clock.chance = undefined;
    for (let calls = 0; calls < 100; calls++) await at.ask('work');
    const shares = [at.servers.google, at.servers.anthropic].map(({ requests }) => requests.length);
    expect(shares.every((calls) => calls > 35)).toBe(true);
    expect(at.of(names.google)).toMatchObject({ state: 'healthy' });
    expect(at.client.failover.health().filter(({ provider }) => provider === 'google')).toHaveLength(1);
  });

  test("may be a further model of the client's own vendor", async () => {
    await using at = await vendors({
      routes: { work: [{ target: 'openai/gpt-6', share: 0.1 }, 'openai/gpt-5.5'] },
    });
    const models = async (chance: number) => {
      at.clock.chance = chance;
      return served(await at.client.chat.completions.create({ ...hello, model: 'work' }))?.model;
    };
    expect([await models(0.05), await models(0.5)]).toEqual(['gpt-6', 'gpt-5.5']);
    expect(at.servers.openai.requests.map(({ headers }) => headers.authorization)).toEqual(
      Array.from({ length: 2 }, () => `Bearer ${keyed(at.servers.openai).apiKey}`),
    );
  });
});

describe('a share that is none', () => {
  const target = openai('gpt-6', { apiKey: 'k' });
  test.each<[string, object, RegExp]>([
    ['below 0', { target, share: -0.1 }, /from 0 to 1.*not -0\.1/],
    ['above 1', { target, share: 2 }, /from 0 to 1.*not 2/],
    ['in words', { target, share: '5%' }, /from 0 to 1.*not "5%"/],
    ['not a number', { target, share: Number.NaN }, /from 0 to 1.*not NaN/],
    ['missing', { target }, /from 0 to 1.*not undefined/],
    ['misspelt', { target, shared: 0.1 }, /no option "shared". Did you mean "share"\?/],
    ['of nobody', { target: 'nobody', share: 0.1 }, /"nobody" is no target/],
    ['of a misspelt target', { targt: target, share: 0.1 }, /no option "targt". Did you mean "target"\?/],
    ['of a share', { target: { target, share: 0.5 }, share: 0.5 }, /no target/],
  ])('throws when the client is built: %s', (_, entry, message) => {
    const chain = [entry as TargetShare];
    const builds = [
      () => new Understudy({ apiKey: 'sk', health: 'own', fallbacks: chain }),
      () => createFailover({ health: 'own', routes: { work: chain } }),
    ];
    for (const build of builds) {
      expect(build).toThrow(ConfigError);
      expect(build).toThrow(message);
    }
  });
});
