import { afterEach, expect, test, vi } from 'vitest';
import { ConfigError } from '../../../src/core/errors.ts';
import { startAnthropic } from '../../../src/drill/servers/anthropic.ts';
import { anthropicProvider } from '../../../src/providers/anthropic/index.ts';
import { fakeCall } from '../fake-call.ts';
import { at, provider, serveEachTest, ways } from './harness.ts';
import { asking, failureOf } from './helpers.ts';

serveEachTest();
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

test('the environment of the SDK reaches no target', async () => {
  vi.stubEnv('ANTHROPIC_API_KEY', 'sk-env');
  vi.stubEnv('ANTHROPIC_AUTH_TOKEN', 'token-env');
  vi.stubEnv('ANTHROPIC_BASE_URL', 'http://127.0.0.1:9');
  vi.stubEnv(
    'ANTHROPIC_CUSTOM_HEADERS',
    'authorization: Bearer sk-other\nx-secret: 1\nanthropic-version: 1999-01-01',
  );
  await provider({ headers: { 'x-mine': '2' } }).chat(asking(), fakeCall());
  const { headers } = at.server.requests[0]!;
  expect(headers).toMatchObject({
    authorization: 'Bearer sk-ant-1',
    'anthropic-version': '2026-10-21',
    'x-mine': '2',
  });
  expect(headers).not.toHaveProperty('x-secret');
  expect(JSON.stringify(headers)).not.toMatch(/env|other/);
});

test('the default address is not taken from the environment either', async () => {
  vi.stubEnv('ANTHROPIC_BASE_URL', at.server.url);
  const fetched = vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('offline'));
  await failureOf(anthropicProvider('claude-sonnet-5-5', { apiKey: 'k' }).chat(asking(), fakeCall()));
  expect(fetched.mock.calls[0]![0]).toBe('https://api.anthropic.com/v1/messages');
});

test('a redirect is not followed', async () => {
  const elsewhere = await startAnthropic();
  at.server.fail({ kind: 'status', status: 307, headers: { location: `${elsewhere.url}/v1/messages` } });
  expect((await failureOf(ways.plain())).kind).toBe('transient');
  expect(elsewhere.requests).toHaveLength(0);
  await elsewhere.close();
});

test.each(['', 'sk-ant\n', 'sk ant', 'sk-änt'])('the key %j is refused, and not repeated', (apiKey) => {
  expect(() => anthropicProvider('m', { apiKey })).toThrow(ConfigError);
  expect(() => anthropicProvider('m', { apiKey })).not.toThrow(/sk/);
});

test('so is a header that cannot be sent', () => {
  const headers = { 'x-mine': 'secret\nx: y' };
  expect(() => anthropicProvider('m', { apiKey: 'k', headers })).toThrow(/"x-mine"/);
  expect(() => anthropicProvider('m', { apiKey: 'k', headers })).not.toThrow(/secret/);
});

test('nothing is printed, not even of a model near its end', async () => {
  vi.stubEnv('ANTHROPIC_LOG', 'debug');
  const printed = (['debug', 'info', 'log', 'warn', 'error'] as const).map((level) =>
    vi.spyOn(console, level),
  );
  await provider({}, 'claude-sonnet-4-5').chat(asking(), fakeCall());
  at.server.fail({ kind: 'broken-json', atEvent: 5 });
  await failureOf(ways.stream());
  for (const spy of printed) expect(spy).not.toHaveBeenCalled();
});
