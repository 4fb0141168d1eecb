import OpenAI from 'openai';
import { expect, test } from 'vitest';
import { createFailover, served, Understudy } from '../../src/index.ts';
import { hello, keyed, stage, wordsOf } from './stage.ts';

/** What stands between the client and its fetch, and what a client may make of its requests on their way. */

const streamed = { ...hello, stream: true as const };
const said = 'I am ChatGPT and all is well.';
const hears = async ({ chat }: OpenAI) => [
  (await chat.completions.create(hello)).choices[0]?.message.content,
  await wordsOf(await chat.completions.create(streamed)),
];

type Options = ConstructorParameters<typeof Understudy>[0];
const alone = (at: { openai: Parameters<typeof keyed>[0] }, options: Options = {}) => ({
  ...keyed(at.openai),
  health: 'own' as const,
  fallbacks: [() => 'stand-in'],
  ...options,
});

test.each<[string, (at: Awaited<ReturnType<typeof stage>>) => OpenAI]>([
  [
    'a clone of a client whose fetch was wrapped by hand',
    (at) => {
      const client = new Understudy(alone(at));
      const { fetch } = client as unknown as { fetch: typeof globalThis.fetch };
      Object.assign(client, { fetch: (...args: Parameters<typeof fetch>) => fetch(...args) });
      return client.withOptions({ timeout: 9_999 });
    },
  ],
  [
    'a client upon the fetch of another',
    (at) => {
      const { fetch } = new Understudy(alone(at)) as unknown as { fetch: typeof globalThis.fetch };
      return new Understudy(alone(at, { fetch: (url, init) => fetch(url as string, init as RequestInit) }));
    },
  ],
  [
    'a client upon the fetch of an engine',
    (at) => new Understudy(alone(at, { fetch: createFailover({ health: 'own' }).fetch })),
  ],
])('%s hears OpenAI', async (_what, made) => {
  await using at = await stage();
  expect(await hears(made(at))).toEqual([said, said]);
});

test.each(['fetchWithTimeout', 'fetchWithAuth'])(
  'who takes a copy of each response in %s, in a class or in the place of the client’s own, sees it whole',
  async (name) => {
    await using at = await stage();
    const seen: unknown[] = [];
    type Method = (...args: unknown[]) => Promise<Response>;
    const prototype = OpenAI.prototype as unknown as Record<string, Method>;
    const own = prototype[name] as Method;
    const watching: Method = async function (this: unknown, ...args) {
      const response = await own.apply(this, args);
      const copy = response.clone();
      seen.push(response instanceof Response, (await copy.text()).includes('ChatGPT'));
      seen.push(response.headers.get('openai-version'));
      return response;
    };
    class Watching extends Understudy {}
    Object.defineProperty(Watching.prototype, name, { value: watching, configurable: true });
    expect(await hears(new Watching(alone(at)))).toEqual([said, said]);
    try {
      prototype[name] = watching;
      expect(await hears(new Understudy(alone(at)))).toEqual([said, said]);
    } finally {
      prototype[name] = own;
    }
    expect(seen).toEqual(Array(4).fill([true, true, '2020-10-01']).flat());
  },
);

test('a response that comes another way than through our fetch is read as it is', async () => {
  await using at = await stage();
  class Cached extends Understudy {
    protected override async prepareOptions(options: Parameters<OpenAI['request']>[0]) {
      // So late that what the client will be given is settled.
      Object.assign(this, {
        fetch: async () => Response.json({ id: 'kept', choices: [], object: 'chat.completion' }),
      });
      await super.prepareOptions(options as never);
    }
  }
  expect(await new Cached(alone(at)).chat.completions.create(hello)).toMatchObject({ id: 'kept' });
});

test('a response that was asked for as one is one', async () => {
  await using at = await stage();
  const client = new Understudy(alone(at));
  const binary = { body: hello, __binaryResponse: true };
  const response = await client.post<Response>('/chat/completions', binary);
  expect(response).toBeInstanceOf(Response);
  expect((await response.json()).choices[0].message.content).toBe(said);
});

test('what was asked for by its path is given in every way that a promise is asked', async () => {
  await using at = await stage();
  const asked = (path = '/chat/completions') => at.client.post<OpenAI.ChatCompletion>(path, { body: hello });
  const kept = asked();
  const { data, response, request_id } = await kept.withResponse();
  expect(await kept).toBe(data);
  expect(await kept.finally(() => {})).toBe(data);
  expect(await kept.catch(() => undefined)).toBe(data);
  expect(data).toHaveProperty('_request_id', request_id);
  expect(await response.json()).toEqual(data);
  expect(await kept.asResponse()).toBe(response);
  const missing = { status: 404 };
  await expect(asked('/nowhere').then((given) => given.id)).rejects.toMatchObject(missing);
  await expect(asked('/nowhere').finally(() => {})).rejects.toMatchObject(missing);
  expect(await asked('/nowhere').catch((error) => error)).toMatchObject(missing);
});

test.each(['create', 'post'])(
  'who wraps the promise’s own parse, as tracers do, sees the answer of %s',
  async (how) => {
    await using at = await stage();
    const asked =
      how === 'create'
        ? at.client.chat.completions.create(hello)
        : at.client.post('/chat/completions', { body: hello });
    const promise = asked as unknown as { parse: () => Promise<unknown> };
    const { parse } = promise;
    const seen: unknown[] = [];
    promise.parse = async function (this: unknown) {
      const answer = await parse.call(this);
      seen.push(answer);
      return answer;
    };
    const answer = await asked;
    expect(seen).toEqual([answer]);
    expect(served(answer as object)?.provider).toBe('openai');
  },
);

test('where options and body disagree on a stream it is as with the original client', async () => {
  await using at = await stage();
  const told = async (client: OpenAI) => {
    const stream = await client.post<AsyncIterable<OpenAI.ChatCompletionChunk>>('/chat/completions', {
      body: hello,
      stream: true,
    });
    const type = client.post('/chat/completions', { body: streamed })._thenUnwrap((data) => typeof data);
    return [await wordsOf(stream as Parameters<typeof wordsOf>[0]), await type];
  };
  expect(await told(at.client)).toEqual(await told(new OpenAI(keyed(at.openai))));
});

test('what only resembles a client fails as the original does, and leaves no rejection behind', async () => {
  await using at = await stage();
  const missed: unknown[] = [];
  const miss = (reason: unknown) => missed.push(reason);
  process.on('unhandledRejection', miss);
  expect(() => new Proxy(at.client, {}).post('/chat/completions', { body: hello })).toThrow(TypeError);
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', miss);
  expect(missed).toEqual([]);
});

test('a reader who throws into a stream ends it', async () => {
  await using at = await stage();
  at.openai.fail({ kind: 'stall', afterTokens: 2 });
  const stream = await at.client.chat.completions.create(streamed);
  const iterator = stream[Symbol.asyncIterator]();
  await iterator.next();
  await expect(iterator.throw?.(new Error('enough'))).rejects.toThrow('enough');
  expect(await at.openai.requests[0]?.closed).toBe('client-gone');
});
