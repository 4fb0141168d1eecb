import type OpenAI from 'openai';

/** Where a product finds one of the two models. */
export interface Endpoint {
  baseURL: string;
  apiKey: string;
  model: string;
}

/** What every product is given, and nothing more: who is asked first, and who stands behind. */
export interface Seat {
  primary: Endpoint;
  fallback: Endpoint;
}

/** Who takes the test. */
export interface Product {
  name: string;
  /** The packages that it consists of, the first of them its own. Their versions are read when the bench runs. */
  packages: string[];
  /** What was set, as code. Whatever is not named here is the product's default. */
  settings: string;
  /** What a reader of the table has to know to judge the product fairly. */
  remark?: string;
  /** It has nobody to fall back on: the measure of what a failover is good for. */
  baseline?: true;
  /** A client that has learned nothing yet. All calls of a scenario are made with the same one. */
  open: (seat: Seat) => Promise<OpenAI>;
  /** Ends what stands beside the clients, such as a server. */
  close?: () => Promise<void>;
}

/** Two retries and thirty seconds for everybody, as in the public bench. */
export const RETRIES = 2;
export const TIMEOUT_MS = 30_000;

/** A part of a streamed answer, as little of it as the judge looks at. */
export interface Piece {
  text?: string | undefined;
  finish?: string | undefined;
  model?: string | undefined;
  tokens?: number | undefined;
}

/** Asks once and yields the answer while it arrives. Throws where the product tells of an error in whatever way. */
export type AskStreamed = (prompt: string, signal: AbortSignal) => AsyncIterable<Piece>;

/** Puts a product with an interface of its own into the place of an OpenAI client, as far as the bench uses one. */
export function clientOf(ask: AskStreamed): OpenAI {
  const create = async (
    { messages }: OpenAI.ChatCompletionCreateParams,
    { signal = new AbortController().signal }: { signal?: AbortSignal } = {},
  ) => chunks(ask(String(messages[0]?.content), signal));
  return { chat: { completions: { create } } } as unknown as OpenAI;
}

async function* chunks(pieces: AsyncIterable<Piece>): AsyncGenerator<object> {
  let named = '';
  for await (const { text, finish, model, tokens } of pieces) {
    named = model ?? named;
    const choices = [{ index: 0, delta: { content: text ?? '' }, finish_reason: finish ?? null }];
    yield { model: named, choices, ...(tokens ? { usage: { total_tokens: tokens } } : {}) };
  }
}
