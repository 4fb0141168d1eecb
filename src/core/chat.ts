import type {
  ChatCompletion,
  ChatCompletionChunk,
  ChatCompletionCreateParams,
} from 'openai/resources/chat/completions';
import type { Attempt } from './attempts.ts';
import type { Call } from './call.ts';
import type { Failure } from './failure.ts';
import type { Unproven } from './json-answer.ts';

/** A chat request in OpenAI's shape, the language that every room speaks. `stream: true` asks for a stream. */
export type ChatRequest = ChatCompletionCreateParams;
/** A whole answer in OpenAI's shape. */
export type Completion = ChatCompletion;
/** One piece of a streamed answer in OpenAI's shape. */
export type Chunk = ChatCompletionChunk;

/**
 * One event of a stream: decoded once, and where the vendor speaks OpenAI's wire, with the bytes it came in,
 * so that nobody further out has to encode it again. Whoever changes `chunk` drops `raw`.
 */
export interface Item {
  chunk: Chunk;
  raw?: Uint8Array;
}

/**
 * A plain answer. `raw` and `headers` are the vendor's own where it speaks OpenAI's wire. Whoever changes `completion`
 * drops `raw`.
 */
export interface CompletionReply {
  type: 'completion';
  completion: Completion;
  raw?: string;
  headers?: Headers;
  /** The vendor's id of the request, where it gives one. */
  requestId?: string | undefined;
  /** Set where the vendor does not vouch for the form that `response_format` asks for. */
  unproven?: Unproven | undefined;
  /** The attempt that brought it, set by `verdict`. */
  attempt?: Attempt;
}

/** A stream. Outside of `first-token` its first sign of life has arrived. */
export interface StreamReply {
  type: 'stream';
  /** Can be read once. It throws a `Failure` where the stream breaks; an end without a finish is a break. */
  items: AsyncIterable<Item>;
  headers?: Headers;
  /** Known at the first event at the latest. */
  requestId?: string | undefined;
  /** Set where the vendor does not vouch for the form that `response_format` asks for. */
  unproven?: Unproven | undefined;
  /** How it ended, set by `first-token`; settles also when the reader walks away. It never rejects. */
  done?: Promise<Outcome>;
  attempt?: Attempt;
}

export type ChatReply = CompletionReply | StreamReply;

/** How an attempt ended: with a whole answer, broken, or left by its reader. */
export type Outcome = { type: 'answered' } | { type: 'failed'; failure: Failure } | { type: 'abandoned' };

/** The one shape: a provider is a `Chat`, a policy wraps one, a client calls one. */
export type Chat = (request: ChatRequest, call: Call) => Promise<ChatReply>;

/** A way to a vendor: its chat, and what loads its SDK ahead of the first use. */
export interface Provider {
  chat: Chat;
  load(): Promise<void>;
}

/** Wraps a chat in another. Policies hold no reference to each other; `failover.ts` puts them in order. */
export type Policy = (next: Chat) => Chat;
