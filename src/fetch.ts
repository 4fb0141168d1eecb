import type { Attempt } from './core/attempts.ts';
import type { Outer } from './core/call.ts';
import { AllTargetsFailedError } from './core/exhausted.ts';
import { link } from './core/ledger.ts';
import type { Engine } from './engine.ts';
import { writeBadRequest, writeExhausted } from './wire/errors.ts';
import { writeReply } from './wire/reply.ts';
import { readRequest } from './wire/request.ts';
import { Slip } from './wire/slip.ts';

/** What an OpenAI client was told for one request, carried from its options to its fetch. */
export const REQUEST_OPTIONS = Symbol('llm-understudy.request-options');

/** A client's own options of one request. */
export interface RequestOptions {
  timeout?: number | undefined;
  maxRetries?: number | undefined;
  /** The caller's own signal. The helpers of `.stream()` and `.runTools()` are known by it. */
  signal?: AbortSignal | null | undefined;
  /** It takes a `Slip` in the place of a response. */
  slip?: boolean;
  /** Names of the headers that were given for this request alone. */
  headers?: readonly string[];
}

type Init = RequestInit & { [REQUEST_OPTIONS]?: RequestOptions };

/** Only these are ours; everything else a client may ask goes to its own vendor untouched. */
export function isChat(method: string | undefined, url: string): boolean {
  return method?.toUpperCase() === 'POST' && /\/chat\/completions\/?(\?.*)?$/.test(url);
}

/**
 * Who reads the response: our own client, which throws an error of its own where nobody gave an HTTP answer; or any other
 * code, which knows HTTP alone, and might try all over again.
 */
type Reader = 'own' | 'any';

/** OpenAI's wire in, OpenAI's wire out: a fetch for any client of OpenAI's, with `base` as its way to its vendor. */
export function fetchThrough(engine: Engine, base: typeof fetch, reader: Reader = 'any'): typeof fetch {
  return async (input, init: Init = {}) => {
    const url = input instanceof Request ? input.url : String(input);
    const method = init.method ?? (input instanceof Request ? input.method : 'GET');
    if (!isChat(method, url)) {
      engine.mention(url);
      return base.call(undefined, input, init);
    }
    const body = typeof init.body === 'string' ? init.body : await new Request(input, init).text();
    const read = readRequest(body);
    if ('bad' in read) return writeBadRequest(read.bad);
    const { request } = read;
    const given = init.headers ?? (input instanceof Request ? input.headers : undefined);
    // Nobody further in changes them.
    const headers = given instanceof Headers ? given : new Headers(given);
    const signal = init.signal ?? (input instanceof Request ? input.signal : undefined);
    const told = init[REQUEST_OPTIONS];
    const personal = ['idempotency-key', ...(told?.headers ?? [])];
    // They were told this fetch alone: another of ours may lie beneath.
    const passed = { ...init, method, body, headers, [REQUEST_OPTIONS]: undefined };
    const outer: Outer = { request, url, init: passed, fetch: base, personal };
    return answer(engine, outer, reader, signal ?? undefined, told);
  };
}

async function answer(
  engine: Engine,
  outer: Outer,
  reader: Reader,
  signal: AbortSignal | undefined,
  { timeout, maxRetries, signal: callers, slip = false }: RequestOptions = {},
): Promise<Response> {
  const call = engine.open({ signal, timeout, maxRetries, outer });
  const attempts = call.attempts.list;
  // By its own signal a stream is known, and by the caller's a helper.
  for (const known of [outer.request.stream ? signal : undefined, callers]) if (known) link(known, attempts);
  try {
    const reply = await engine.chat(outer.request, call);
    // The reader may leave by the signal, or by cancelling the body: either ends the call down to the socket.
    if (!slip) return linked(writeReply(reply, attempts, call.abort), attempts);
    const shared = engine.settings.use.length > 0;
    // It is all of a response that its reader looks at.
    return new Slip(reply, attempts, call.abort, shared) as unknown as Response;
  } catch (error) {
    const response =
      error instanceof AllTargetsFailedError ? writeExhausted(error, reader === 'any') : undefined;
    if (response) return linked(response, attempts);
    if (error instanceof Error) link(error, attempts);
    throw error;
  }
}

function linked(response: Response, attempts: readonly Attempt[]): Response {
  // By these served() finds the response too.
  link(response.headers, attempts);
  return response;
}
