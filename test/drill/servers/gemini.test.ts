import { expect, test } from 'vitest';
import { startGemini } from '../../../src/drill/servers/gemini.ts';
import type { Answer } from '../../../src/drill/servers/kit/answer.ts';
import { eventsOf, gemini } from './sdk.ts';

const contents = [{ role: 'user', parts: [{ text: 'What is the weather in Paris?' }] }];
const call = { name: 'weather', arguments: { city: 'Paris', unit: '°C' } };

const post = (url: string, call: string, body: object = { contents }) =>
  fetch(`${url}/v1beta/models/gemini-3.8-flash:${call}`, {
    method: 'POST',
    headers: { 'x-goog-api-key': 'test' },
    body: JSON.stringify(body),
  });

const dataOf = (events: string[]) => events.map((event) => JSON.parse(event.slice('data: '.length)));

test('a plain answer, printed as Google prints it', async () => {
  await using server = await startGemini({
    answer: () => ({ text: '<b>Sunny.</b>', usage: { output: 5, reasoning: 4 } }),
  });
  const response = await post(server.url, 'generateContent');
  const text = await response.text();
  expect(text).toContain('\n  "candidates": [');
  expect(text).toContain('\\u003cb\\u003e');
  expect(JSON.parse(text)).toMatchObject({
    candidates: [
      { content: { role: 'model', parts: [{ text: '<b>Sunny.</b>' }] }, finishReason: 'STOP', index: 0 },
    ],
    usageMetadata: { candidatesTokenCount: 1, thoughtsTokenCount: 4 },
    modelVersion: 'gemini-3.8-flash',
    responseId: 'drill000001',
  });
});

test('a stream of whole responses, each with the next words, and nothing after the reason', async () => {
  await using server = await startGemini({ answer: () => ({ text: 'Hello there', reasoning: 'Hm' }) });
  const response = await post(server.url, 'streamGenerateContent?alt=sse');
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  const bytes = await response.clone().text();
  expect(bytes.split('\r\n\r\n')).toHaveLength(5);
  const chunks = dataOf(await eventsOf(response));
  expect(chunks.map(({ candidates: [{ content }] }) => content.parts)).toEqual([
    [{ text: 'Hm', thought: true }],
    [{ text: 'Hello' }],
    [{ text: ' there' }],
    [{ text: '' }],
  ]);
  expect(chunks.map(({ candidates: [{ finishReason }] }) => finishReason)).toEqual([
    undefined,
    undefined,
    undefined,
    'STOP',
  ]);
  expect(chunks.map(({ usageMetadata }) => usageMetadata.candidatesTokenCount)).toEqual([undefined, 1, 2, 2]);
});

test('tool calls come whole, the first one signed, and finish with STOP', async () => {
  await using server = await startGemini({ answer: () => ({ toolCalls: [call, { ...call, id: 'own' }] }) });
  const model = gemini(server.url);
  const plain = (await model.generateContent('Weather?')).response;
  const { response } = await model.generateContentStream('Weather?');
  for (const { candidates } of [plain, await response]) {
    expect(candidates![0]!.finishReason).toBe('STOP');
    expect(candidates![0]!.content.parts.at(-1)!.functionCall).toMatchObject({
      name: 'weather',
      args: call.arguments,
    });
  }
  expect(plain.candidates![0]!.content.parts).toMatchObject([
    { functionCall: { name: 'weather' }, thoughtSignature: expect.any(String) },
    { functionCall: { name: 'weather', id: 'own' } },
  ]);
});

test('text in any script survives single bytes', async () => {
  const text = '  Ünïcode 🦉\n\n線を引く \u2028 end  ';
  await using server = await startGemini({ answer: () => text });
  server.fail({ kind: 'chunked-bytes', size: 1 });
  const { response } = await gemini(server.url).generateContentStream('Hello?');
  expect((await response).text()).toBe(text);
});

test('length, and a filter half-way', async () => {
  const said: Answer[] = [
    { text: 'So', finish: 'length' },
    { text: 'So', finish: 'content_filter' },
  ];
  await using server = await startGemini({ answer: () => said.shift()! });
  const long = (await gemini(server.url).generateContent('Hello?')).response;
  expect(long.candidates![0]!.finishReason).toBe('MAX_TOKENS');
  const filtered = (await gemini(server.url).generateContent('Hello?')).response;
  expect(() => filtered.text()).toThrow('SAFETY');
});

test('a prompt that is blocked has no candidates', async () => {
  await using server = await startGemini();
  server.fail({ kind: 'blocked' });
  const [chunk, ...more] = dataOf(await eventsOf(await post(server.url, 'streamGenerateContent?alt=sse')));
  expect(chunk).toMatchObject({ promptFeedback: { blockReason: 'PROHIBITED_CONTENT' }, usageMetadata: {} });
  expect('candidates' in chunk || more.length > 0).toBe(false);
});

test('keys, models, versions and paths', async () => {
  await using server = await startGemini({ keys: ['right'], models: ['gemini-3.8-flash'] });
  const generate = (key: string, model: string) => gemini(server.url, key, model).generateContent('Hello?');
  await expect(generate('wrong', 'gemini-3.8-flash')).rejects.toMatchObject({
    status: 400,
    errorDetails: [{ reason: 'API_KEY_INVALID', domain: 'googleapis.com' }],
  });
  await expect(generate('right', 'gemini-9')).rejects.toMatchObject({ status: 404 });
  const url = (version: string) =>
    `${server.url}/${version}/models/gemini-3.8-flash:generateContent?key=right`;
  const status = async (version: string) =>
    (await fetch(url(version), { method: 'POST', body: JSON.stringify({ contents }) })).status;
  expect([await status('v1'), await status('v1beta'), await status('v1beta1'), await status('v7')]).toEqual([
    200, 200, 200, 404,
  ]);
  const keyless = await fetch(url('v1').replace('?key=right', ''), { method: 'POST', body: '{}' });
  expect((await keyless.json()).error).toMatchObject({ code: 403, status: 'PERMISSION_DENIED' });
});

test('every named error arrives as the SDK reads it', async () => {
  await using server = await startGemini();
  const { errors } = server;
  for (const fault of [
    errors.rateLimit(36),
    ...Object.values(errors).filter((error) => typeof error === 'object'),
  ]) {
    server.fail(fault);
    const error = await gemini(server.url)
      .generateContent('Hello?')
      .catch((e) => e);
    expect(error.status).toBe(fault.status);
    expect(error.message).toContain(fault.message);
    const response = await post(server.url, 'generateContent');
    expect((await response.json()).error).toMatchObject({ code: fault.status, status: fault.type });
    expect(response.headers.get('retry-after')).toBeNull();
  }
});

test('the period of a quota is in its id, the wait in a RetryInfo', async () => {
  await using server = await startGemini();
  const detailsOf = async (fault: typeof server.errors.quota): Promise<Record<string, never>[]> => {
    server.fail(fault);
    return (
      await gemini(server.url)
        .generateContent('Hello?')
        .catch((error) => error)
    ).errorDetails;
  };
  for (const [fault, period] of [
    [server.errors.rateLimit(36), 'PerMinute'],
    [server.errors.quota, 'PerDay'],
  ] as const) {
    const details = JSON.stringify(await detailsOf(fault));
    expect(details).toContain(`"quotaId":"GenerateRequests${period}PerProjectPerModel-FreeTier"`);
    expect(details).toContain('{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"36s"}');
  }
});
