import { unfinished } from '../../core/answer.ts';
import { type BodyReader, readerOf } from '../../core/body.ts';
import type { Call } from '../../core/call.ts';
import type { Chunk, Item } from '../../core/chat.ts';
import type { Clock } from '../../core/clock.ts';
import { EventSplitter } from '../../core/event-splitter.ts';
import { abortedBy, Failure } from '../../core/failure.ts';
import { failureInStream, failureOfConnection } from './errors.ts';

/** A chunk as vendors really send it: an error may take the place of the answer, or hide in a choice. */
interface LooseChunk extends Omit<Chunk, 'choices' | 'object'> {
  error?: unknown;
  object: Chunk['object'] | 'error';
  x_groq?: { error?: unknown };
  choices?: (Omit<Chunk['choices'][number], 'finish_reason'> & {
    error?: unknown;
    finish_reason: string | null;
  })[];
}

/**
 * A body of OpenAI's wire as items: each event parsed once, its bytes kept. Throws a `Failure` on an error inside
 * of the stream, and where it ends before each of `choices` has its finish. A missing `[DONE]` is no fault. What `plain`
 * changes in a chunk goes without its bytes.
 */
export async function* readStream(
  body: ReadableStream<Uint8Array>,
  choices: number,
  { signal, clock }: Pick<Call, 'signal' | 'clock'>,
  plain?: (chunk: Chunk) => Chunk,
): AsyncGenerator<Item> {
  const splitter = new EventSplitter();
  const reader = readerOf(body);
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
        const given = readChunk(data);
        const chunk = plain?.(given) ?? given;
        for (const { index, finish_reason } of chunk.choices) if (finish_reason) finished.add(index);
        yield isAsSent(given, chunk, plain) ? { chunk, raw } : { chunk };
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

/** OpenRouter counts unasked and Azure tells of its filter in chunks without a choice: not in the words of OpenAI. */
function isAsSent(given: Chunk, chunk: Chunk, plain: unknown): boolean {
  return chunk === given && !(plain && chunk.choices.length === 0);
}

/** How long a connection may stay open behind the end of its answer. */
const DRAIN_MS = 1_000;

/** Lets the body come to its end, for only then can the connection be used again. */
async function drain(reader: BodyReader, clock: Clock): Promise<void> {
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
  // vLLM's errors of old have it all at the top, and Groq tells in its own corner why it stopped.
  if (chunk?.error || chunk?.object === 'error') throw failureInStream(chunk);
  if (chunk?.x_groq?.error) throw failureInStream({ error: chunk.x_groq.error });
  // Azure's filter notes, moderation notes and a few servers' first chunks come without choices.
  if (!Array.isArray(chunk?.choices)) return { ...chunk, choices: [] } as Chunk;
  const bad = chunk.choices.find((choice) => choice.error ?? isErrorFinish(choice.finish_reason));
  if (bad)
    throw failureInStream(
      bad.error ? bad : { error: { message: 'The model gave up', code: bad.finish_reason } },
    );
  return chunk as Chunk;
}

/** Finish reasons that are errors: OpenRouter's and Mistral's, vLLM's, and DeepSeek's for "no capacity". */
export function isErrorFinish(reason: string | null | undefined): boolean {
  return reason === 'error' || reason === 'abort' || reason === 'insufficient_system_resource';
}
