import type { Attempt } from '../core/attempts.ts';
import type { ChatReply, Completion, CompletionReply, Item } from '../core/chat.ts';
import { LEDGER } from '../core/ledger.ts';
import { idIn, writeReply } from './reply.ts';

/** Real headers are slow to walk through, as the client does twice, though it logs them at `debug` alone. */
class IdHeader extends Map<string, string | null> {
  /** Null where there is none, as of real ones. */
  override get(name: string): string | null {
    return super.get(name) ?? null;
  }
}

/**
 * What our own client is given in the place of a response: the few things that it reads of one, and the answer as it was
 * decoded. A reply is written as HTTP only for who asks for the response: writing it was a third of all that a call cost.
 */
export class Slip implements Pick<Response, 'ok' | 'status' | 'url' | 'body'> {
  readonly ok = true;
  readonly status = 200;
  /** Only logged, and that costs. */
  readonly url = '';
  readonly headers: ReadonlyMap<string, string | null>;
  /** The client logs it, or leaves it to who asked for no more. */
  readonly body = null;
  readonly #reply: ChatReply;
  readonly #attempts: readonly Attempt[];
  readonly #leave: (reason: unknown) => void;
  readonly #shared: boolean;
  #written: Response | undefined;

  /** `shared`: somebody else may hold the reply too, and change it or give it again. */
  constructor(
    reply: ChatReply,
    attempts: readonly Attempt[],
    leave: (reason: unknown) => void,
    shared: boolean,
  ) {
    this.headers = new IdHeader(idIn(reply.headers));
    this.#reply = reply;
    this.#attempts = attempts;
    this.#leave = leave;
    this.#shared = shared;
  }

  /** As if it were linked, which would cost each call. */
  get [LEDGER](): readonly Attempt[] {
    return this.#attempts;
  }

  /** The response in full, the same each time. */
  get written(): Response {
    this.#written ??= writeReply(this.#reply, this.#attempts, this.#leave);
    return this.#written;
  }

  /** The items of a streamed reply. Either they are read, or the body. */
  get items(): AsyncIterator<Item> | undefined {
    return this.#reply.type === 'stream' ? this.#reply.items[Symbol.asyncIterator]() : undefined;
  }

  /** The answer of a plain reply, its caller's own. */
  get answer(): Completion | undefined {
    return this.#reply.type === 'completion' ? this.#own(this.#reply) : undefined;
  }

  #own({ completion, raw }: CompletionReply): Completion {
    // What was not read from bytes may be an object of a function's that gives it every time.
    if (raw !== undefined && !this.#shared) return completion;
    return JSON.parse(raw?.replace(/^\uFEFF/, '') ?? JSON.stringify(completion));
  }
}
