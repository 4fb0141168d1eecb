import { describe, expect, test } from 'vitest';
import type { ChatRequest } from '../../../src/core/chat.ts';
import { startGemini } from '../../../src/drill/servers/gemini.ts';
import { fakeCall } from '../fake-call.ts';
import {
  chunksOf,
  completionOf,
  failureFrom,
  hello,
  KEY,
  MODEL,
  rawServer,
  sdks,
  streamed,
  textOf,
  through,
} from './helpers.ts';

describe.each(sdks)('through %s', (sdk) => {
  const { ask, provider } = through(sdk);

  test('A plain answer, and the request as Gemini gets it', async () => {
    await using gemini = await startGemini({ answer: ({ lastUser }) => `You said ${lastUser}` });
    const asked = provider({
      baseURL: `${gemini.url}/`,
      params: { generationConfig: { topK: 3 } },
      headers: { 'x-mine': 'yes' },
    });
    const completion = await completionOf(asked.chat({ ...hello, max_tokens: 50 }, fakeCall()));
    expect(completion).toMatchObject({
      object: 'chat.completion',
      model: MODEL,
      choices: [{ finish_reason: 'stop', message: { content: 'You said Hello?' } }],
    });
    expect(gemini.requests[0]).toMatchObject({
      path: `/v1beta/models/${MODEL}:generateContent`,
      headers: { 'x-goog-api-key': KEY, 'x-mine': 'yes' },
      body: { generationConfig: { maxOutputTokens: 50, topK: 3 } },
    });
  });

  test('A stream, with its usage', async () => {
    await using gemini = await startGemini({ answer: () => ({ text: 'One two three', reasoning: 'Hm hm' }) });
    const chunks = await chunksOf(ask(gemini.url, { ...streamed, stream_options: { include_usage: true } }));
    expect(textOf(chunks)).toBe('One two three');
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
    expect(chunks[0]?.choices[0]?.delta).toEqual({ role: 'assistant', content: '' });
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('stop');
    expect(chunks.at(-1)).toMatchObject({
      choices: [],
      usage: { completion_tokens: 5, completion_tokens_details: { reasoning_tokens: 2 } },
    });
  });

  const tools: ChatRequest['tools'] = [
    {
      type: 'function',
      function: {
        name: 'weather',
        parameters: { type: 'object', properties: { city: { type: 'string' } }, additionalProperties: false },
      },
    },
  ];

  test.each([false, true])('A tool is called, and its result goes back (stream: %s)', async (stream) => {
    await using gemini = await startGemini({
      answer: ({ messages }) => {
        const result = messages.findLast(({ role }) => role === 'tool');
        return result
          ? `It is ${result.text}`
          : {
              toolCalls: [
                { name: 'weather', arguments: { city: 'Rome' } },
                { name: 'weather', arguments: { city: 'Oslo' } },
              ],
            };
      },
    });
    const asked = { ...hello, tools, stream } as ChatRequest;
    const calls = stream
      ? (await chunksOf(ask(gemini.url, asked))).flatMap((chunk) => chunk.choices[0]?.delta.tool_calls ?? [])
      : ((await completionOf(ask(gemini.url, asked))).choices[0]?.message.tool_calls ?? []);
    expect(new Set(calls.map(({ id }) => id)).size).toBe(2);
    const messages = [
      ...asked.messages,
      { role: 'assistant', content: null, tool_calls: calls },
      ...calls.map(({ id }) => ({ role: 'tool', tool_call_id: id, content: 'sunny' })),
    ] as ChatRequest['messages'];
    // The drill's Gemini rejects a missing signature, and calls that are not all answered in one turn.
    const answer = await completionOf(ask(gemini.url, { ...hello, tools, messages }));
    expect(answer.choices[0]?.message.content).toBe('It is {"output":"sunny"}');
  });

  test.each([false, true])('A blocked prompt is an answer (stream: %s)', async (stream) => {
    await using gemini = await startGemini();
    gemini.fail({ kind: 'blocked' });
    const asked = { ...hello, stream } as ChatRequest;
    const finish = stream
      ? (await chunksOf(ask(gemini.url, asked))).at(-1)?.choices[0]?.finish_reason
      : (await completionOf(ask(gemini.url, asked))).choices[0]?.finish_reason;
    expect(finish).toBe('content_filter');
  });

  test.each([
    ['rateLimit', 'rate-limit', 429],
    ['quota', 'quota', 429],
    ['bareLimit', 'rate-limit', 429],
    ['prepaid', 'quota', 402],
    ['auth', 'auth', 400],
    ['keyless', 'permission', 403],
    ['permission', 'permission', 403],
    ['region', 'permission', 400],
    ['modelNotFound', 'model-not-found', 404],
    ['contextLength', 'context-length', 400],
    ['invalidRequest', 'invalid-request', 400],
    ['cancelled', 'transient', 499],
    ['overloaded', 'overloaded', 503],
    ['serverError', 'transient', 500],
    ['deadline', 'transient', 504],
  ] as const)('The error %s is %s', async (name, kind, status) => {
    await using gemini = await startGemini();
    const error = gemini.errors[name];
    gemini.fail(typeof error === 'function' ? error('36.4') : error);
    for (const request of [hello, streamed]) {
      const failure = await failureFrom(ask(gemini.url, request));
      expect(failure).toMatchObject({ kind, details: { status } });
      expect(failure.details.retryAfterMs).toBe(name === 'rateLimit' ? 36_400 : undefined);
      expect(`${failure.message} ${failure.stack} ${String(failure.cause)}`).not.toContain(gemini.url);
      expect(failure.message).not.toContain('@type');
    }
    expect(gemini.requests).toHaveLength(2);
  });

  test("An unknown key is auth, an unknown model is the model's", async () => {
    await using gemini = await startGemini({ keys: ['other'] });
    expect(await failureFrom(ask(gemini.url))).toMatchObject({
      kind: 'auth',
      details: { code: 'API_KEY_INVALID' },
    });
    await using strict = await startGemini({ models: ['gemini-none'] });
    expect(await failureFrom(ask(strict.url))).toMatchObject({ kind: 'model-not-found' });
  });

  test.each([
    ['a line break in the key', { apiKey: 'secret\n1' }],
    ['a line break in a header', { apiKey: KEY, headers: { a: 'secret\n1' } }],
    ['a header of the SDK', { apiKey: KEY, headers: { 'X-Goog-Api-Key': 'secret' } }],
  ])('What cannot be sent is found at once, and not printed: %s', (_, options) => {
    expect(() => provider(options)).toThrow(
      expect.objectContaining({ code: 'config', message: expect.not.stringContaining('secret') }),
    );
  });

  test('A request that cannot be translated never leaves', async () => {
    await using server = await rawServer(() => expect.unreachable());
    const request = { ...hello, functions: [] } as ChatRequest;
    expect(await failureFrom(ask(server.url, request))).toMatchObject({ kind: 'invalid-request' });
  });
});
