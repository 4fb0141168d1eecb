import { Failure } from './failure.ts';

/** No answer is longer; more than this is a fault, and must not fill the caller's memory. */
export const MAX_BODY_BYTES = 64 * 2 ** 20;
/** Enough of an error's body to tell what it is. */
export const MAX_ERROR_BYTES = 64 * 2 ** 10;

/** The body as text. Beyond `limit` bytes it is cut, or a failure where a cut text would be of no use. */
export async function readText(response: Response, limit: number, beyond: 'cut' | 'fail'): Promise<string> {
  if (!response.body) return '';
  const parts: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop cancels the body.
  for await (const part of response.body) {
    size += part.byteLength;
    parts.push(part);
    if (size <= limit) continue;
    if (beyond === 'fail') throw new Failure('transient', `The body is longer than ${limit} bytes`);
    break;
  }
  return Buffer.concat(parts).subarray(0, limit).toString('utf8');
}
