import type { ChatReply, Chunk, Item, Policy } from '../core/chat.ts';

/** Whether tool calls leave whole, or in the pieces in which they come. */
export type ToolCalls = 'hold' | 'stream';

/**
 * Half a tool call never leaves the library: from its first piece on, a stream is held back until its finish, and
 * empty deltas are sent meanwhile as a sign of life. So a call that breaks off can simply start again elsewhere.
 */
export const hold: Policy = (next) => (request, call) => {
  const reply = next(request, call);
  return request.stream ? reply.then(held) : reply;
};

function held(reply: ChatReply): ChatReply {
  return reply.type === 'stream' ? { ...reply, items: new Held(reply.items[Symbol.asyncIterator]()) } : reply;
}

class Held implements AsyncIterableIterator<Item, undefined> {
  readonly #source: AsyncIterator<Item>;
  #held: Item[] = [];
  /** Choices that have begun a call and not reached their finish. */
  readonly #calling = new Set<number>();

  constructor(source: AsyncIterator<Item>) {
    this.#source = source;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Item, undefined>> {
    if (this.#calling.size === 0 && this.#held.length > 0)
      return { value: this.#held.shift() as Item, done: false };
    const result = await this.#source.next();
    if (result.done) return { value: undefined, done: true };
    const { chunk } = result.value;
    for (const { index, delta } of chunk.choices) {
      if (delta?.tool_calls?.length || delta?.function_call) this.#calling.add(index);
    }
    if (this.#calling.size === 0) return result;
    this.#held.push(result.value);
    for (const { index, finish_reason } of chunk.choices) if (finish_reason) this.#calling.delete(index);
    return this.#calling.size > 0 ? { value: { chunk: silenced(chunk) }, done: false } : this.next();
  }

  async return(): Promise<IteratorResult<Item, undefined>> {
    this.#held.length = 0;
    await this.#source.return?.();
    return { value: undefined, done: true };
  }
}

/** The same chunk with nothing said and nothing ended. */
function silenced(chunk: Chunk): Chunk {
  return {
    ...chunk,
    choices: chunk.choices.map((choice) => ({ ...choice, delta: {}, finish_reason: null })),
  };
}
