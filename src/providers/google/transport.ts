import type { Call } from '../../core/call.ts';
import { EventSplitter } from '../../core/event-splitter.ts';
import { retryAfterOf } from '../../core/retry-after.ts';
import { failureInText, failureOfHttp, unreachedBy } from './errors.ts';
import { readAhead } from './read-ahead.ts';

/**
 * A fetch for `@google/genai` that reads of an answer what the SDK would lose, and throws it as a `Failure`: why there
 * was none, what an error says beside its status, and an error inside of a 200. `body` is what the SDK reads.
 */
export function handingOn(
  guarded: typeof fetch,
  body: (response: Response) => Promise<BodyInit>,
  { clock }: Call,
): typeof fetch {
  return async (url, init) => {
    const response = await guarded(url, init).catch((error: unknown) => {
      throw unreachedBy(error);
    });
    if (response.ok) return new Response(await body(response));
    const said = await response.text().catch(() => '');
    throw failureOfHttp(response.status, said, retryAfterOf(response.headers, clock.date()));
  };
}

export async function plainBody(response: Response): Promise<string> {
  const text = await response.text();
  const failure = failureInText(text);
  if (failure) throw failure;
  return text;
}

/**
 * The events, each as the one line that the SDK takes: it drops an event with a comment or another field before its
 * data, without a word, and breaks at a `[DONE]`, at data in several lines, and at a last event without a blank line.
 */
export async function streamedBody({ body }: Response): Promise<ReadableStream<Uint8Array>> {
  const events = framed(readAhead(body ?? new Blob().stream()));
  return new ReadableStream(
    {
      async pull(controller) {
        const { value, done } = await events.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
    },
    { highWaterMark: 0 },
  );
}

const encoder = new TextEncoder();

async function* framed(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const splitter = new EventSplitter();
  for await (const piece of pieces) yield* framesOf(splitter.push(piece));
  yield* framesOf(splitter.end());
}

function* framesOf(events: readonly { data: string }[]): Generator<Uint8Array> {
  for (const { data } of events) {
    const text = data.replaceAll('\n', ' ').trim();
    if (text === '' || text === '[DONE]') continue;
    const failure = failureInText(text);
    if (failure) throw failure;
    yield encoder.encode(`data: ${text}\n\n`);
  }
}
