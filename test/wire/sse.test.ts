import { expect, test } from 'vitest';
import type { Item } from '../../src/core/chat.ts';
import { EventSplitter } from '../../src/core/event-splitter.ts';
import { encode } from '../../src/wire/sse.ts';
import { settled } from '../clock.ts';
import { chunk, end, items, role, thrown } from '../fakes.ts';

const stay = () => {};
const textOf = (stream: ReadableStream<Uint8Array>) => new Response(stream).text();

test('what came as bytes leaves as the same bytes', async () => {
  const events = [
    ': OPENROUTER PROCESSING\r\n\r\ndata: {"choices":[],"x":"é🦊"}\r\n\r\n',
    'event: message\ndata: { "choices" : [ ] }\n\n',
  ];
  async function* raw(): AsyncGenerator<Item> {
    for (const event of events)
      yield { chunk: chunk('something else'), raw: new TextEncoder().encode(event) };
  }
  expect(await textOf(encode(raw()[Symbol.asyncIterator](), stay))).toBe(
    `${events.join('')}data: [DONE]\n\n`,
  );
});

test('what has no bytes is encoded, and can be read again', async () => {
  const given = [role(), chunk('line\nbreak 🦊'), end()];
  const text = await textOf(encode(items(given)[Symbol.asyncIterator](), stay));
  const events = new EventSplitter().push(new TextEncoder().encode(text)).map(({ data }) => data);
  expect(events.at(-1)).toBe('[DONE]');
  expect(events.slice(0, -1).map((data) => JSON.parse(data))).toEqual(given);
});

test('a stream that breaks throws its own error, and never says [DONE]', async () => {
  const broken = new Error('broken');
  const reader = encode(items([chunk('Hi'), broken]), stay).getReader();
  expect(Buffer.from((await reader.read()).value ?? []).toString()).toContain('Hi');
  expect(await thrown(reader.read())).toBe(broken);
});

test('a reader who leaves is told to those below', async () => {
  const left: unknown[] = [];
  const reader = encode(
    items([chunk('Hi'), new Promise(() => {})]),
    (reason) => void left.push(reason),
  ).getReader();
  await reader.read();
  await reader.cancel('enough');
  expect(left).toEqual(['enough']);
});

test('nothing is read ahead of its reader, but for one item', async () => {
  let asked = 0;
  async function* counted(): AsyncGenerator<Item> {
    for (; asked < 100; asked++) yield { chunk: chunk('x') };
  }
  const reader = encode(counted(), stay).getReader();
  await reader.read();
  await settled();
  expect(asked).toBeLessThanOrEqual(2);
});
