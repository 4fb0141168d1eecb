import type { Attempt } from '../core/attempts.ts';
import type { ChatReply, Completion, CompletionReply, Item } from '../core/chat.ts';
import { carried, writeReply } from './reply.ts';

type Leave = (reason: unknown) => void;

/**
 * A response for our own client, which looks at status and headers and takes the answer as it was decoded. A reply is
 * written as HTTP, which was a third of all that a call cost, only for who reads the body or asks for the response.
 */
export class Slip extends Response {
  readonly #reply: ChatReply;
  readonly #attempts: readonly Attempt[];
  readonly #leave: Leave;
  readonly #shared: boolean;
  readonly #headers: Headers;
  #written: Response | undefined;

  /** `shared`: somebody else may hold the reply too, and change it or give it again. */
  constructor(reply: ChatReply, attempts: readonly Attempt[], leave: Leave, shared: boolean) {
    super(null);
    this.#reply = reply;
    this.#attempts = attempts;
    this.#leave = leave;
    this.#shared = shared;
    // The vendor's own where they have all that the client reads: copying them is most of what a response costs.
    this.#headers = reply.headers?.has('x-request-id') ? reply.headers : carried(reply.headers);
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

  override get headers(): Headers {
    return this.#headers;
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
