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
  seed: ['random_seed'],
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

/** A field that a model refuses, and what it is sent in its place; undefined: nothing. */
export interface Refusal {
  field: Field;
  instead: unknown;
  /** Refused with this value alone. Absent: with any. */
  value?: string;
  /** Refused beside tools alone. */
  withTools?: true;
}

/** What a failed request can be sent again without: the fields that its 400 names. Empty where it names none. */
export function refusalsIn({ kind, message, details }: Failure, request: ChatRequest): Refusal[] {
  const { status, response } = details;
  // OpenRouter has its own words in the message, and the vendor's behind them.
  const said = `${message}\n${response?.body ?? ''}`;
  if (kind !== 'invalid-request' || (status !== 400 && status !== 422) || !REFUSED.test(said)) return [];
  if (TOOLS_ALONE.test(said)) return [{ field: 'reasoning_effort', instead: 'none', withTools: true }];
  // Who names the parameter in a field of its own does not mean another word of the message.
  const text = paramIn(response?.body) ?? said;
  const fields = (Object.keys(dispensable) as Field[]).filter(
    (field) =>
      request[field] != null && [field, ...(dispensable[field] ?? [])].some((name) => mentions(text, name)),
  );
  return fields.map((field) => {
    const value = request[field];
    const ofValue = typeof value === 'string' && new RegExp(`['"]${value}['"]`).test(said);
    return { field, instead: undefined, ...(ofValue && { value }) };
  });
}

function paramIn(body: string | undefined): string | undefined {
  try {
    const { param } = JSON.parse(body ?? '').error;
    return typeof param === 'string' && param !== '' ? param : undefined;
  } catch {
    return undefined;
  }
}

/** As a word of its own: `stop` is not part of `stopped`, `reasoning` not of `reasoning_effort`. */
function mentions(text: string, name: string): boolean {
  return new RegExp(`(?<!\\w)${name}(?!\\w)`, 'i').test(text);
}

/** Those of the refusals that concern the request. */
export function concerning(refusals: readonly Refusal[], request: ChatRequest): Refusal[] {
  return refusals.filter(({ field, instead, value, withTools }) => {
    if (withTools && !request.tools?.length) return false;
    return value === undefined ? request[field] != null || instead !== undefined : request[field] === value;
  });
}

/** The request without what is refused. */
export function without(request: ChatRequest, refusals: readonly Refusal[]): ChatRequest {
  const copy: Record<string, unknown> = { ...request };
  for (const { field, instead } of refusals) {
    if (instead === undefined) delete copy[field];
    else copy[field] = instead;
  }
  return copy as unknown as ChatRequest;
}
