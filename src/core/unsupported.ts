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

/** Fields with a few words for a value, of which one may be refused and another not. */
const worded: readonly string[] = ['reasoning_effort', 'verbosity', 'service_tier'] satisfies Field[];

/** What a failed request can be sent again without: the fields that its 400 names. Empty where it names none. */
export function refusalsIn({ kind, message, details }: Failure, request: ChatRequest): Refusal[] {
  const { status, response } = details;
  if (kind !== 'invalid-request' || (status !== 400 && status !== 422)) return [];
  const { param, words } = readError(response?.body);
  const said = `${message}\n${words}`;
  if (!REFUSED.test(said)) return [];
  if (TOOLS_ALONE.test(said)) return [{ field: 'reasoning_effort', instead: 'none', withTools: true }];
  const fields = (Object.keys(request) as Field[]).filter((field) => request[field] != null && names(field));
  return fields.map((field) => {
    const value = request[field];
    const ofValue = worded.includes(field) && typeof value === 'string' && said.includes(`'${value}'`);
    return { field, instead: undefined, ...(ofValue && { value }) };
  });

  // Who names the parameter in a field of its own does not mean another word of the message.
  function names(field: Field): boolean {
    const other = dispensable[field];
    // A field that is newer than this list: only where the vendor says that it does not know the name.
    if (!other) return !ESSENTIAL.includes(field) && isStrange(field, said);
    return [field, ...other].some((name) => (param ? param === name : mentions(said, name)));
  }
}

/** What the list above leaves out on purpose. */
const ESSENTIAL: readonly string[] = [
  'model',
  'messages',
  'stream',
  'n',
  'tools',
  'tool_choice',
  'functions',
  'function_call',
  'response_format',
  'max_tokens',
  'max_completion_tokens',
  'modalities',
  'audio',
  'web_search_options',
] satisfies Field[];

/** The parameter that OpenAI's error names, and what the vendor behind OpenRouter has said. */
function readError(body: string | undefined): { param?: string; words: string } {
  try {
    const { param, metadata } = JSON.parse(body ?? '').error;
    const raw = typeof metadata?.raw === 'string' ? metadata.raw : '';
    const inner = raw.startsWith('{') ? JSON.parse(raw).error : undefined;
    const named = param ?? inner?.param;
    return {
      ...(typeof named === 'string' && named !== '' && { param: named }),
      words: String(inner?.message ?? raw),
    };
  } catch {
    return { words: '' };
  }
}

/** Fields that are words of any sentence too. */
const COMMON = /^(user|stop|store|metadata|seed|prediction)$/;

/** As a word of its own: `stop` is not part of `stopped`, `reasoning` not of `reasoning_effort`. */
function mentions(said: string, name: string): boolean {
  if (COMMON.test(name))
    return isQuoted(name, said) || new RegExp(`^${name}:|model: ${name}\\b`, 'im').test(said);
  return new RegExp(`(?<!\\w)${name}(?!\\w)`, 'i').test(said);
}

function isQuoted(name: string, said: string): boolean {
  return [`'${name}'`, `"${name}"`, `\`${name}\``, `supplied: ${name}`].some((word) => said.includes(word));
}

function isStrange(name: string, said: string): boolean {
  return (
    /unknown (parameter|name|field)|unrecognized|is unsupported|extra_forbidden/i.test(said) &&
    isQuoted(name, said)
  );
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
