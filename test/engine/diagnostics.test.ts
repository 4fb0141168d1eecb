import { type ChannelListener, channel, subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import type { FailoverEvent } from '../../src/index.ts';
import { vendors } from './vendors.ts';

type Type = FailoverEvent['type'];
const types = [
  'attempt-started',
  'attempt-answered',
  'attempt-failed',
  'circuit-opened',
  'call-failed',
] as const;
const nameOf = (type: Type) => `llm-understudy:${type}`;

/** Subscribes for the length of a test. */
function hear(type: Type, listener: (event: FailoverEvent) => void): void {
  const heard: ChannelListener = (event) => listener(event as FailoverEvent);
  subscribe(nameOf(type), heard);
  onTestFinished(() => void unsubscribe(nameOf(type), heard));
}

afterEach(() => {
  vi.restoreAllMocks();
});

test('tells the same as a listener is told, each type on a channel of its own', async () => {
  const told: FailoverEvent[] = [];
  for (const type of types) {
    hear(type, (event) => {
      expect(event.type).toBe(type);
      told.push(event);
    });
  }
  await using at = await vendors();
  at.servers.openai.fail(at.servers.openai.errors.serverError);
  for (let calls = 0; calls < 5; calls++) await at.ask();
  at.client.failover.update({ fallbacks: [] });
  await expect(at.ask()).rejects.toThrow();
  const heard = at.events.filter(({ type }) => (types as readonly Type[]).includes(type));
  expect(told).toHaveLength(heard.length);
  for (const [place, event] of told.entries()) expect(event).toBe(heard[place]);
  expect(new Set(told.map(({ type }) => type))).toEqual(new Set(types));
});

test('tells of every client of the process, also where nobody listens to the client itself', async () => {
  const calls: string[] = [];
  hear('attempt-answered', (event) => calls.push((event as { attempt: { target: string } }).attempt.target));
  await using one = await vendors();
  await using other = await vendors();
  one.client.failover.close();
  await one.ask();
  await other.ask('anthropic');
  expect(calls).toEqual(['openai/gpt-5.5', 'anthropic/claude-sonnet-5-5']);
});

test('says nothing where nobody has subscribed', async () => {
  const all = [...types, 'target-skipped'] as const;
  const published = all.map((type) => vi.spyOn(channel(nameOf(type)), 'publish'));
  const others: FailoverEvent[] = [];
  hear('target-paused', (event) => others.push(event));
  await using at = await vendors();
  await at.ask();
  at.client.failover.pause('openai', { reason: 'a test' });
  await at.ask();
  for (const publish of published) expect(publish).not.toHaveBeenCalled();
  expect(others).toEqual([{ type: 'target-paused', target: 'openai', reason: 'a test' }]);
});

test('a subscriber that throws is an uncaught exception, as Node has it, and no matter of the call', async () => {
  // Node hands it to the process in a later turn; here the runner's own listeners would fail the test.
  const uncaught = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  const thrown = new Promise((resolve) => process.once('uncaughtException', resolve));
  onTestFinished(() => {
    for (const listener of uncaught) process.on('uncaughtException', listener);
  });
  const boom = new Error('a broken dashboard');
  let isBroken = true;
  hear('attempt-started', () => {
    if (!isBroken) return;
    isBroken = false;
    throw boom;
  });
  const later = vi.fn();
  hear('attempt-started', later);
  await using at = await vendors();
  expect(await at.ask()).toBe('ChatGPT here.');
  expect(await thrown).toBe(boom);
  expect(later).toHaveBeenCalledOnce();
  expect(at.events.map(({ type }) => type)).toEqual(['attempt-started', 'attempt-answered']);
});
