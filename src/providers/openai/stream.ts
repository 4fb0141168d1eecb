import { unfinished } from '../../core/answer.ts';
import type { Call } from '../../core/call.ts';
import type { Chunk, Item } from '../../core/chat.ts';
import type { Clock } from '../../core/clock.ts';
import { abortedBy, Failure } from '../../core/failure.ts';
import { failureInStream, failureOfConnection } from './errors.ts';
import { EventSplitter } from './events.ts';

/** A chunk as vendors really send it: an error may take the place of the answer, or hide in a choice. */
interface LooseChunk extends Omit<Chunk, 'choices'> {
  error?: unknown;
  choices?: (Omit<Chunk['choices'][number], 'finish_reason'> & {
    error?: unknown;
    finish_reason: string | null;
  })[];
}

/**
 * A body of OpenAI's wire as items: each event parsed once, its bytes kept. Throws a `Failure` on an error inside
 * of the stream, and where it ends before each of `choices` has its finish. A missing `[DONE]` is no fault.
 */
export async function* readStream(
  body: ReadableStream<Uint8Array>,
  choices: number,
  { signal, clock }: Pick<Call, 'signal' | 'clock'>,
): AsyncGenerator<Item> {
  const splitter = new EventSplitter();
  const reader = body.getReader();
  // By index, for some vendors say a finish twice.
  const finished = new Set<number>();
  let over = false;
  try {
    while (true) {
      const { value, done } = await reader.read();
      for (const { data, raw } of done ? splitter.end() : splitter.push(value)) {
        if (data === '[DONE]') {
          if (finished.size < choices) throw unfinished();
          over = true;
          return;
        }
        const chunk = readChunk(data);
        for (const { index, finish_reason } of chunk.choices) if (finish_reason) finished.add(index);
        yield { chunk, raw };
      }
      if (done) break;
    }
  } catch (error) {
    if (signal.aborted) throw abortedBy(signal);
    throw error instanceof Failure ? error : failureOfConnection(error);
  } finally {
    if (over) void drain(reader, clock);
    else void reader.cancel().catch(() => {});
  }
  if (signal.aborted) throw abortedBy(signal);
  if (finished.size < choices) throw unfinished();
}

/** How long a connection may stay open behind the end of its answer. */
const DRAIN_MS = 1_000;

/** Lets the body come to its end, for only then can the connection be used again. */
async function drain(reader: ReadableStreamDefaultReader<Uint8Array>, clock: Clock): Promise<void> {
  const cancel = clock.after(DRAIN_MS, () => void reader.cancel().catch(() => {}));
  try {
    while (!(await reader.read()).done);
  } catch {
    // Nothing of the answer is lost any more.
  } finally {
    cancel();
  }
}

function readChunk(data: string): Chunk {
  let chunk: LooseChunk;
  try {
    chunk = JSON.parse(data);
  } catch (cause) {
    throw new Failure('transient', 'An event of the stream is not JSON', { cause });
  }
  if (chunk?.error) throw failureInStream(chunk);
  // Azure's filter notes, moderation notes and a few servers' first chunks come without choices.
  if (!Array.isArray(chunk?.choices)) return { ...chunk, choices: [] } as Chunk;
  const bad = chunk.choices.find((choice) => choice.error ?? isErrorFinish(choice.finish_reason));
  if (bad)
    throw failureInStream(
      bad.error ? bad : { error: { message: 'The model gave up', code: bad.finish_reason } },
    );
  return chunk as Chunk;
}

/** Finish reasons that are errors: OpenRouter's and Mistral's, and DeepSeek's for "no capacity". */
export function isErrorFinish(reason: string | null | undefined): boolean {
  return reason === 'error' || reason === 'insufficient_system_resource';
}
