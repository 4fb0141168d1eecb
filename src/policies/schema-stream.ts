import type { Chunk, Item, Outcome, StreamReply } from '../core/chat.ts';
import { asFailure, type Failure } from '../core/failure.ts';

type Choice = Chunk['choices'][number];

/**
 * A stream whose text is looked at when it is whole. Held, its words leave together before its finish, and until then
 * the same chunks leave without them, as signs of life. Not a generator: a reader may leave before it has begun.
 */
export class Proven implements AsyncIterableIterator<Item, undefined> {
  readonly done: Promise<Outcome>;
  readonly #source: AsyncIterator<Item>;
  readonly #prove: (text: string) => string;
  readonly #hold: boolean;
  /** What each choice has said so far. */
  readonly #texts = new Map<number, string>();
  /** Choices that refuse, in words of their own. */
  readonly #refused = new Set<number>();
  readonly #ready: Item[] = [];
  #failure: Failure | undefined;

  /** `prove` gives the whole text as it may leave, or throws a `Failure`. */
  constructor({ items, done }: StreamReply, prove: (text: string) => string, hold: boolean) {
    this.#source = items[Symbol.asyncIterator]();
    this.#prove = prove;
    this.#hold = hold;
    const told = async (): Promise<Outcome> => {
      const outcome = (await done) ?? { type: 'answered' };
      return this.#failure ? { type: 'failed', failure: this.#failure } : outcome;
    };
    this.done = told();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Item, undefined>> {
    const ready = this.#ready.shift();
    if (ready) return { value: ready, done: false };
    const result = await this.#source.next();
    if (result.done) return { value: undefined, done: true };
    const { chunk } = result.value;
    try {
      const whole = chunk.choices.flatMap((choice) => this.#hear(choice));
      if (!this.#hold) return result;
      if (whole.length > 0) this.#ready.push({ chunk: { ...chunk, choices: whole } });
      this.#ready.push({ chunk: { ...chunk, choices: chunk.choices.map(withoutWords) } });
      return this.next();
    } catch (error) {
      this.#failure = asFailure(error);
      await this.#source.return?.();
      throw this.#failure;
    }
  }

  async return(): Promise<IteratorResult<Item, undefined>> {
    this.#ready.length = 0;
    await this.#source.return?.();
    return { value: undefined, done: true };
  }

  /** Notes what a choice says; at its finish, gives all of it as one piece. */
  #hear({ index, delta, finish_reason }: Choice): Choice[] {
    const text = (this.#texts.get(index) ?? '') + (delta?.content ?? '');
    this.#texts.set(index, text);
    if (delta?.refusal) this.#refused.add(index);
    if (!finish_reason || !text) return [];
    const content = finish_reason === 'stop' && !this.#refused.has(index) ? this.#prove(text) : text;
    this.#texts.delete(index);
    return [{ index, delta: { content }, finish_reason: null, logprobs: null }];
  }
}

function withoutWords(choice: Choice): Choice {
  if (!choice.delta?.content) return choice;
  const { content: _, ...delta } = choice.delta;
  return { ...choice, delta };
}
