import type { IncomingMessage } from 'node:http';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { ChatRequest } from '../../../src/core/chat.ts';
import { startGemini } from '../../../src/drill/servers/gemini.ts';
import { fakeCall } from '../fake-call.ts';
import {
  chunksOf,
  completionOf,
  failureFrom,
  hello,
  KEY,
  rawServer,
  sdks,
  streamed,
  textOf,
  through,
} from './helpers.ts';

const { ask, provider } = through('genai');
const both = [hello, streamed];

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const tool = { type: 'function' as const, function: { name: 'f', parameters: { type: 'object' } } };
const everything: ChatRequest = {
  model: 'gpt-5.5',
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }] },
    {
      role: 'assistant',
      tool_calls: [{ id: '1', type: 'function', function: { name: 'f', arguments: '{}' } }],
    },
    { role: 'tool', tool_call_id: '1', content: 'noon' },
  ],
  tools: [tool],
  max_tokens: 9,
  reasoning_effort: 'low',
  response_format: { type: 'json_schema', json_schema: { name: 'n', schema: { type: ['object', 'null'] } } },
};

test.each([everything, { ...hello, messages: [{ role: 'user', content: '' }] } as ChatRequest])(
  'The request is the one of the older SDK, word for word (%#)',
  async (request) => {
    await using gemini = await startGemini();
    const params = { safetySettings: [], notYetThought: { of: [1] }, generationConfig: { topK: 3 } };
    for (const sdk of sdks)
      for (const baseURL of [gemini.url, `${gemini.url}//`])
        for (const stream of [false, true]) {
          const asked = through(sdk).provider({ baseURL, params });
          await asked.chat({ ...request, stream } as ChatRequest, fakeCall()).catch(() => {});
        }
    // The older one adds a role to the instructions, where none is asked for.
    const wires = gemini.requests.map(({ path, query, body }) =>
      JSON.stringify({ path, query, body: sorted(body) }).replace(',"role":"system"', ''),
    );
    expect(wires).toHaveLength(8);
    expect(new Set(wires).size).toBe(2);
  },
);

test('It is sent its own key and headers, and nothing of the environment; nothing is printed', async () => {
  const printed = (['debug', 'log', 'warn', 'error'] as const).map((level) => vi.spyOn(console, level));
  for (const [name, value] of Object.entries({
    GOOGLE_API_KEY: 'secret-1',
    GEMINI_API_KEY: 'secret-2',
    GOOGLE_GENAI_USE_VERTEXAI: 'true',
    GOOGLE_GENAI_USE_ENTERPRISE: 'false',
    GOOGLE_GENAI_API_VERSION: 'v1',
    GOOGLE_GEMINI_BASE_URL: 'http://127.0.0.1:9',
    GOOGLE_CLOUD_PROJECT: 'secret-3',
    GOOGLE_CLOUD_LOCATION: 'secret-4',
  }))
    vi.stubEnv(name, value);
  await using gemini = await startGemini();
  await provider({ baseURL: gemini.url, headers: { 'x-mine': 'yes' } }).chat(everything, fakeCall());
  const { headers, path } = gemini.requests[0]!;
  expect(path).toMatch(/^\/v1beta\//);
  expect(headers).toMatchObject({ 'x-goog-api-key': KEY, 'x-mine': 'yes' });
  expect(JSON.stringify(gemini.requests)).not.toContain('secret-');
  for (const spy of printed) expect(spy).not.toHaveBeenCalled();
});

test.each(both)('A redirect is not followed, so the key goes nowhere else', async (request) => {
  await using elsewhere = await rawServer(() => expect.unreachable());
  await using server = await rawServer((_, response) =>
    response.writeHead(307, { location: `${elsewhere.url}/v1beta/models/x` }).end(),
  );
  expect(await failureFrom(ask(server.url, request))).toMatchObject({
    kind: 'transient',
    details: { status: 307 },
  });
});

describe('It asks once', () => {
  const long = {
    candidates: [
      { content: { parts: [{ text: 'a' }] }, finishReason: 'CONTINUATION', continuationToken: 'more' },
    ],
  };
  const once = async (
    answer: { status: number; headers: Record<string, string>; body: string },
    request: ChatRequest,
  ) => {
    let asked = 0;
    await using server = await rawServer((_, response) => {
      asked += 1;
      response.writeHead(answer.status, answer.headers).end(answer.body);
    });
    const reply = await ask(server.url, request).catch(() => undefined);
    const finish =
      reply?.type === 'stream'
        ? (await chunksOf(reply)).at(-1)?.choices[0]?.finish_reason
        : reply?.completion.choices[0]?.finish_reason;
    expect(asked).toBe(1);
    return finish;
  };
  const json = { 'content-type': 'application/json' };

  test('where the SDK would carry on a long answer', async () => {
    const sse = { 'content-type': 'text/event-stream' };
    const body = JSON.stringify(long);
    expect(await once({ status: 200, headers: json, body }, hello)).toBe('length');
    expect(await once({ status: 200, headers: sse, body: `data: ${body}\n\n` }, streamed)).toBe('length');
  });

  test.each([408, 429, 500, 502, 503, 504])('where it might try a %i again', async (status) => {
    for (const request of both) await once({ status, headers: json, body: '{}' }, request);
  });
});

const event = (text: string, more: object = {}) =>
  JSON.stringify({ candidates: [{ content: { parts: [{ text }] }, ...more }] });
const [one, two] = [event('One '), event('two', { finishReason: 'STOP' })];

/** Answers with these bytes, and the end of the body. */
const says = (body: string, headers: Record<string, string> = {}, status = 200) =>
  rawServer((_: IncomingMessage, response) => void response.writeHead(status, headers).end(body));

test.each([
  ['a comment before the data', `: hello\ndata: ${one}\n\n: ping\n\n: again\ndata: ${two}\n\n`],
  [
    'other fields before the data',
    `id: 1\nevent: message\nretry: 5\ndata: ${one}\n\nevent: message\ndata:${two}\n\n`,
  ],
  ['the terminator of another vendor', `data: ${one}\n\ndata: ${two}\n\ndata: [DONE]\n\n`],
  ['a terminator in the middle', `data: ${one}\n\ndata: [DONE]\n\ndata: ${two}\n\n`],
  ['empty data', `data:\n\ndata: ${one}\n\ndata: \n\ndata: ${two}\n\n`],
  ['data in several lines', `data: ${one.replace('[', '[\ndata: ')}\n\ndata: ${two}\n\n`],
  ['a last event without its blank line', `data: ${one}\n\ndata: ${two}`],
  ['a byte order mark, and carriage returns', `\ufeffdata: ${one}\r\n\r\n: x\r\ndata: ${two}\r\n\r\n`],
  ['blank lines first', `\n\n\r\ndata: ${one}\n\n\n\ndata: ${two}\n\n`],
])('A stream is read whole in spite of %s', async (_, body) => {
  await using server = await says(body);
  const chunks = await chunksOf(ask(server.url, streamed));
  expect(textOf(chunks)).toBe('One two');
  expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('stop');
});

test('A slow reader loses nothing that had arrived when the stream broke', async () => {
  const heard = Promise.withResolvers<void>();
  const gone = Promise.withResolvers<void>();
  await using server = await rawServer(async (_, response) => {
    response.write(`data: ${one}\n\n`);
    await heard.promise;
    for (const word of ['three ', 'four']) {
      await new Promise<unknown>((sent) => response.write(`data: ${event(word)}\n\n`, sent));
      await turns();
    }
    response.on('close', gone.resolve).destroy();
  });
  const reply = await ask(server.url, streamed);
  if (reply.type !== 'stream') throw new Error('A stream was expected');
  const items = reply.items[Symbol.asyncIterator]();
  const chunks = [(await items.next()).value.chunk, (await items.next()).value.chunk];
  heard.resolve();
  await gone.promise;
  await turns();
  const rest = (async () => {
    for (let next = await items.next(); !next.done; next = await items.next()) chunks.push(next.value.chunk);
  })();
  expect((await failureFrom(rest)).message).toMatch(/broke in the middle/);
  expect(textOf(chunks)).toBe('One three four');
});

test('Words that look like an error are words', async () => {
  const text = 'The body was {"error": {"code": 500}}';
  const args = { error: { code: 500 } };
  const call = { functionCall: { name: 'report', args } };
  await using gemini = await says(
    JSON.stringify({ candidates: [{ content: { parts: [{ text }, call] }, finishReason: 'STOP' }] }),
  );
  const { message } = (await completionOf(ask(gemini.url))).choices[0]!;
  expect(message.content).toBe(text);
  expect(message.tool_calls).toMatchObject([{ function: { arguments: JSON.stringify(args) } }]);
});

test.each<[object, string]>([
  [{ code: 'unavailable', status: 'UNAVAILABLE', message: 'x' }, 'overloaded'],
  [{ status: 'RESOURCE_EXHAUSTED', message: 'x' }, 'rate-limit'],
  [{ code: 700, status: 'PERMISSION_DENIED', message: 'x' }, 'permission'],
])('An error inside of a 200 that the SDK drops, %j, is %s', async (error, kind) => {
  const body = JSON.stringify({ traceId: 't', error });
  await using gemini = await says(body);
  expect(await failureFrom(ask(gemini.url))).toMatchObject({ kind, message: 'x' });
  await using stream = await says(`data: ${one}\n\ndata: ${body}\n\n`);
  expect(await failureFrom(chunksOf(ask(stream.url, streamed)))).toMatchObject({ kind, message: 'x' });
});

describe('An HTTP error', () => {
  const json = { 'content-type': 'application/json' };
  const body = (fields: object) => JSON.stringify({ error: { message: 'x', ...fields } });
  const cases: [string, string, Record<string, string>, number, object][] = [
    [
      'keeps its name',
      body({ code: 400, status: 'FAILED_PRECONDITION' }),
      json,
      400,
      { kind: 'permission', details: { status: 400, code: 'FAILED_PRECONDITION' } },
    ],
    [
      'is read whatever its type',
      body({ code: 402, status: 'RESOURCE_EXHAUSTED' }),
      { 'content-type': 'text/event-stream' },
      402,
      { kind: 'quota', message: 'x', details: { status: 402 } },
    ],
    [
      'may stand in a list',
      `[${body({ status: 'UNAVAILABLE' })}]`,
      json,
      500,
      { kind: 'overloaded', message: 'x', details: { status: 500 } },
    ],
    [
      'may hold another',
      JSON.stringify({ error: { code: 429, message: body({ status: 'UNAVAILABLE' }) } }),
      json,
      429,
      { kind: 'overloaded', message: 'x' },
    ],
    [
      'keeps its status under a page',
      '<html>secret.host</html>',
      json,
      503,
      { kind: 'overloaded', message: 'HTTP 503 without a message', details: { status: 503 } },
    ],
    [
      'may say in a header how long to wait',
      '',
      { 'retry-after': '7' },
      429,
      { kind: 'rate-limit', details: { retryAfterMs: 7_000 } },
    ],
  ];
  test.each(cases)('%s', async (_, text, headers, status, expected) => {
    await using server = await says(text, headers, status);
    for (const request of both) expect(await failureFrom(ask(server.url, request))).toMatchObject(expected);
  });
});

test('The thought signature that a model of Gemini 3 wants goes with each call of the history', async () => {
  await using gemini = await startGemini();
  await ask(gemini.url, everything);
  const body = gemini.requests[0]?.body as { contents: { parts: object[] }[] };
  expect(body.contents[1]?.parts[0]).toEqual({
    functionCall: { id: '1', name: 'f', args: {} },
    thoughtSignature: 'skip_thought_signature_validator',
  });
});

/** Long enough for what was sent to arrive. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 100; turn++) await new Promise(setImmediate);
}

/** With the keys of every object in order: they may be written in any. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
