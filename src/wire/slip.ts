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
 * A response for our own client, which looks at its status and the request's id, and takes the answer as it was decoded.
 * A reply is written as HTTP only for who reads the body or asks for the response: writing it was a third of all that a
 * call cost. Nor is it made as a `Response`, which was a fifth of the rest.
 */
export class Slip implements Omit<Response, 'headers'> {
  static {
    // For who asks what it is. All that it would inherit is written below, since a real one's own is not in it.
    Object.setPrototypeOf(Slip.prototype, Response.prototype);
  }

  readonly ok = true;
  readonly status = 200;
  readonly statusText = '';
  /** Only logged, and that costs. */
  readonly url = '';
  readonly type = 'default';
  readonly redirected = false;
  readonly headers: ReadonlyMap<string, string | null>;
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

  get body(): Response['body'] {
    return this.written.body;
  }

  get bodyUsed(): boolean {
    return this.#written?.bodyUsed ?? false;
  }

  text(): Promise<string> {
    return this.written.text();
  }

  json(): ReturnType<Response['json']> {
    return this.written.json();
  }

  arrayBuffer(): ReturnType<Response['arrayBuffer']> {
    return this.written.arrayBuffer();
  }

  bytes(): ReturnType<Response['bytes']> {
    return this.written.bytes();
  }

  blob(): ReturnType<Response['blob']> {
    return this.written.blob();
  }

  formData(): ReturnType<Response['formData']> {
    return this.written.formData();
  }

  clone(): Response {
    return this.written.clone();
  }
}
