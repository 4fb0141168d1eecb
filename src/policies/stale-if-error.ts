import { orAborted } from '../core/abort.ts';
import type { Call } from '../core/call.ts';
import type { ChatReply, ChatRequest, Policy } from '../core/chat.ts';
import { ConfigError } from '../core/errors.ts';
import { isUnderstudyError } from '../core/exhausted.ts';
import { abortedBy } from '../core/failure.ts';
import { consequences } from '../core/kind.ts';
import { onlyKnown } from '../suggest.ts';
import { type AnswerStore, AnswersInMemory, keepable, keyOf, type Revived, revived } from './answers.ts';
import { Recorded, Replayed } from './recording.ts';

export interface StaleIfErrorOptions {
  /** An older answer is not given. Milliseconds. Default 24 hours. */
  maxAgeMs?: number;
  /** Answers kept in memory; the one unused for longest goes first. Default 500. */
  maxEntries?: number;
  /** Also where tools are at hand or were used: an old call might be carried out again. Default false. */
  tools?: boolean;
  /** Where answers are kept instead of in memory. */
  store?: AnswerStore;
}

const DAY = 24 * 60 * 60_000;
/** How long a store may take: its answer is better than an error, but not worth a long wait. */
const STORE_MS = 1_000;

/**
 * When everything is down, answers from an earlier equal request: the same to its last field, from the same account.
 * Keeps whole answers for it, in memory unless told otherwise, and of the prompt only a hash. Where there is no such
 * answer, or the failure was no outage, the error stays what it was. Throws a `ConfigError` for wrong options.
 *
 * @example
 * const client = new Understudy({ fallbacks: ['anthropic/claude-sonnet-5-5'], use: [staleIfError()] });
 */
export function staleIfError(options: StaleIfErrorOptions = {}): Policy {
  const { maxAgeMs, tools, store } = settled(options);
  return (next) => async (request, call) => {
    const key = tools || !hasTools(request) ? keyOf(request, call.outer) : undefined;
    if (!key) return next(request, call);
    let reply: ChatReply;
    try {
      reply = await next(request, call);
    } catch (error) {
      const answer = isOutage(error) ? revived(await found(store, key, call), request) : undefined;
      // A clock that is ahead by more than that is no better than an answer that is too old.
      if (!answer || Math.abs(call.clock.date() - answer.at) > maxAgeMs) throw error;
      return reused(answer, call);
    }
    const keep = (body: string | undefined) => {
      const speaker = call.attempts.list.findLast(({ outcome }) => outcome === 'answered');
      // What another policy gave is not the targets' answer, and an old answer is not made young again.
      if (!body || !speaker || speaker.reason === 'stale') return;
      const { target: id, provider, model } = speaker;
      const answer = { target: { id, provider, model }, at: call.clock.date(), type: reply.type, body };
      void (async () => store.set(key, answer, maxAgeMs))().catch(() => {});
    };
    if (reply?.type === 'stream') return { ...reply, items: new Recorded(reply, keep) };
    if (reply?.type === 'completion') keep(keepable(reply.completion));
    return reply;
  };
}

/** True where nobody was at fault but those who were asked. */
function isOutage(error: unknown): boolean {
  if (!isUnderstudyError(error) || error.code !== 'all_targets_failed') return false;
  return error.failures.every(
    ({ kind }) => consequences[kind].failOver === 'yes' && kind !== 'context-length',
  );
}

function hasTools({ tools, functions, messages }: ChatRequest): boolean {
  const used = messages?.some?.(
    (message) =>
      message?.role === 'tool' ||
      message?.role === 'function' ||
      (message?.role === 'assistant' && (message.tool_calls?.length || message.function_call)),
  );
  return Boolean(tools?.length || functions?.length || used);
}

/** What the store has for the key, if it says so in time. Rejects only where the caller leaves. */
async function found(store: AnswerStore, key: string, { clock, signal }: Call): Promise<unknown> {
  const late = Promise.withResolvers<undefined>();
  const cancel = clock.after(STORE_MS, () => late.resolve(undefined));
  const asked = (async () => store.get(key))().catch(() => undefined);
  const first = Promise.race([asked, late.promise]);
  try {
    // Aborted already: by the deadline, or the call would have failed as aborted.
    return await (signal.aborted ? first : orAborted(first, signal));
  } catch {
    throw abortedBy(signal);
  } finally {
    cancel();
  }
}

/** The answer as a reply of its own, with an entry in the ledger that tells what it is. */
function reused(answer: Revived, call: Call): ChatReply {
  const { target } = answer;
  const ageMs = Math.max(0, call.clock.date() - answer.at);
  const now = call.clock.now();
  const attempt = call.attempts.begin(target, now, 'stale');
  const usage = { input: 0, output: 0 };
  Object.assign(attempt, { outcome: 'answered', firstTokenAt: now, endedAt: now, usage, ageMs });
  call.emit({ type: 'answer-reused', call: call.id, target: target.id, ageMs });
  // HTTP's own word for it, in seconds (RFC 9111, 5.1).
  const reply = { attempt, headers: new Headers({ age: String(Math.floor(ageMs / 1_000)) }) };
  if (answer.type === 'completion') return { ...reply, type: 'completion', completion: answer.completion };
  const items = new Replayed(answer.chunks, call.signal);
  return { ...reply, type: 'stream', items, done: items.done };
}

interface Settled {
  maxAgeMs: number;
  tools: boolean;
  store: AnswerStore;
}

function settled(options: StaleIfErrorOptions): Settled {
  if (typeof options !== 'object' || options === null)
    throw new ConfigError('staleIfError takes an object of options, or nothing: use: [staleIfError()].');
  onlyKnown('staleIfError', options, ['maxAgeMs', 'maxEntries', 'tools', 'store']);
  const { maxAgeMs = DAY, maxEntries = 500, tools = false, store } = options;
  if (!Number.isFinite(maxAgeMs) || maxAgeMs <= 0)
    throw new ConfigError(`staleIfError: maxAgeMs takes a positive number, not ${String(maxAgeMs)}.`);
  if (!Number.isInteger(maxEntries) || maxEntries < 1)
    throw new ConfigError(`staleIfError: maxEntries takes a whole number from 1, not ${String(maxEntries)}.`);
  if (typeof tools !== 'boolean')
    throw new ConfigError(`staleIfError: tools takes true or false, not ${String(tools)}.`);
  if (store === undefined) return { maxAgeMs, tools, store: new AnswersInMemory(maxEntries) };
  if (typeof store?.get !== 'function' || typeof store.set !== 'function')
    throw new ConfigError(
      'staleIfError: store takes an object with get(key) and set(key, answer, maxAgeMs).',
    );
  if (options.maxEntries !== undefined)
    throw new ConfigError(
      'staleIfError: maxEntries is for the memory; a store of your own has its own bounds.',
    );
  return { maxAgeMs, tools, store };
}
