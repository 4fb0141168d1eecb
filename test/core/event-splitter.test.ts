import { expect, test } from 'vitest';
import { EventSplitter, type RawEvent } from '../../src/core/event-splitter.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (events: readonly RawEvent[]): string =>
  Buffer.concat(events.map(({ raw }) => raw)).toString();

/** The events of a stream that the network has cut at these places. */
function split(text: string, ...cuts: number[]): RawEvent[] {
  const bytes = bytesOf(text);
  const splitter = new EventSplitter();
  const events: RawEvent[] = [];
  const places = [0, ...cuts, bytes.length];
  for (const [at, start] of places.slice(0, -1).entries()) {
    // A copy: the network reuses nothing, and neither may we lean on it.
    events.push(...splitter.push(bytes.slice(start, places[at + 1])));
  }
  return [...events, ...splitter.end()];
}

const LF =
  ': OPENROUTER PROCESSING\n\ndata: {"text":"grüß 🦊"}\n\nevent: note\nid: 7\ndata: one\ndata:two\n\ndata: [DONE]\n\n';
const DATA = ['{"text":"grüß 🦊"}', 'one\ntwo', '[DONE]'];

test.each([
  ['LF', LF],
  ['CRLF', LF.replaceAll('\n', '\r\n')],
  ['a BOM', `\uFEFF${LF.slice(LF.indexOf('data:'))}`],
])('a stream with %s is read the same, cut at any byte', (_, text) => {
  const { length } = bytesOf(text);
  for (let cut = 0; cut <= length; cut++) {
    const events = split(text, cut);
    expect(events.map(({ data }) => data)).toEqual(DATA);
    expect(textOf(events)).toBe(text);
  }
});

test.each([
  ['LF', LF],
  ['CRLF', LF.replaceAll('\n', '\r\n')],
])('a stream with %s is read the same, byte by byte', (_, text) => {
  const events = split(text, ...bytesOf(text).keys());
  expect(events.map(({ data }) => data)).toEqual(DATA);
  expect(textOf(events)).toBe(text);
});

test('an event is told as soon as it is complete', () => {
  const splitter = new EventSplitter();
  expect(splitter.push(bytesOf('data: a\n'))).toEqual([]);
  expect(splitter.push(bytesOf('\ndata: b\n\ndata: c')).map(({ data }) => data)).toEqual(['a', 'b']);
  expect(splitter.end().map(({ data }) => data)).toEqual(['c']);
  expect(splitter.end()).toEqual([]);
});

test.each(['data: last', 'data: last\n', 'data: last\r\n'])(
  'the last blank line may be missing: %j',
  (text) => {
    const events = split(`data: first\n\n${text}`);
    expect(events.map(({ data }) => data)).toEqual(['first', 'last']);
    // Whoever reads the bytes further out must find an end too.
    expect(split(textOf(events)).map(({ data }) => data)).toEqual(['first', 'last']);
  },
);

test('comments, blank lines and fields of no interest are no events', () => {
  for (const text of [
    '',
    '\n\n\n',
    ': keep-alive\n\n',
    'event: ping\n\n',
    'retry: 5\n\n',
    ':\n\n:\n\n',
    'database: x\n\n',
  ]) {
    expect(split(text)).toEqual([]);
  }
});

test('keep-alives before an event leave with it', () => {
  const events = split(': a\n\n: b\n\ndata: x\n\n');
  expect(events.map(({ data }) => data)).toEqual(['x']);
  expect(textOf(events)).toBe(': a\n\n: b\n\ndata: x\n\n');
});

test('an empty line of data is data', () => {
  expect(split('data:\n\n').map(({ data }) => data)).toEqual(['']);
  expect(split('data: \ndata:  x\n\n').map(({ data }) => data)).toEqual(['\n x']);
});

test('an event without an end does not fill the memory', () => {
  const splitter = new EventSplitter();
  const megabyte = new Uint8Array(2 ** 20).fill(120);
  let pushed = 0;
  const fill = () => {
    for (; pushed < 20; pushed++) splitter.push(megabyte);
  };
  expect(fill).toThrow(/too long/);
  expect(pushed).toBe(16);
});
