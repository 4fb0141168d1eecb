import type OpenAI from 'openai';
import { OpenAIError } from 'openai';
import { Stream } from 'openai/core/streaming';
import type { Chunk, Item } from './core/chat.ts';
import { Slip } from './wire/slip.ts';

/**
 * Gives the client a stream of chunks that were decoded already. Its own way, by the bytes of the body, is open as well;
 * but then each event is decoded twice, and an answer of another vendor is encoded only to be decoded again.
 */
export class Decoded<T> extends Stream<T> {
  static override fromSSEResponse<T>(
    response: Response,
    controller: AbortController,
    client?: OpenAI,
    ...more: [named?: boolean, mode?: 'legacy' | 'events']
  ): Stream<T> {
    const items = response instanceof Slip ? response.items : undefined;
    if (!items) return Stream.fromSSEResponse(response, controller, client, ...more);
    let chunks: AsyncIterator<unknown> | undefined;
    const once = () => {
      // In the client's own words.
      if (chunks)
        throw new OpenAIError('Cannot iterate over a consumed stream, use `.tee()` to split the stream.');
      chunks = new Chunks(items, controller);
      return chunks as AsyncIterator<T>;
    };
    return new Stream<T>(once, controller, client);
  }
}

/** The items' chunks. As the client does itself, it ends the request where the reader leaves, and quietly where that was ended. */
class Chunks implements AsyncIterableIterator<Chunk, undefined> {
  readonly #items: AsyncIterator<Item>;
  readonly #controller: AbortController;
  #over = false;

  constructor(items: AsyncIterator<Item>, controller: AbortController) {
    this.#items = items;
    this.#controller = controller;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Chunk, undefined>> {
    if (this.#over) return { value: undefined, done: true };
    try {
      const { value, done } = await this.#items.next();
      if (!done) return { value: value.chunk, done: false };
      this.#over = true;
      return { value: undefined, done: true };
    } catch (error) {
      this.#over = true;
      if (this.#controller.signal.aborted) return { value: undefined, done: true };
      this.#controller.abort();
      throw error;
    }
  }

  async return(): Promise<IteratorResult<Chunk, undefined>> {
    if (!this.#over) {
      this.#over = true;
      this.#controller.abort();
      await this.#items.return?.();
    }
    return { value: undefined, done: true };
  }

  async throw(error: unknown): Promise<never> {
    await this.return();
    throw error;
  }
}
