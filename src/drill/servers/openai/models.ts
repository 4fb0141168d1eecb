import type { Complaints } from '../kit/rules.ts';
import { invalid } from './errors.ts';
import type { OpenAIRequest } from './request.ts';

/** Models that think: they take no `max_tokens`, and sampling only where thinking is off. */
const thinks = /^(o\d|gpt-[5-9])(?!.*chat)/;
const neverSamples = /^(o\d|gpt-5(-|$)|gpt-6-astra|gpt-6\.(?!1-terra))/;
const noStop = /^(o3|o4-mini)/;
/** Function tools only with the effort `none`, and the default is not `none`. */
const noToolsWhileThinking = /^(gpt-5\.6|gpt-6-(astra|sol|luna)|gpt-6\.1-(sol|terra))/;
/** Nor is there that effort: these take function tools on the Responses API alone. */
const alwaysThinks = /^(gpt-6-astra|gpt-6\.1-sol|gpt-6\.2)/;

const sampling: [field: string, usual: number][] = [
  ['temperature', 1],
  ['top_p', 1],
  ['presence_penalty', 0],
  ['frequency_penalty', 0],
];

/** What single models reject. */
export function* modelRules(body: OpenAIRequest): Complaints {
  const { model, reasoning_effort: effort } = body;
  if (body.max_tokens != null && body.max_completion_tokens != null) {
    yield invalid(
      "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
      null,
      'invalid_parameter_combination',
    );
  }
  if (thinks.test(model)) {
    if (body.max_tokens != null) yield unsupported('max_tokens');
    const free = effort === 'none' && !neverSamples.test(model);
    for (const [field, usual] of sampling) {
      const value = body[field];
      if (!free && value != null && value !== usual) {
        yield invalid(
          `Unsupported value: '${field}' does not support ${value} with this model. Only the default (${usual}) value is supported.`,
          field,
          'unsupported_value',
        );
      }
    }
    if (!free && body.logprobs) yield unsupported('logprobs');
    if (noStop.test(model) && body.stop != null) yield unsupported('stop');
    if (alwaysThinks.test(model) && effort === 'none') {
      yield invalid(
        `Unsupported value: 'reasoning_effort' does not support 'none' with this model. Supported values are: 'low', 'medium', 'high', 'xhigh', and 'max'.`,
        'reasoning_effort',
        'unsupported_value',
      );
    }
    if (noToolsWhileThinking.test(model) && body.tools && effort !== 'none') {
      yield invalid(
        `Function tools with reasoning_effort are not supported for ${model} in /v1/chat/completions. Please use /v1/responses instead.`,
        'reasoning_effort',
      );
    }
  } else if (effort != null && /^gpt-4/.test(model)) {
    yield invalid('Unrecognized request argument supplied: reasoning_effort');
  }
}

/** A parameter that the model does not take at all. */
export const unsupported = (field: string) =>
  invalid(
    `Unsupported parameter: '${field}' is not supported with this model.${instead[field] ?? ''}`,
    field,
    'unsupported_parameter',
  );

const instead: Record<string, string> = { max_tokens: " Use 'max_completion_tokens' instead." };
