import OpenAI, { type ClientOptions } from 'openai';
import { expect, it } from 'vitest';
import { startOpenAI } from '../../src/drill/servers/openai.ts';
import { Understudy } from '../../src/index.ts';
import { hello, keyed, wordsOf } from './stage.ts';

const requests: [string, (client: OpenAI) => Promise<unknown>][] = [
  ['a plain call', (client) => client.chat.completions.create(hello)],
  ['a stream', async (client) => wordsOf(await client.chat.completions.create({ ...hello, stream: true }))],
  [
    'a call with options of its own',
    (client) =>
      client.chat.completions.create(hello, {
        timeout: 5_000,
        maxRetries: 0,
        headers: { 'x-team': 'blue' },
        query: { trace: '1' },
      }),
  ],
  ['the stream helper', (client) => client.chat.completions.stream(hello).finalChatCompletion()],
  ['an embedding', (client) => client.embeddings.create({ model: 'text-embedding-3-small', input: 'words' })],
];

it.each(requests)('puts the same bytes on the wire as new OpenAI(): %s', async (_, send) => {
  await using server = await startOpenAI();
  const options = {
    ...keyed(server),
    organization: 'org-1',
    project: 'proj-1',
    defaultHeaders: { 'x-app': 'shop' },
  };
  await send(new OpenAI(options));
  await send(new Understudy({ ...options, fallbacks: [], health: 'own' }));
  const [bare, ours] = server.requests;
  expect(ours?.bodyText).toBe(bare?.bodyText);
  expect(ours?.headers).toEqual(bare?.headers);
  expect([ours?.method, ours?.path, ours?.query]).toEqual([bare?.method, bare?.path, bare?.query]);
  expect(server.requests).toHaveLength(2);
});

it("hands on the vendor's own bytes and headers", async () => {
  await using server = await startOpenAI();
  const read = async (client: OpenAI) => {
    const response = await client.chat.completions.create({ ...hello, stream: true }).asResponse();
    return { text: await response.text(), request: response.headers.get('x-request-id') };
  };
  const bare = await read(new OpenAI(keyed(server)));
  const ours = await read(new Understudy({ ...keyed(server), fallbacks: [], health: 'own' }));
  const same = (text: string) => text.replace(/"(id|created|obfuscation)":("[^"]*"|\d+)/g, '');
  expect(same(ours.text)).toBe(same(bare.text));
  expect(ours.request).toMatch(/^req_/);
});

it('sends one request per target and no more with maxRetries: 0', async () => {
  await using server = await startOpenAI();
  server.fail({ kind: 'status', status: 503 });
  const client = new Understudy({ ...keyed(server), fallbacks: [], health: 'own', maxRetries: 0 });
  await expect(client.chat.completions.create(hello)).rejects.toBeInstanceOf(OpenAI.InternalServerError);
  expect(server.requests).toHaveLength(1);
});

it('counts maxRetries as OpenAI does: further tries on a target', async () => {
  await using server = await startOpenAI();
  server.fail({ kind: 'status', status: 500 });
  const client = new Understudy({ ...keyed(server), fallbacks: [], health: 'own', maxRetries: 5 });
  await expect(client.chat.completions.create(hello, { maxRetries: 1 })).rejects.toThrow();
  expect(server.requests).toHaveLength(2);
});

it('leaves other endpoints to OpenAI, with its own retries', async () => {
  await using server = await startOpenAI();
  server.failNext({ kind: 'status', status: 500, headers: { 'retry-after-ms': '1' } });
  const client = new Understudy({ ...keyed(server), fallbacks: ['ollama/llama3.2'], health: 'own' });
  await expect(client.models.list()).resolves.toBeDefined();
  expect(server.requests.map(({ path }) => path)).toEqual(['/v1/models', '/v1/models']);
});

it('says once that responses.create is not protected yet', async () => {
  await using server = await startOpenAI();
  const said: string[] = [];
  const logger = { warn: (text: string) => said.push(text), error() {}, info() {}, debug() {} };
  const client = new Understudy({ ...keyed(server), fallbacks: ['ollama/llama3.2'], health: 'own', logger });
  await client.responses.create({ model: 'gpt-5.5', input: 'Hello' });
  await client.responses.create({ model: 'gpt-5.5', input: 'Hello' });
  expect(said).toEqual([expect.stringContaining('responses.create() goes straight to OpenAI')]);
});

it.each([false, true])(
  "logs the vendor's headers at level debug, as the bare client does; stream %s",
  async (stream) => {
    await using server = await startOpenAI();
    const logged = async (make: (options: ClientOptions) => OpenAI) => {
      const names: string[][] = [];
      const debug = (_text: string, details?: { status?: number; headers?: object }) => {
        if (details?.status) names.push(Object.keys(details.headers ?? {}));
      };
      const logger = { debug, info() {}, warn() {}, error() {} } as ClientOptions['logger'];
      const client = make({ ...keyed(server), logLevel: 'debug', logger });
      await client.chat.completions.create({ ...hello, stream });
      return names.flat().filter((name) => /^(x-|openai-)/.test(name));
    };
    const bare = await logged((options) => new OpenAI(options));
    expect(bare).toContain('x-ratelimit-remaining-tokens');
    const ours = await logged((options) => new Understudy({ ...options, fallbacks: [], health: 'own' }));
    expect(ours.filter((name) => !name.startsWith('x-understudy-'))).toEqual(bare);
    expect(ours).toContain('x-understudy-target');
  },
);

it("shows the vendor's headers to a class of the user's own that reads responses on their way", async () => {
  await using server = await startOpenAI();
  const left: (string | null)[] = [];
  class Metered extends Understudy {
    override async fetchWithTimeout(...args: Parameters<OpenAI['fetchWithTimeout']>) {
      const response = await super.fetchWithTimeout(...args);
      left.push(response.headers.get('x-ratelimit-remaining-tokens'));
      return response;
    }
  }
  await new Metered({ ...keyed(server), fallbacks: [], health: 'own' }).chat.completions.create(hello);
  expect(left).toEqual([expect.stringMatching(/^\d+$/)]);
  expect(Object.keys(Understudy)).not.toContain('name');
});

it.each([false, true])(
  'gives a true response to a fetch that is put around its own; stream %s',
  async (stream) => {
    await using server = await startOpenAI({ answer: () => 'Hello from afar.' });
    const client = new Understudy({ ...keyed(server), fallbacks: [], health: 'own' });
    const seen: unknown[] = [];
    const around = client as unknown as { fetch: typeof fetch };
    const inner = around.fetch;
    around.fetch = async (...args) => {
      const response = await inner(...args);
      seen.push(response instanceof Response, await response.clone().text());
      return response;
    };
    const { data, request_id } = await client.chat.completions.create({ ...hello, stream }).withResponse();
    const words =
      'choices' in data
        ? data.choices[0]?.message.content
        : await wordsOf(data as Parameters<typeof wordsOf>[0]);
    expect(words).toBe('Hello from afar.');
    expect(seen).toEqual([true, expect.stringContaining('afar')]);
    expect(request_id).toMatch(/^req_/);
  },
);

it('reads a stream that is called a plain answer', async () => {
  await using server = await startOpenAI({ answer: () => 'Hello from afar.' });
  const mislabelled: typeof fetch = async (url, init) => {
    const response = await fetch(url, init);
    return new Response(response.body, { headers: { 'content-type': 'application/json' } });
  };
  const client = new Understudy({ ...keyed(server), fetch: mislabelled, fallbacks: [], health: 'own' });
  expect(await wordsOf(await client.chat.completions.create({ ...hello, stream: true }))).toBe(
    'Hello from afar.',
  );
});
