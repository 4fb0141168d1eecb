import { expect, test } from 'vitest';
import type { Fault } from '../../../src/drill/servers/kit/faults.ts';
import { startOpenAI } from '../../../src/drill/servers/openai.ts';
import { openai, vendors } from './sdk.ts';

const { plain, stream } = vendors.openai;
const down: Fault = { kind: 'status', status: 503 };
const status = (asking: Promise<unknown>) =>
  asking.then(
    () => 200,
    (error) => error.status,
  );

test('a script comes before the standing fault, one entry for each request', async () => {
  await using server = await startOpenAI();
  server.fail(down);
  server.failNext({ kind: 'status', status: 500 }, null);
  expect(await status(plain(server.url))).toBe(500);
  expect(await status(plain(server.url))).toBe(200);
  expect(await status(plain(server.url))).toBe(503);
  server.fail(null);
  expect(await status(plain(server.url))).toBe(200);
  expect(server.requests.map(({ fault, state }) => [fault, state])).toEqual([
    ['status', 'faulted'],
    [undefined, 'answered'],
    ['status', 'faulted'],
    [undefined, 'answered'],
  ]);
});

test('refuse breaks what is open, listen brings back the same port', async () => {
  await using server = await startOpenAI();
  server.fail({ kind: 'stall', afterTokens: 1 });
  const broken = stream(server.url).catch((error) => error);
  const request = await server.received(0);
  await server.refuse();
  expect(await broken).toBeInstanceOf(Error);
  expect(await request.closed).toBe('faulted');
  const refused = await plain(server.url).catch((error) => error);
  expect(refused.cause.cause.code).toBe('ECONNREFUSED');
  server.fail(null);
  await server.listen();
  expect(await plain(server.url)).toEqual({ text: 'OpenAI here, alive and well.', end: 'stop' });
  expect(server.requests).toHaveLength(2);
});

test('the answer may be a text or a function', async () => {
  await using fixed = await startOpenAI({ answer: 'Always this.' });
  expect((await plain(fixed.url)).text).toBe('Always this.');
  await using echo = await startOpenAI({ answer: ({ lastUser }) => `You said: ${lastUser}` });
  expect((await plain(echo.url)).text).toMatch(/^You said: ./);
});

test('refuse, listen and close may be called twice', async () => {
  const server = await startOpenAI();
  await server.listen();
  await server.refuse();
  await server.refuse();
  await server.listen();
  await server.close();
  await server.close();
});

test('the journal has the request as it was sent', async () => {
  await using server = await startOpenAI();
  await plain(server.url);
  const [request] = server.requests;
  expect(request).toMatchObject({
    serial: 1,
    method: 'POST',
    path: '/v1/chat/completions',
    body: { model: 'gpt-5.5', messages: [{ role: 'user', content: 'Hello?' }] },
    state: 'answered',
  });
  expect(request!.headers.authorization).toBe('Bearer sk-test');
  expect(JSON.parse(request!.bodyText)).toEqual(request!.body);
  await request!.closed;
  expect(request!.closedAt).toBeGreaterThanOrEqual(request!.startedAt);
});

test('a reader who breaks off in the middle is seen to leave', async () => {
  await using server = await startOpenAI();
  server.fail({ kind: 'stall', afterTokens: 2 });
  const messages = [{ role: 'user' as const, content: 'Hello?' }];
  const reading = await openai(server.url).chat.completions.create({
    model: 'gpt-5.5',
    messages,
    stream: true,
  });
  for await (const { choices } of reading) if (choices[0]?.delta.content) break;
  expect(await server.requests[0]!.closed).toBe('client-gone');
});

test('no delay outlives its reader', async () => {
  await using server = await startOpenAI({ tokenDelayMs: 60_000 });
  const caller = new AbortController();
  const reading = stream(server.url, { signal: caller.signal }).catch(() => {});
  const request = await server.received(0);
  expect(request.state).toBe('answering');
  caller.abort();
  expect(await request.closed).toBe('client-gone');
  await reading;
});

test('the answer sees the conversation, and may be computed', async () => {
  await using server = await startOpenAI({
    answer: async ({ lastUser, model }) => `${model} heard ${lastUser}`,
  });
  expect((await plain(server.url)).text).toBe('gpt-5.5 heard Hello?');
});

test('an answer that throws is a server error that says so', async () => {
  await using server = await startOpenAI({
    answer: () => {
      throw new Error('no idea');
    },
  });
  await expect(plain(server.url)).rejects.toThrow('500 The answer of the drill threw: Error: no idea');
});

test('the delay between tokens also holds for a stream that will break', async () => {
  await using server = await startOpenAI({ tokenDelayMs: 1, answer: () => 'a b c' });
  server.fail({ kind: 'clean-end', afterTokens: 2 });
  expect(await stream(server.url)).toEqual({ text: 'a b', end: undefined });
});

test('a plain answer has its length, also where its JSON is truncated', async () => {
  await using server = await startOpenAI();
  const ask = () =>
    fetch(`${server.url}/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk-test' },
      body: JSON.stringify({ model: 'gpt-4.1', messages: [{ role: 'user', content: 'Hi' }] }),
    });
  const whole = await ask();
  expect(Number(whole.headers.get('content-length'))).toBe(Buffer.byteLength(await whole.text()));
  server.fail({ kind: 'truncated-json' });
  const half = await ask();
  const text = await half.text();
  expect(Number(half.headers.get('content-length'))).toBe(Buffer.byteLength(text));
  expect(() => JSON.parse(text)).toThrow(SyntaxError);
});
