import type { Attempt } from '../core/attempts.ts';
import type { ChatReply, Completion, CompletionReply, Item } from '../core/chat.ts';
import { LEDGER } from '../core/ledger.ts';
import { carried, idIn, writeReply } from './reply.ts';

type Leave = (reason: unknown) => void;

/** How a slip is made out. */
export interface SlipOptions {
  /** Somebody else may hold the reply too, and change it or give it again. */
  shared: boolean;
  /** With all of the vendor's headers, for a client that logs or reads them. */
  verbose: boolean;
}

/**
 * A response for our own client, which looks at its status and the request's id, and takes the answer as it was decoded.
 * A reply is written as HTTP only for who reads the body or asks for the response: writing it was a third of all that a
 * call cost, and the client's walks through the vendor's headers a fifth of the rest, though it logs them at `debug` alone.
 */
export class Slip extends Response {
  readonly #reply: ChatReply;
  readonly #attempts: readonly Attempt[];
  readonly #leave: Leave;
  readonly #shared: boolean;
  #written: Response | undefined;

  constructor(
    reply: ChatReply,
    attempts: readonly Attempt[],
    leave: Leave,
    { shared, verbose }: SlipOptions,
  ) {
    super(null, { headers: verbose ? named(reply.headers) : idIn(reply.headers) });
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

  override get body(): Response['body'] {
    return this.written.body;
  }

  override get bodyUsed(): boolean {
    return this.#written?.bodyUsed ?? false;
  }

  override text(): Promise<string> {
    return this.written.text();
  }

  override json(): ReturnType<Response['json']> {
    return this.written.json();
  }

  override arrayBuffer(): ReturnType<Response['arrayBuffer']> {
    return this.written.arrayBuffer();
  }

  override bytes(): ReturnType<Response['bytes']> {
    return this.written.bytes();
  }

  override blob(): ReturnType<Response['blob']> {
    return this.written.blob();
  }

  override clone(): Response {
    return this.written.clone();
  }
}

/** The vendor's own headers, where they have what the client looks for. */
function named(headers: Headers | undefined): Headers {
  return headers?.has('x-request-id') ? headers : carried(headers);
}
