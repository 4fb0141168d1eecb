import { createHash } from 'node:crypto';
import { faultOf, isFinish } from '../core/answer.ts';
import type { Outer } from '../core/call.ts';
import type { ChatRequest, Chunk, Completion } from '../core/chat.ts';

/** An answer that was kept. All of it is JSON; nothing in it tells what was asked. */
export interface StoredAnswer {
  /** Who gave it. */
  target: { id: string; provider: string; model: string };
  /** When it was given. Milliseconds since 1970. */
  at: number;
  type: 'completion' | 'stream';
  /** The completion, or the list of the stream's chunks, as JSON. */
  body: string;
}

/** Where answers are kept: in memory, or anywhere that several processes can reach. Whatever fails in it is not told. */
export interface AnswerStore {
  /** `key` is a hash. What is not given within a second is done without. */
  get(key: string): StoredAnswer | undefined | Promise<StoredAnswer | undefined>;
  /** Nobody waits for it, and what is older than `maxAgeMs` is not asked for again. */
  set(key: string, answer: StoredAnswer, maxAgeMs: number): void | Promise<void>;
}

/** Characters of one answer, as JSON; a longer one is not kept. */
export const MOST_CHARACTERS = 1_000_000;
/** Characters of all answers that are kept in memory. */
const MOST_IN_ALL = 32 * MOST_CHARACTERS;

/** The store of one process. Bounded both ways: the answer unused for longest goes first. */
export class AnswersInMemory implements AnswerStore {
  readonly #most: number;
  readonly #answers = new Map<string, StoredAnswer>();
  #characters = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get(key: string): StoredAnswer | undefined {
    const answer = this.#answers.get(key);
    if (answer) this.set(key, answer);
    return answer;
  }

  set(key: string, answer: StoredAnswer): void {
    // Taken out and put back: a Map keeps the order of insertion, so its first entry is the stalest.
    this.#drop(key);
    this.#answers.set(key, answer);
    this.#characters += answer.body.length;
    while (this.#answers.size > this.#most || this.#characters > MOST_IN_ALL)
      this.#drop(this.#answers.keys().next().value as string);
  }

  #drop(key: string): void {
    this.#characters -= this.#answers.get(key)?.body.length ?? 0;
    this.#answers.delete(key);
  }
}

/** Headers that tell of the caller's software, or are new in every request. */
const PASSING = /^(user-agent|idempotency-key|x-stainless-.+|traceparent|tracestate|x-(client-)?request-id)$/;

/**
 * The hash of everything that may decide on an answer: the request to its last field, in whatever order its fields
 * stand, and where it came as HTTP, its address and headers, so that no account is given another's answer. The key in
 * them keeps a prompt from being guessed by its hash. Undefined for what is no JSON.
 */
export function keyOf(request: ChatRequest, outer?: Pick<Outer, 'url' | 'init'>): string | undefined {
  const headers = outer && [...outer.init.headers].filter(([name]) => !PASSING.test(name));
  try {
    const whole = JSON.stringify([request, outer?.url, headers], (_, value) => ordered(value));
    return createHash('sha256').update(whole).digest('hex');
  } catch {
    return undefined;
  }
}

function ordered(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What a choice of an answer and one of a chunk have in common here. */
interface Choice {
  finish_reason: string | null;
  message?: { refusal?: string | null };
  delta?: { refusal?: string | null };
}

/**
 * An answer, or one chunk of it, as JSON; undefined where it is not to be kept. A refusal is not: it is one model's
 * verdict, and the next one to be asked may know better. Kept, it would push out an answer from before.
 */
export function keepable(part: Completion | Chunk): string | undefined {
  try {
    const refuses = ({ finish_reason, message, delta }: Choice) =>
      finish_reason === 'content_filter' || message?.refusal || delta?.refusal;
    const text = part.choices.some(refuses) ? undefined : JSON.stringify(part);
    return text && text.length <= MOST_CHARACTERS ? text : undefined;
  } catch {
    return undefined;
  }
}

/** A kept answer, ready to be given. */
export type Revived = Pick<StoredAnswer, 'target' | 'at'> &
  ({ type: 'completion'; completion: Completion } | { type: 'stream'; chunks: Chunk[] });

/** What a store gave, if it is a whole answer of the kind that is asked for; a store may give anything. */
export function revived(found: unknown, request: ChatRequest): Revived | undefined {
  try {
    const { target, at, type, body } = found as StoredAnswer;
    const { id, provider, model } = target;
    const named = [id, provider, model].every((name) => typeof name === 'string');
    if (!named || !Number.isFinite(at) || type !== (request.stream ? 'stream' : 'completion'))
      return undefined;
    const said = JSON.parse(body);
    const from = { target: { id, provider, model }, at };
    if (type === 'completion')
      return faultOf(said, request) ? undefined : { ...from, type, completion: said };
    // A chunk without its choices throws.
    return said.filter(isFinish).length > 0 ? { ...from, type, chunks: said } : undefined;
  } catch {
    return undefined;
  }
}
