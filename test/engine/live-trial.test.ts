import { describe, expect, test } from 'vitest';
import { served } from '../../src/index.ts';
import { hello } from '../client/stage.ts';
import { names, type VendorName, type Vendors, vendors } from './vendors.ts';

const behind = { openai: 'anthropic', anthropic: 'google', google: 'anthropic' } as const;

/** A vendor whose circuit has just opened: it rests for two seconds. */
async function fallen(first: VendorName) {
  const at = await vendors({ breaker: { trial: 'live', consecutiveFailures: 3 }, timeout: 10_000 });
  const server = at.servers[first];
  const tried = async () => {
    const model = first === 'openai' ? hello.model : first;
    const answer = await at.client.chat.completions.create({ ...hello, model });
    return served(answer)?.attempts.map(({ provider }) => provider);
  };
  server.fail({ kind: 'status', status: 500 });
  for (let calls = 0; calls < 3; calls++) await tried();
  return { ...at, server, tried };
}

const has = ({ events }: Pick<Vendors, 'events'>, type: string) =>
  events.some((event) => event.type === type);

describe.each<VendorName>(['openai', 'anthropic', 'google'])('with %s in front', (first) => {
  const standIn = behind[first];

  test('one live call after each rest asks who is down, and its user is answered all the same', async () => {
    await using at = await fallen(first);
    const { server, clock, tried } = at;
    for (const restMs of [2_000, 4_000, 8_000, 10_000, 10_000]) {
      const asked = server.requests.length;
      expect(at.of(names[first])).toMatchObject({ state: 'open', nextProbe: at.today(restMs) });
      await clock.advance(restMs - 1);
      expect(await tried()).toEqual([standIn]);
      expect(server.requests).toHaveLength(asked);
      await clock.advance(1);
      const together = await Promise.all(Array.from({ length: 10 }, tried));
      expect(together.filter((providers) => providers?.[0] === first)).toEqual([[first, standIn]]);
      expect(together.filter((providers) => providers?.length === 1)).toHaveLength(9);
      expect(server.requests).toHaveLength(asked + 1);
    }
  });

  test('the call that finds it healed is answered by it and closes its circuit', async () => {
    await using at = await fallen(first);
    at.server.fail(null);
    await at.clock.advance(2_000);
    expect(await at.tried()).toEqual([first]);
    expect(at.events).toContainEqual({ type: 'circuit-closed', target: names[first] });
    expect(at.of(names[first])).toMatchObject({ state: 'healthy', since: at.today() });
    const together = await Promise.all(Array.from({ length: 10 }, at.tried));
    expect(together).toEqual(Array.from({ length: 10 }, () => [first]));
  });

  test('a request of ours reaches no vendor at all', async () => {
    await using at = await fallen(first);
    for (let seconds = 0; seconds < 30; seconds++) {
      if (seconds === 20) at.server.fail(null);
      await at.clock.advance(1_000);
      await at.tried();
    }
    expect(has(at, 'circuit-closed')).toBe(true);
    expect(has(at, 'probe-started')).toBe(false);
    for (const { requests } of Object.values(at.servers))
      for (const { bodyText } of requests) expect(bodyText).toContain('"Hello"');
  });

  test('where it hangs its user waits a while, and the others do not', async () => {
    await using at = await fallen(first);
    at.server.fail({ kind: 'silence' });
    await at.clock.advance(2_000);
    const trial = at.tried();
    await at.server.received(3);
    expect(await at.tried()).toEqual([standIn]);
    await at.clock.advance(4_500);
    expect(await trial).toEqual([first, standIn]);
    expect(at.of(names[first])).toMatchObject({ state: 'open', kind: 'timeout', until: at.today(4_000) });
    expect(at.server.requests).toHaveLength(4);
  });
});

test('a trial is not tried again, however many retries its call may have', async () => {
  await using at = await fallen('openai');
  await at.clock.advance(2_000);
  const answer = await at.client.chat.completions.create(hello, { maxRetries: 5 });
  expect(served(answer)?.attempts.map(({ provider }) => provider)).toEqual(['openai', 'anthropic']);
});

test('a stream may be the trial too', async () => {
  await using at = await fallen('openai');
  at.server.fail(null);
  await at.clock.advance(2_000);
  const stream = await at.client.chat.completions.create({ ...hello, stream: true });
  for await (const _ of stream);
  expect(served(stream)?.provider).toBe('openai');
  expect(at.of(names.openai)).toMatchObject({ state: 'healthy' });
});

test('who cannot be reached at all is tried in the same way', async () => {
  await using at = await vendors({ breaker: { trial: 'live', consecutiveFailures: 3 } });
  await at.servers.openai.refuse();
  for (let calls = 0; calls < 3; calls++) await at.ask();
  expect(at.of(names.openai)).toMatchObject({ state: 'open' });
  await at.clock.advance(2_000);
  expect(await at.ask()).toBe('Claude here.');
  expect(at.of(names.openai)).toMatchObject({ until: at.today(4_000) });
  await at.servers.openai.listen();
  await at.clock.advance(4_000);
  expect(await at.ask()).toBe('ChatGPT here.');
  expect(at.events).toContainEqual({ type: 'circuit-closed', target: 'openai' });
  expect(has(at, 'probe-started')).toBe(false);
});

test('who stands behind one that answers is not asked at all', async () => {
  await using at = await vendors({ breaker: { trial: 'live', consecutiveFailures: 3 } });
  const { openai, anthropic } = at.servers;
  for (const server of [openai, anthropic]) server.fail({ kind: 'status', status: 500 });
  for (let calls = 0; calls < 3; calls++) await at.ask();
  openai.fail(null);
  for (let seconds = 0; seconds < 20; seconds++) {
    await at.clock.advance(1_000);
    await at.ask();
  }
  expect(at.of(names.openai)).toMatchObject({ state: 'healthy' });
  expect(at.of(names.anthropic)).toMatchObject({ state: 'open' });
  expect(anthropic.requests).toHaveLength(3);
});
