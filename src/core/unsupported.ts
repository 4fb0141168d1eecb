import type { ChatRequest } from './chat.ts';
import type { Failure } from './failure.ts';

type Field = keyof ChatRequest;

/**
 * What an answer can do without, and the names that vendors' errors give it beside OpenAI's. Nothing stands here
 * without which the answer would be another one: no message, no tool, no schema, no limit.
 */
const dispensable: Partial<Record<Field, readonly string[]>> = {
  temperature: [],
  top_p: ['topP'],
  seed: [],
  stop: ['stop_sequences', 'stopSequences'],
  presence_penalty: ['presencePenalty', 'penalty'],
  frequency_penalty: ['frequencyPenalty', 'penalty'],
  logit_bias: [],
  logprobs: ['responseLogprobs'],
  top_logprobs: [],
  reasoning_effort: ['effort', 'reasoning', 'thinking', 'thinking level', 'thinkingLevel', 'thinkingBudget'],
  verbosity: [],
  parallel_tool_calls: ['disable_parallel_tool_use'],
  stream_options: ['include_usage'],
  service_tier: [],
  prediction: [],
  store: [],
  metadata: [],
  user: [],
  safety_identifier: [],
  prompt_cache_key: [],
  prompt_cache_retention: [],
  prompt_cache_options: [],
};

/** How OpenAI, Anthropic, Google, Groq, Mistral, xAI and their likes say that they do not take something. */
const REFUSED =
  /unsupported|not supported|n't support|not support|unknown|unrecognized|not permitted|not allowed|not enabled|deprecated|cannot find field|extra_forbidden/i;

/** OpenAI's newest models take tools on chat completions only where they need not think. */
const TOOLS_ALONE = /function tools with reasoning_effort are not supported/i;

/** Fields of a request with what to send in their place; undefined: nothing. */
export type Repair = Readonly<Partial<Record<Field, unknown>>>;

/** What a failed request can be sent again without: the fields that its 400 names. Undefined where it names none. */
export function repairOf({ kind, message, details }: Failure, request: ChatRequest): Repair | undefined {
  const { status } = details;
  if (kind !== 'invalid-request' || (status !== 400 && status !== 422) || !REFUSED.test(message))
    return undefined;
  if (TOOLS_ALONE.test(message)) return { reasoning_effort: 'none' };
  const named = (Object.keys(dispensable) as Field[]).filter(
    (field) =>
      request[field] != null &&
      [field, ...(dispensable[field] ?? [])].some((name) => mentions(message, name)),
  );
  return named.length > 0 ? Object.fromEntries(named.map((field) => [field, undefined])) : undefined;
}

/** As a word of its own: `stop` is not part of `stopped`, `reasoning` not of `reasoning_effort`. */
function mentions(message: string, name: string): boolean {
  return new RegExp(`(?<![\\w])${name}(?![\\w])`, 'i').test(message);
}

/** The request with a repair made, or the same object where it holds nothing of what the repair is for. */
export function repaired(request: ChatRequest, repair: Repair): ChatRequest {
  const changed = (Object.keys(repair) as Field[]).filter((field) => request[field] !== repair[field]);
  if (changed.length === 0) return request;
  const copy: Record<string, unknown> = { ...request };
  for (const field of changed) {
    if (repair[field] === undefined) delete copy[field];
    else copy[field] = repair[field];
  }
  return copy as unknown as ChatRequest;
}
