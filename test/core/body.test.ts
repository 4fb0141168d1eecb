import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { readerOf, readText } from '../../src/core/body.ts';

/** A body of Node's, as some fetches give them. */
const nodes = (stream: Readable) => stream as unknown as ReadableStream<Uint8Array>;
const bytes = (text: string) => new TextEncoder().encode(text);
const answer = (body: ReadableStream<Uint8Array>) => ({ body }) as Response;

test.each([
  ['the web', () => new ReadableStream<Uint8Array>()],
  ['Node', () => nodes(new Readable({ read() {} }))],
])('cancelling ends a read that waits on a stream of %s', async (_, open) => {
  const reader = readerOf(open());
  const waiting = reader.read();
  await reader.cancel();
  expect((await waiting.catch(() => ({ done: true }))).done).toBe(true);
});

test('an answer beyond the limit is a failure, and its stream is closed', async () => {
  const stream = Readable.from([bytes('12345'), bytes('67890')]);
  await expect(readText(answer(nodes(stream)), 7, 'fail')).rejects.toThrow('longer than 7 bytes');
  expect(stream.destroyed).toBe(true);
});

test('what tells of an error is cut, also where its stream cannot be cancelled', async () => {
  const stuck = new ReadableStream<Uint8Array>({
    start: (to) => to.enqueue(bytes('1234567890')),
    cancel: () => Promise.reject(new Error('stuck')),
  });
  expect(await readText(answer(stuck), 7, 'cut')).toBe('1234567');
});

test('characters that the network has cut come together', async () => {
  const parts = [...bytes('Größe')].map((byte) => Uint8Array.of(byte));
  expect(await readText(answer(nodes(Readable.from(parts))), 99, 'fail')).toBe('Größe');
});
