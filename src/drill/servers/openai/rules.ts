import { type Complaints, kindOf, words } from '../kit/rules.ts';
import { invalid } from './errors.ts';
import { messageRules } from './messages.ts';
import { modelRules } from './models.ts';
import { type OpenAIRequest, textIn } from './request.ts';
import { toolRules } from './tools.ts';

const fields = words(`
  messages model audio frequency_penalty function_call functions logit_bias logprobs max_completion_tokens
  max_tokens metadata modalities moderation n parallel_tool_calls prediction presence_penalty prompt_cache_key
  prompt_cache_options prompt_cache_retention reasoning_effort response_format safety_identifier seed service_tier
  stop store stream stream_options temperature tool_choice tools top_logprobs top_p user verbosity
  web_search_options`);

/** What OpenAI rejects with a 400, in its own words. */
export function* complaints(body: OpenAIRequest): Complaints {
  for (const field of Object.keys(body)) {
    if (!fields.has(field)) yield invalid(`Unrecognized request argument supplied: ${field}`);
  }
  if (!body.model) yield invalid('you must provide a model parameter');
  yield* modelRules(body);
  yield* rangeRules(body);
  yield* toolRules(body);
  yield* messageRules(body.messages);
  const saysJson = /json/i.test((body.messages ?? []).map((message) => textIn(message.content)).join(' '));
  if (body.response_format?.type === 'json_object' && !saysJson) {
    yield invalid(
      "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
      'messages',
    );
  }
}

const ranges: [field: string, least: number, most: number][] = [
  ['temperature', 0, 2],
  ['top_p', 0, 1],
  ['presence_penalty', -2, 2],
  ['frequency_penalty', -2, 2],
  ['top_logprobs', 0, 20],
  ['n', 1, 128],
  ['max_tokens', 1, Number.POSITIVE_INFINITY],
  ['max_completion_tokens', 1, Number.POSITIVE_INFINITY],
];

const efforts = words('none minimal low medium high xhigh max');

function* rangeRules(body: OpenAIRequest): Complaints {
  for (const [field, least, most] of ranges) {
    const value = body[field];
    if (value == null) continue;
    if (typeof value !== 'number') {
      yield invalid(
        `Invalid type for '${field}': expected a number, but got ${kindOf(value)} instead.`,
        field,
        'invalid_type',
      );
    } else if (value < least) {
      yield invalid(
        `Invalid '${field}': number below minimum value. Expected a value >= ${least}, but got ${value} instead.`,
        field,
        'number_below_min_value',
      );
    } else if (value > most) {
      yield invalid(
        `Invalid '${field}': number above maximum value. Expected a value <= ${most}, but got ${value} instead.`,
        field,
        'number_above_max_value',
      );
    }
  }
  if (Array.isArray(body.stop) && body.stop.length > 4) {
    yield invalid(
      `Invalid 'stop': array too long. Expected an array with maximum length 4, but got an array with length ${body.stop.length} instead.`,
      'stop',
      'array_above_max_length',
    );
  }
  if (body.stream_options != null && body.stream !== true) {
    yield invalid(
      "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
      'stream_options',
    );
  }
  if (body.reasoning_effort != null && !efforts.has(body.reasoning_effort)) {
    yield invalid(
      `Invalid value: '${body.reasoning_effort}'. Supported values are: ${[...efforts].map((effort) => `'${effort}'`).join(', ')}.`,
      'reasoning_effort',
      'invalid_value',
    );
  }
}
