import { Failure } from './failure.ts';

/** One server-sent event: its data, and all bytes up to its end, comments before it included. */
export interface RawEvent {
  data: string;
  raw: Uint8Array;
}

/** An event longer than this is a fault, and must not fill the caller's memory. */
const MAX_EVENT_BYTES = 16 * 2 ** 20;
const LF = 10;
const CR = 13;

/**
 * Cuts a byte stream into server-sent events (WHATWG HTML, 9.2), however the network has cut it: in the middle of a
 * line, of a line end, or of a character. Lines end in LF or CRLF.
 */
export class EventSplitter {
  #rest: Buffer = Buffer.alloc(0);

  /** The events that are complete with these bytes. */
  push(bytes: Uint8Array): RawEvent[] {
    const buffer =
      this.#rest.length > 0
        ? Buffer.concat([this.#rest, bytes])
        : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const events: RawEvent[] = [];
    let start = 0;
    let line = 0;
    for (let end = buffer.indexOf(LF, line); end >= 0; end = buffer.indexOf(LF, line)) {
      const blank = end === line || (end === line + 1 && buffer[line] === CR);
      line = end + 1;
      if (!blank) continue;
      const raw = buffer.subarray(start, line);
      const data = dataOf(raw);
      // A block of comments alone is no event; its bytes go with the next one.
      if (data === undefined) continue;
      events.push({ data, raw });
      start = line;
    }
    this.#rest = buffer.subarray(start);
    if (this.#rest.length > MAX_EVENT_BYTES)
      throw new Failure('transient', 'An event of the stream is too long');
    return events;
  }

  /** What is left at the end of the stream: some servers save themselves the last blank line. */
  end(): RawEvent[] {
    const raw = this.#rest;
    const data = dataOf(raw);
    this.#rest = Buffer.alloc(0);
    return data === undefined ? [] : [{ data, raw: Buffer.concat([raw, Buffer.from('\n\n')]) }];
  }
}

/** The `data` lines of an event, joined; undefined where it has none. */
function dataOf(raw: Buffer): string | undefined {
  const lines = raw
    .toString('utf8')
    // A byte order mark before the first line is no part of it.
    .replace(/^\uFEFF/, '')
    .split('\n')
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice(line[5] === ' ' ? 6 : 5).replace(/\r$/, ''));
  return lines.length > 0 ? lines.join('\n') : undefined;
}
