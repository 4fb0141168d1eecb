import { Failure } from './failure.ts';

/** No answer is longer; more than this is a fault, and must not fill the caller's memory. */
export const MAX_BODY_BYTES = 64 * 2 ** 20;
/** Enough of an error's body to tell what it is. */
export const MAX_ERROR_BYTES = 64 * 2 ** 10;

/** What reads a body, a part at a time. Cancelling gives up what was not read, and its connection with it. */
export type BodyReader = Pick<ReadableStreamDefaultReader<Uint8Array>, 'read' | 'cancel'>;

/** A web stream's reader costs less than its own iterator; some fetches give Node's streams, which have none. */
export function readerOf(body: ReadableStream<Uint8Array>): BodyReader {
  if ('getReader' in body) return body.getReader();
  const { destroy } = body as { destroy?: () => void };
  const parts = (body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  return {
    read: () => parts.next() as Promise<ReadableStreamReadResult<Uint8Array>>,
    cancel: async () => {
      // What waits for a part cannot return before it comes.
      destroy?.call(body);
      await parts.return?.();
    },
  };
}

/** The body as text. Beyond `limit` bytes it is cut, or a failure where a cut text would be of no use. */
export async function readText(response: Response, limit: number, beyond: 'cut' | 'fail'): Promise<string> {
  if (!response.body) return '';
  const reader = readerOf(response.body);
  const parts: Uint8Array[] = [];
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.byteLength;
    parts.push(part.value);
    if (size <= limit) continue;
    // Nothing more is wanted of it, so neither is its fault.
    void reader.cancel().catch(() => {});
    if (beyond === 'fail') throw new Failure('transient', `The body is longer than ${limit} bytes`);
    break;
  }
  return Buffer.concat(parts, Math.min(size, limit)).toString('utf8');
}
