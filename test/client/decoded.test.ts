import OpenAI from 'openai';
import { expect, test } from 'vitest';
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

test('a stream is read once; its branches each get all of it', async () => {
  await using at = await stage();
  const stream = await at.client.chat.completions.create(streamed);
  const [one, other] = stream.tee();
  expect(await Promise.all([wordsOf(one), wordsOf(other)])).toEqual(
    Array(2).fill('I am ChatGPT and all is well.'),
  );
  await expect(wordsOf(stream)).rejects.toThrow('Cannot iterate over a consumed stream');
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
