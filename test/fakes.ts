import type { Call } from '../src/core/call.ts';
import type { Chat, ChatReply, ChatRequest, Chunk, Completion, Item, Outcome } from '../src/core/chat.ts';
import type { FailoverEvent } from '../src/core/events.ts';
import { Failure } from '../src/core/failure.ts';
import type { FailureKind } from '../src/core/kind.ts';
import { type Opening, openCall } from '../src/core/open-call.ts';
import type { Blocked, Health, Target } from '../src/core/target.ts';
import { FakeClock } from './clock.ts';

export const plain: ChatRequest = { model: 'gpt-5.5', messages: [{ role: 'user', content: 'Hello?' }] };
export const streamed: ChatRequest = { ...plain, stream: true };

type Finish = Completion['choices'][number]['finish_reason'];

export function completion(content: string | null, finish: Finish | null = 'stop'): Completion {
  const message = { role: 'assistant' as const, content, refusal: null };
  const choice = { index: 0, message, finish_reason: finish as Finish, logprobs: null };
  return { id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: 'gpt-5.5', choices: [choice] };
}

type Choice = Chunk['choices'][number];

/** A chunk of one choice; `more` goes into its delta. */
export function chunk(
  content: string | undefined,
  finish: Choice['finish_reason'] = null,
  more: Choice['delta'] = {},
  face: Partial<Chunk> = {},
): Chunk {
  const delta = { ...more, ...(content !== undefined && { content }) };
  const choices = [{ index: 0, delta, finish_reason: finish }];
  return { id: 'c-1', object: 'chat.completion.chunk', created: 1, model: 'm-1', choices, ...face };
}

export const role = (face: Partial<Chunk> = {}): Chunk => chunk('', null, { role: 'assistant' }, face);
export const end = (face: Partial<Chunk> = {}): Chunk => chunk(undefined, 'stop', {}, face);
export const usage = (face: Partial<Chunk> = {}): Chunk => ({
  ...chunk(undefined),
  ...face,
  choices: [],
  usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
});

/** Pieces of a stream: words, whole chunks, a failure to throw, or a promise to wait for. */
export type Piece = string | Chunk | Error | Promise<unknown>;

export async function* items(pieces: readonly Piece[], face: Partial<Chunk> = {}): AsyncGenerator<Item> {
  for (const piece of pieces) {
    if (piece instanceof Error) throw piece;
    if (piece instanceof Promise) await piece;
    else yield { chunk: typeof piece === 'string' ? chunk(piece, null, {}, face) : piece };
  }
}

export const says =
  (content: string): Chat =>
  async () => ({ type: 'completion', completion: completion(content) });

export const fails =
  (error: Error): Chat =>
  async () => {
    throw error;
  };

export const streams =
  (...pieces: Piece[]): Chat =>
  async () => ({ type: 'stream', items: items(pieces) });

/** Hears its signal, as every provider does, and says nothing. */
export const hangs: Chat = (_, { signal }) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

export const deaf: Chat = () => new Promise(() => {});

export const failure = (kind: FailureKind, details: Failure['details'] = {}): Failure =>
  new Failure(kind, `It failed: ${kind}`, details);

/** Chats in turn, one a call, the last for ever; counts what it was asked. */
export function script(...chats: Chat[]): Chat & { asked: { request: ChatRequest; call: Call }[] } {
  const asked: { request: ChatRequest; call: Call }[] = [];
  const chat: Chat = (request, call) => {
    asked.push({ request, call });
    return (chats[Math.min(asked.length, chats.length) - 1] as Chat)(request, call);
  };
  return Object.assign(chat, { asked });
}

export interface TestCall extends Call {
  clock: FakeClock;
  events: FailoverEvent[];
  /** What its caller aborts. */
  caller: AbortController;
}

export function newCall(limits: Partial<Call['limits']> = {}, opening: Partial<Opening> = {}): TestCall {
  const clock = (opening.clock as FakeClock | undefined) ?? new FakeClock();
  const events: FailoverEvent[] = [];
  const caller = new AbortController();
  const all = { totalMs: 600_000, firstTokenMs: 120_000, idleMs: 30_000, attempts: 2, ...limits };
  const emit = (event: FailoverEvent) => void events.push(event);
  const call = openCall({ signal: caller.signal, emit, ...opening, clock, limits: all });
  return Object.assign(call, { clock, events, caller });
}

export class FakeHealth implements Health {
  rest: Blocked | undefined;
  asked = Number.NEGATIVE_INFINITY;
  readonly outcomes: Outcome[] = [];
  blocked = (): Blocked | undefined => this.rest;
  askedAt = (): number => this.asked;
  /** What is said to be usual; what was learned. */
  usually: number | undefined;
  readonly waits: [string, number][] = [];
  /** Extra requests that are still paid for. */
  purse = 10;
  heard = (shape: string, ms: number): void => void this.waits.push([shape, ms]);
  waited = this.heard;
  usual = (): number | undefined => this.usually;
  spend = (): boolean => this.purse-- > 0;
  /** Calls that were announced, and who wants to know when it is down. */
  expected = 0;
  expect = (): void => void this.expected++;
  readonly watchers = new Set<() => void>();
  whenDown = (run: () => void): (() => void) => {
    this.watchers.add(run);
    return () => void this.watchers.delete(run);
  };
  /** Whether a live call shall try it while it is open. */
  lends = false;
  borrow = (): boolean => this.lends;
  trial: number | undefined;
  alive = Number.NEGATIVE_INFINITY;
  trialAt = (): number | undefined => this.trial;
  aliveAt = (): number => this.alive;
  admit = () => (outcome: Outcome) => void this.outcomes.push(outcome);
}

export interface TestTarget extends Target {
  health: FakeHealth;
}

export function target(id: string, chat: Chat, more: Partial<Target> = {}): TestTarget {
  const [provider = '', model = ''] = id.split('/');
  return {
    id,
    provider,
    model,
    chat,
    custom: false,
    load: async () => {},
    ...more,
    health: new FakeHealth(),
  };
}

/** Everything a reply says, and what it threw, if it did. */
export async function read(reply: ChatReply): Promise<{ text: string; chunks: Chunk[]; error: unknown }> {
  if (reply.type === 'completion') throw new Error('A stream was expected');
  const chunks: Chunk[] = [];
  let error: unknown;
  try {
    for await (const item of reply.items) chunks.push(item.chunk);
  } catch (thrown) {
    error = thrown;
  }
  return { text: textOf(chunks), chunks, error };
}

export const textOf = (chunks: readonly Chunk[]): string =>
  chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('');

/** The error of a promise that is expected to reject. */
export async function thrown<E = Failure>(promise: Promise<unknown>): Promise<E> {
  return promise.then(
    () => Promise.reject(new Error('It did not fail')),
    (error) => error as E,
  );
}
