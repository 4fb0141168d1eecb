import { Readable } from 'node:stream';
import { inspect } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import OpenAI from 'openai';
import { expect, test } from 'vitest';
import { type Chat, served, Understudy } from '../../src/index.ts';
import { chunk, completion, end, role } from '../fakes.ts';
import { hello, keyed, stage, wordsOf } from './stage.ts';

const streamed = { ...hello, stream: true as const };

test('the chunks are those that the original client reads', async () => {
  await using at = await stage();
  const read = async (client: OpenAI) => {
    const chunks = [];
    for await (const { id, created, ...rest } of await client.chat.completions.create(streamed))
      chunks.push(rest);
    return chunks;
  };
  expect(await read(at.client)).toEqual(await read(new OpenAI(keyed(at.openai))));
});

test('a plain answer is the one that the original client reads', async () => {
  await using at = await stage();
  const read = async (client: OpenAI) => {
    const answer = await client.chat.completions.create(hello);
    const { id, created, ...rest } = answer;
    return { ...rest, masked: [typeof id, typeof created], request: answer._request_id?.replace(/\d+$/, '') };
  };
  expect(await read(at.client)).toStrictEqual(await read(new OpenAI(keyed(at.openai))));
});

test('a plain answer that was asked for by its path is the same', async () => {
  await using at = await stage();
  const answer = await at.client.post<OpenAI.ChatCompletion>('/chat/completions', { body: hello });
  expect(answer.choices[0]?.message.content).toBe('I am ChatGPT and all is well.');
  expect(served(answer)?.provider).toBe('openai');
});

test('nobody sees by what an answer is linked to its call', async () => {
  await using at = await stage();
  const { data, response } = await at.client.chat.completions.create(hello).withResponse();
  expect(served(data)?.attempts).toHaveLength(1);
  expect(served(response)?.attempts).toHaveLength(1);
  expect(Object.getOwnPropertySymbols({ ...data })).toEqual([]);
  expect(inspect(data)).not.toContain('ledger');
  expect(inspect(response)).not.toContain('ledger');
});

test('the response is the same each time, and its body is there beside the answer', async () => {
  await using at = await stage();
  const asked = at.client.chat.completions.create(hello);
  const [response, again, { data }] = [
    await asked.asResponse(),
    await asked.asResponse(),
    await asked.withResponse(),
  ];
  expect(again).toBe(response);
  expect(await response.json()).toEqual(data);
});

test('a stream that is asked for by its body alone is the text that it is', async () => {
  await using at = await stage();
  const read = (client: OpenAI) => client.post<unknown>('/chat/completions', { body: streamed });
  const masked = (text: unknown) => String(text).replace(/"(id|created)":("[^"]*"|\d+)/g, '"$1":0');
  expect(masked(await read(at.client))).toBe(masked(await read(new OpenAI(keyed(at.openai)))));
});

test.each(['plain', 'streamed'])(
  'who stands between our fetch and the client sees the body: %s',
  async (how) => {
    await using at = await stage();
    const seen: string[] = [];
    class Between extends Understudy {
      override async fetchWithTimeout(...args: Parameters<OpenAI['fetchWithTimeout']>) {
        const text = await (await super.fetchWithTimeout(...args)).text();
        seen.push(text);
        const headers = { 'content-type': how === 'plain' ? 'application/json' : 'text/event-stream' };
        return new Response(text, { headers });
      }
    }
    const { chat } = new Between({ ...keyed(at.openai), health: 'own' });
    const words =
      how === 'plain'
        ? (await chat.completions.create(hello)).choices[0]?.message.content
        : await wordsOf(await chat.completions.create(streamed));
    expect(words).toBe('I am ChatGPT and all is well.');
    expect(seen.join()).toContain('ChatGPT');
  },
);

test('answers that a policy keeps are each caller’s own', async () => {
  await using at = await stage();
  let kept: ReturnType<Chat> | undefined;
  const client = at.client.withOptions({
    use: [
      (next) => async (request, call) => {
        kept ??= next(request, call);
        return { ...(await kept), headers: new Headers() };
      },
    ],
  });
  const one = await client.chat.completions.create(hello);
  one.choices.length = 0;
  const other = await client.chat.completions.create(hello);
  expect(other.choices[0]?.message.content).toBe('I am ChatGPT and all is well.');
  expect(served(one)?.provider).toBe('openai');
});

test('a fetch whose bodies are Node’s streams will do, and its errors are what they are', async () => {
  const fake = (status: number, type: string, text: string) => ({
    ok: status < 400,
    status,
    headers: new Headers({ 'content-type': type }),
    body: Readable.from([Buffer.from(text)]),
    text: async () => text,
  });
  const events = [role(), chunk('Hi'), end()].map((event) => `data: ${JSON.stringify(event)}\n\n`);
  const left = fake(200, 'text/event-stream', events.join(''));
  const replies = [
    fake(200, 'application/json', JSON.stringify(completion('Hi'))),
    fake(200, 'text/event-stream', [...events, 'data: [DONE]\n\n'].join('')),
    left,
    fake(400, 'application/json', JSON.stringify({ error: { message: 'bad' } })),
  ];
  const odd = (async () => replies.shift()) as unknown as typeof fetch;
  const client = new Understudy({ apiKey: 'k', fetch: odd, health: 'own' });
  expect((await client.chat.completions.create(hello)).choices[0]?.message.content).toBe('Hi');
  expect(await wordsOf(await client.chat.completions.create(streamed))).toBe('Hi');
  for await (const _ of await client.chat.completions.create(streamed)) break;
  expect(left.body.destroyed).toBe(true);
  await expect(client.chat.completions.create(hello)).rejects.toBeInstanceOf(OpenAI.BadRequestError);
});

test('an answer that a function gives again and again is each caller’s own', async () => {
  await using at = await stage();
  at.openai.fail({ kind: 'status', status: 503 });
  const kept = Object.freeze(completion('We are closed.'));
  const client = at.client.withOptions({ fallbacks: [() => kept], maxRetries: 0 });
  const one = await client.chat.completions.create(hello);
  one.choices.length = 0;
  const other = await client.chat.completions.create(hello);
  expect(other.choices[0]?.message.content).toBe('We are closed.');
});

test('a caller’s signal ends a stream also after everything that nobody holds was collected', async () => {
  await using at = await stage();
  at.openai.fail({ kind: 'stall', afterTokens: 2 });
  const controller = new AbortController();
  const stream = await at.client.chat.completions.create(streamed, { signal: controller.signal });
  const chunks = stream[Symbol.asyncIterator]();
  await chunks.next();
  setFlagsFromString('--expose-gc');
  for (let times = 0; times < 3; times++) {
    runInNewContext('gc')();
    await new Promise((resolve) => setImmediate(resolve));
  }
  controller.abort();
  expect(await at.openai.requests[0]?.closed).toBe('client-gone');
});

test('a stream is read once; its branches each get all of it', async () => {
  await using at = await stage();
  const stream = await at.client.chat.completions.create(streamed);
  const [one, other] = stream.tee();
  expect(await Promise.all([wordsOf(one), wordsOf(other)])).toEqual(
    Array(2).fill('I am ChatGPT and all is well.'),
  );
  const again = wordsOf(stream);
  await expect(again).rejects.toThrow('Cannot iterate over a consumed stream');
  await expect(again).rejects.toBeInstanceOf(OpenAI.OpenAIError);
});

test('as lines of JSON it is what the original client gives', async () => {
  await using at = await stage();
  const stream = await at.client.chat.completions.create(streamed);
  const lines = (await new Response(stream.toReadableStream()).text()).trim().split('\n');
  expect(lines.map((line) => JSON.parse(line).choices[0]?.delta.content ?? '').join('')).toBe(
    'I am ChatGPT and all is well.',
  );
});

test('who reads the body instead gets the bytes of the vendor', async () => {
  await using at = await stage();
  const ours = await at.client.chat.completions.create(streamed).asResponse();
  const theirs = await new OpenAI(keyed(at.openai)).chat.completions.create(streamed).asResponse();
  const masked = async (response: Response) =>
    (await response.text()).replace(/"(id|created)":("[^"]*"|\d+)/g, '"$1":0');
  expect(await masked(ours)).toBe(await masked(theirs));
});

test.each(['break', 'abort'])('a reader who leaves by %s ends the request at the vendor', async (how) => {
  await using at = await stage();
  at.openai.fail({ kind: 'stall', afterTokens: 2 });
  const stream = await at.client.chat.completions.create(streamed);
  let chunks = 0;
  for await (const _ of stream) {
    if (++chunks < 2) continue;
    if (how === 'break') break;
    stream.controller.abort();
  }
  expect(await at.openai.requests[0]?.closed).toBe('client-gone');
  expect(stream.controller.signal.aborted).toBe(true);
});
