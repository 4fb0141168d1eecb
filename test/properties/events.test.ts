import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Chunk, Item } from '../../src/core/chat.ts';
import { EventSplitter, type RawEvent } from '../../src/core/event-splitter.ts';
import { readStream } from '../../src/providers/openai/stream.ts';
import { FakeClock } from '../clock.ts';
import { chunk, end, role } from '../fakes.ts';
import { runs } from './runs.ts';
import { cut, sizes } from './texts.ts';

/** Whatever a model may say: any code point, clusters of them, and what line readers stumble over. */
const saying = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom(
      '\r',
      '\n',
      '\u2028',
      '\u2029',
      '\u0085',
      '\ufeff',
      '\0',
      '🦊',
      'data:',
      '"',
      '\\',
      '\u0301',
    ),
  }),
);

/** A comment, or a field that says nothing to us; no line end inside. */
const note = fc
  .tuple(fc.constantFrom(': ', ':', 'event: ', 'id: ', 'retry: ', 'data-', ''), saying)
  .map(([name, text]) => name + text.replace(/[\r\n]/g, ' ').replace(/^(?=data:)/, ':'))
  .filter((line) => !line.startsWith('data:') && !line.startsWith('\ufeff') && line !== '');

const newline = fc.constantFrom('\n', '\r\n');

interface Written {
  chunk: Chunk;
  bytes: string;
}

/** A chunk as an event: with notes before and after, in one data line or several, with or without its blank. */
const written: fc.Arbitrary<Written> = fc
  .record({
    text: saying,
    before: fc.array(note, { maxLength: 2 }),
    after: fc.array(note, { maxLength: 1 }),
    apart: fc.boolean(),
    space: fc.constantFrom('', ' '),
    lines: fc.boolean(),
    newline,
  })
  .map(({ text, before, after, apart, space, lines, newline }) => {
    const said = chunk(text);
    const data = (lines ? JSON.stringify(said, null, 1) : JSON.stringify(said)).split('\n');
    const notes = before.map((line) => line + newline + (apart ? newline : ''));
    const event = [...data.map((line) => `data:${space}${line}`), ...after].map((line) => line + newline);
    return { chunk: said, bytes: [...notes, ...event, newline].join('') };
  });

const stream = fc.array(written, { minLength: 1, maxLength: 6 });
const bytesOf = (events: readonly Written[]) => Buffer.from(events.map(({ bytes }) => bytes).join(''));

function split(pieces: readonly Uint8Array[]): RawEvent[] {
  const splitter = new EventSplitter();
  return [...pieces.flatMap((piece) => splitter.push(piece)), ...splitter.end()];
}

test('each event is read as it was written and keeps its bytes, however the network cuts them', () => {
  fc.assert(
    fc.property(stream, sizes(40), (events, lengths) => {
      const bytes = bytesOf(events);
      const read = split(cut(bytes, lengths));
      expect(read.map(({ data }) => JSON.parse(data))).toEqual(events.map((event) => event.chunk));
      expect(Buffer.concat(read.map(({ raw }) => raw)).equals(bytes)).toBe(true);
    }),
    runs(1_500),
  );
});

test('there is no place at which a cut changes an event', () => {
  fc.assert(
    fc.property(fc.array(written, { minLength: 1, maxLength: 2 }), (events) => {
      const bytes = bytesOf(events);
      const whole = split([bytes]).map(({ data }) => data);
      for (let at = 0; at <= bytes.length; at++) {
        const read = split([bytes.subarray(0, at), bytes.subarray(at)]);
        expect(read.map(({ data }) => data)).toEqual(whole);
      }
    }),
    runs(40),
  );
});

test('a stream that saves itself its last line ends, or begins with a byte order mark, lacks nothing', () => {
  fc.assert(
    fc.property(stream, sizes(40), fc.boolean(), (events, lengths, marked) => {
      const text = (marked ? '\ufeff' : '') + bytesOf(events).toString().trimEnd();
      const read = split(cut(Buffer.from(text), lengths));
      expect(read.map(({ data }) => JSON.parse(data))).toEqual(events.map((event) => event.chunk));
    }),
    runs(500),
  );
});

async function items(bytes: Uint8Array, lengths: number[]): Promise<Item[]> {
  const pieces = cut(bytes, lengths);
  const source = new ReadableStream<Uint8Array>({
    pull(controller) {
      const piece = pieces.shift();
      if (piece) controller.enqueue(piece);
      else controller.close();
    },
  });
  const { signal } = new AbortController();
  const read: Item[] = [];
  for await (const item of readStream(source, 1, { signal, clock: new FakeClock() })) read.push(item);
  return read;
}

test('a whole body becomes the same items, with bytes that are read the same by the next reader', async () => {
  await fc.assert(
    fc.asyncProperty(stream, sizes(40), newline, fc.boolean(), async (events, lengths, line, done) => {
      const tail = `data: ${JSON.stringify(end())}${line}${line}${done ? `data: [DONE]${line}${line}` : ''}`;
      const head = `data: ${JSON.stringify(role())}${line}${line}`;
      const bytes = Buffer.concat([Buffer.from(head), bytesOf(events), Buffer.from(tail)]);
      const read = await items(bytes, lengths);
      const chunks = [role(), ...events.map((event) => event.chunk), end()];
      expect(read.map((item) => item.chunk)).toEqual(chunks);
      const again = split(read.map(({ raw }) => raw!));
      expect(again.map(({ data }) => JSON.parse(data))).toEqual(chunks);
    }),
    runs(600),
  );
});
