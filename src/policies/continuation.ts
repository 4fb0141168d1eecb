import type { Attempt } from '../core/attempts.ts';
import type { Call } from '../core/call.ts';
import type { Chat, ChatReply, ChatRequest, Item, Outcome, Policy, StreamReply } from '../core/chat.ts';
import { Ending } from '../core/ending.ts';
import { StreamBrokenError } from '../core/exhausted.ts';
import { asFailure, type Failure } from '../core/failure.ts';
import { consequences } from '../core/kind.ts';
import { counted, estimated, withLost } from '../core/usage.ts';
import { carryOn } from './carry-on.ts';
import { Said } from './said.ts';
import { Splice } from './splice.ts';

/** What happens to a stream that breaks after its first words: carry on elsewhere, or tell the caller. */
export type OnBrokenStream = 'continue' | 'error';

/** Breaks of one answer that are mended; after that something else is wrong. */
const MOST = 3;

/**
 * The one who watches a stream after its first token. Where it breaks, the words that were delivered are kept, and
 * another target carries on from there, as one answer: one id, one role, one finish.
 */
export const continuation =
  (onBroken: OnBrokenStream): Policy =>
  (next) =>
  (request, call) => {
    const reply = next(request, call);
    const carried = (begun: ChatReply): ChatReply => {
      if (begun.type === 'completion') return begun;
      const items = new Carried(begun, request, call, next, onBroken);
      return { ...begun, items, done: items.done };
    };
    return request.stream ? reply.then(carried) : reply;
  };

/** The one answer that the caller reads, whoever speaks. Not a generator: a reader may leave before it has begun. */
class Carried implements AsyncIterableIterator<Item, undefined> {
  readonly #request: ChatRequest;
  readonly #next: Chat;
  readonly #onBroken: OnBrokenStream;
  readonly #ending = new Ending();
  readonly #said = new Said();
  #call: Call;
  #reply: StreamReply;
  #source: AsyncIterator<Item>;
  /** Joins what a later target says to what was said; undefined while the first one speaks. */
  #splice: Splice | undefined;
  #breaks = 0;
  /** Characters whose speaker is noted, and what the broken attempts have used. */
  #shared = 0;
  readonly #lostUsage: NonNullable<Attempt['usage']>[] = [];
  #left = false;

  constructor(reply: StreamReply, request: ChatRequest, call: Call, next: Chat, onBroken: OnBrokenStream) {
    this.#request = request;
    this.#call = call;
    this.#next = next;
    this.#onBroken = onBroken;
    this.#reply = reply;
    this.#source = reply.items[Symbol.asyncIterator]();
    this.#watch(reply);
  }

  /** Who leaves by the signal may never read again. */
  #watch({ done }: StreamReply): void {
    void done?.then(({ type }) => type === 'abandoned' && this.#ending.abandoned());
  }

  get done(): Promise<Outcome> {
    return this.#ending.promise;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Item, undefined>> {
    while (true) {
      try {
        const { value, done } = await this.#source.next();
        if (done) return this.#finished();
        const item = this.#heard(value);
        if (item) return { value: item, done: false };
      } catch (error) {
        // A connection that breaks behind the finish has lost nothing.
        if (this.#said.finished >= (this.#request.n ?? 1)) return this.#finished();
        await this.#mend(asFailure(error));
      }
    }
  }

  async return(): Promise<IteratorResult<Item, undefined>> {
    this.#left = true;
    this.#ending.abandoned();
    await this.#source.return?.();
    return { value: undefined, done: true };
  }

  #finished(): { value: undefined; done: true } {
    this.#share();
    this.#ending.answered();
    return { value: undefined, done: true };
  }

  #heard(item: Item): Item | undefined {
    const { usage } = item.chunk;
    if (usage && this.#reply.attempt) this.#reply.attempt.usage = counted(usage);
    if (this.#isUnasked(item)) return undefined;
    if (!this.#splice) {
      this.#said.hear(item.chunk);
      return item;
    }
    const chunk = this.#said.joined(item.chunk, this.#splice);
    if (!chunk?.usage) return chunk && { chunk };
    return { chunk: { ...chunk, usage: withLost(chunk.usage, this.#lostUsage) } };
  }

  /** A chunk without a choice, which who asks for no usage does not look for. What comes in its bytes leaves in them. */
  #isUnasked({ chunk, raw }: Item): boolean {
    return chunk.choices.length === 0 && !raw && this.#request.stream_options?.include_usage !== true;
  }

  /** Notes which part of the answer came from the target that has just ended. */
  #share(): void {
    const { attempt } = this.#reply;
    if (!attempt) return;
    attempt.characters = this.#said.text.length - this.#shared;
    this.#shared = this.#said.text.length;
  }

  /** Puts another target in the broken one's place, or throws what the caller is told. */
  async #mend(broken: Failure): Promise<void> {
    try {
      this.#reply = await this.#elsewhere(broken);
    } catch (error) {
      this.#ending.failed(asFailure(error));
      throw error;
    }
    this.#source = this.#reply.items[Symbol.asyncIterator]();
    this.#watch(this.#reply);
    // The reader may have left while the other target was asked.
    if (this.#left) await this.#source.return?.();
    this.#splice = new Splice(this.#said.text);
  }

  async #elsewhere(broken: Failure): Promise<StreamReply> {
    if (broken.kind === 'aborted') throw broken;
    const said = this.#said;
    const { attempt } = this.#reply;
    const target = attempt?.target ?? '';
    this.#share();
    if (attempt) {
      attempt.usage ??= estimated(this.#request, attempt.characters ?? 0);
      this.#lostUsage.push(attempt.usage);
    }
    const { id, emit, avoid } = this.#call;
    emit({ type: 'stream-broken', call: id, target, kind: broken.kind, characters: said.text.length });
    const why =
      this.#onBroken === 'error'
        ? 'the option onBrokenStream is "error"'
        : refusal(broken, this.#request, said);
    if (why ?? this.#breaks++ >= MOST) throw this.#lost(why ?? `it broke ${this.#breaks} times`, broken);
    this.#call = { ...this.#call, avoid: new Set([...avoid, target]), delivered: said.text !== '' };
    try {
      const request = said.text ? carryOn(this.#request, said.text) : this.#request;
      return (await this.#next(request, this.#call)) as StreamReply;
    } catch (error) {
      const failure = asFailure(error, this.#call.signal);
      throw failure.kind === 'aborted' ? failure : this.#lost('nobody was left to carry it on', broken);
    }
  }

  #lost(why: string, broken: Failure): StreamBrokenError {
    return new StreamBrokenError(this.#said.text, this.#call.attempts.list, why, broken);
  }
}

/** Why it would be dishonest, or no use, to let another model finish this answer. */
function refusal(broken: Failure, request: ChatRequest, said: Said): string | undefined {
  if (consequences[broken.kind].failOver === 'no') return broken.message;
  if (said.fragile) return `${said.fragile} was already part delivered`;
  if (!said.text) return undefined;
  if ((request.n ?? 1) > 1) return 'several choices were asked for';
  const format = request.response_format?.type;
  return format && format !== 'text' ? 'structured output was already part delivered' : undefined;
}
