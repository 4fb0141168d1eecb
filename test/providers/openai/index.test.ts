import { afterEach, expect, test, vi } from 'vitest';
import type { ChatReply, ChatRequest } from '../../../src/core/chat.ts';
import { openRouterBreakdowns } from '../../../src/drill/servers/openai/compatible.ts';
import { startOpenAI } from '../../../src/drill/servers/openai.ts';
import { type CompatibleOptions, compatibleProvider } from '../../../src/providers/openai/index.ts';
import { unknownVendor } from '../../../src/providers/openai/vendors.ts';
import { plain, read, streamed, thrown } from '../../fakes.ts';
import { fakeCall } from '../fake-call.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** A target at this address, and what it is asked with. */
function at(baseURL: string, options: Partial<CompatibleOptions> = {}) {
  const access = { vendor: unknownVendor, baseURL, apiKey: 'sk-own', params: {}, headers: {}, ...options };
  const { chat } = compatibleProvider('gpt-4.1', access);
  return (request: ChatRequest, signal?: AbortSignal) => chat(request, fakeCall(signal));
}

const textOf = (reply: ChatReply) =>
  reply.type === 'completion' ? reply.completion.choices[0]?.message.content : undefined;

test('a plain answer, with its text and its headers as they came', async () => {
  await using server = await startOpenAI({ answer: () => 'Sunny.' });
  const reply = await at(server.url)(plain);
  expect(textOf(reply)).toBe('Sunny.');
  expect(reply.headers?.get('x-request-id')).toBe('req_drill000001');
  expect(reply.type === 'completion' && JSON.parse(reply.raw ?? '')).toMatchObject({
    object: 'chat.completion',
  });
  expect(server.requests[0]?.body).toMatchObject({ model: 'gpt-4.1', messages: plain.messages });
});

test('a stream, in whatever pieces it comes', async () => {
  await using server = await startOpenAI({ answer: () => 'Sunny, 24 °C 🌞.' });
  for (const fault of [null, { kind: 'chunked-bytes', size: 1, crlf: true, comments: true } as const]) {
    server.fail(fault);
    expect(await read(await at(server.url)(streamed))).toMatchObject({
      text: 'Sunny, 24 °C 🌞.',
      error: undefined,
    });
  }
});

test('nothing of the caller’s account with OpenAI leaves for another address', async () => {
  vi.stubEnv('OPENAI_API_KEY', 'sk-callers-own');
  vi.stubEnv('OPENAI_ADMIN_KEY', 'sk-admin-secret');
  vi.stubEnv('OPENAI_ORG_ID', 'org-secret');
  vi.stubEnv('OPENAI_PROJECT_ID', 'proj-secret');
  vi.stubEnv('OPENAI_CUSTOM_HEADERS', 'x-custom-secret: hush\nauthorization: Bearer sk-custom-secret');
  await using server = await startOpenAI();
  for (const chat of [at(server.url, { apiKey: undefined }), at(server.url)]) {
    await chat(plain).catch(() => {});
  }
  const [keyless, keyed] = server.requests;
  expect(keyless?.headers).not.toHaveProperty('authorization');
  expect(keyed?.headers.authorization).toBe('Bearer sk-own');
  for (const { headers, bodyText } of server.requests) {
    expect(JSON.stringify(headers) + bodyText).not.toMatch(/secret|callers-own|hush/);
    expect(headers).not.toHaveProperty('openai-organization');
  }
});

test('a target is sent its own headers', async () => {
  await using server = await startOpenAI();
  await at(server.url, { headers: { 'x-tenant': 't1', 'user-agent': 'mine/1' } })(plain);
  expect(server.requests[0]?.headers).toMatchObject({ 'x-tenant': 't1', 'user-agent': 'mine/1' });
});

test('a redirect is not followed: the key stays where it was meant for', async () => {
  await using elsewhere = await startOpenAI();
  await using server = await startOpenAI();
  server.fail({
    kind: 'status',
    status: 307,
    body: '',
    headers: { location: `${elsewhere.url}/chat/completions` },
  });
  expect(await thrown(at(server.url)(plain))).toMatchObject({ kind: 'transient', details: { status: 307 } });
  expect(elsewhere.requests).toEqual([]);
});

test('the SDK tries nothing again by itself', async () => {
  await using server = await startOpenAI();
  server.fail({
    ...server.errors.rateLimit(1),
    headers: { 'x-should-retry': 'true', 'retry-after-ms': '5' },
  });
  expect(await thrown(at(server.url)(plain))).toMatchObject({
    kind: 'rate-limit',
    details: { retryAfterMs: 5 },
  });
  expect(server.requests).toHaveLength(1);
});

test('an error keeps what the vendor said', async () => {
  await using server = await startOpenAI();
  server.fail(server.errors.quota);
  const failure = await thrown(at(server.url)(streamed));
  expect(failure).toMatchObject({
    kind: 'quota',
    message: server.errors.quota.message,
    details: { status: 429, code: 'credit_balance_exhausted', requestId: 'req_drill000001' },
  });
  expect(failure.details.response?.body).toContain('credit_balance_exhausted');
});

test.each([
  ['a page for an answer', { kind: 'html', status: 200 }, 'transient'],
  ['a page for an error', { kind: 'html', status: 502 }, 'transient'],
  ['half of an answer', { kind: 'truncated-json' }, 'transient'],
  ['a connection that is reset', { kind: 'reset' }, 'transient'],
  ['an answer that breaks off', { kind: 'cut', afterTokens: 1 }, 'transient'],
  ['an error for an answer', { kind: 'error-event', afterTokens: 0 }, 'overloaded'],
  [
    'a list for an error',
    { kind: 'status', status: 429, body: [{ error: { code: 429, message: 'm' } }] },
    'rate-limit',
  ],
  ['a text for an error', { kind: 'status', status: 500, body: { error: 'died' } }, 'transient'],
  ['no body', { kind: 'status', status: 503, body: '' }, 'overloaded'],
] as const)('%s is a failure, plain or streamed', async (_, fault, kind) => {
  await using server = await startOpenAI();
  server.fail(fault as never);
  expect((await thrown(at(server.url)(plain))).kind).toBe(kind);
  const stream = async () => {
    const { error } = await read(await at(server.url)(streamed));
    throw error;
  };
  expect((await thrown(stream())).kind).toBe(kind);
});

test.each([
  ['at the top', openRouterBreakdowns.atTop],
  ['in the choice', openRouterBreakdowns.inChoice],
])('an error of OpenRouter’s inside of a stream, %s', async (_, payload) => {
  await using server = await startOpenAI({ answer: () => 'One two three.' });
  server.fail({ kind: 'error-event', afterTokens: 2, payload });
  const { text, error } = await read(await at(server.url)(streamed));
  expect(text).toBe('One two');
  expect(error).toMatchObject({ kind: 'transient', message: 'Provider returned error' });
  // And in a plain answer, where the payload is all of it.
  expect(await thrown(at(server.url)(plain))).toMatchObject({ message: 'Provider returned error' });
});

test('an error in a choice is one, whatever its finish is called', async () => {
  await using server = await startOpenAI();
  const message = { role: 'assistant', content: 'One' };
  const choices = [{ index: 0, message, finish_reason: 'stop', error: { code: 503, message: 'm' } }];
  server.fail({ kind: 'error-event', afterTokens: 0, payload: { id: 'x', choices } });
  expect(await thrown(at(server.url)(plain))).toMatchObject({ kind: 'overloaded', message: 'm' });
});

test('a server that is gone', async () => {
  const server = await startOpenAI();
  await server.close();
  const failure = await thrown(at(server.url)(plain));
  expect(failure).toMatchObject({ kind: 'transient', details: { code: 'ECONNREFUSED' } });
});

test('an abort reaches the socket, and is the caller’s', async () => {
  await using server = await startOpenAI();
  for (const kind of ['silence', 'silence-after-headers'] as const) {
    server.fail({ kind });
    const caller = new AbortController();
    const asked = thrown(at(server.url)(plain, caller.signal));
    const received = await server.received(server.requests.length);
    caller.abort('left');
    expect(await asked).toMatchObject({ kind: 'aborted', cause: 'left' });
    expect(await received.closed).toBe('client-gone');
  }
});

test('a whole answer where a stream was asked for is none', async () => {
  await using server = await startOpenAI();
  server.fail({ kind: 'status', status: 200, body: { id: 'x', choices: [] } });
  expect(await thrown(at(server.url)(streamed))).toMatchObject({
    message: expect.stringMatching(/whole answer/),
  });
});
