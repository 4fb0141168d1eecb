import type { Chunk, Item, Outcome, StreamReply } from '../core/chat.ts';
import { Ending } from '../core/ending.ts';
import { abortedBy } from '../core/failure.ts';
import { keepable, MOST_CHARACTERS } from './answers.ts';

/** A stream that is written down while it is read. Not a generator: a reader may leave before it has begun. */
export class Recorded implements AsyncIterableIterator<Item, undefined> {
  readonly #source: AsyncIterator<Item>;
  readonly #whole: (body: string) => void;
  /** Undefined once it is not to be kept. */
  #chunks: string[] | undefined = [];
  #characters = 0;

  /** `whole` is told the list of all chunks, as JSON, where the stream was read to its end and `done` says answered. */
  constructor({ items, done }: StreamReply, whole: (body: string) => void) {
    this.#source = items[Symbol.asyncIterator]();
    this.#whole = (body) =>
      void done?.then(
        ({ type }) => type === 'answered' && whole(body),
        () => {},
      );
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Item, undefined>> {
    const result = await this.#source.next();
    if (!result.done) {
      this.#note(result.value.chunk);
      return result;
    }
    if (this.#chunks) this.#whole(`[${this.#chunks.join()}]`);
    this.#chunks = undefined;
    return { value: undefined, done: true };
  }

  async return(): Promise<IteratorResult<Item, undefined>> {
    await this.#source.return?.();
    return { value: undefined, done: true };
  }

  /** As text at once: the reader may do with a chunk what it likes. */
  #note(chunk: Chunk): void {
    if (!this.#chunks) return;
    const text = keepable(chunk);
    this.#characters += text?.length ?? 0;
    if (text && this.#characters <= MOST_CHARACTERS) this.#chunks.push(text);
    else this.#chunks = undefined;
  }
}

/** A stream that was kept, as if it came now. Its reader may leave at any time, and by the signal too. */
export class Replayed implements AsyncIterableIterator<Item, undefined> {
  readonly #ending = new Ending();
  #chunks: Chunk[];
  #signal: AbortSignal | undefined;

  constructor(chunks: Chunk[], signal: AbortSignal) {
    this.#chunks = chunks;
    // Where it is aborted already, the deadline has ended the vendors' time; that is why this answer is here.
    if (signal.aborted) return;
    this.#signal = signal;
    // Holds the ending alone: a caller's signal may live for long, and need not keep an answer that nobody reads.
    const ending = this.#ending;
    signal.addEventListener('abort', () => ending.abandoned(), { once: true });
  }

  get done(): Promise<Outcome> {
    return this.#ending.promise;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Item, undefined>> {
    const signal = this.#signal;
    if (signal?.aborted) {
      this.#close();
      throw abortedBy(signal);
    }
    const chunk = this.#chunks.shift();
    if (chunk) return { value: { chunk }, done: false };
    this.#ending.answered();
    this.#close();
    return { value: undefined, done: true };
  }

  async return(): Promise<IteratorResult<Item, undefined>> {
    this.#ending.abandoned();
    this.#close();
    return { value: undefined, done: true };
  }

  #close(): void {
    this.#chunks = [];
    this.#signal = undefined;
  }
}
