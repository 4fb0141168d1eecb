import type { StatusFault } from '../kit/faults.ts';
import { type Complaints, words } from '../kit/rules.ts';
import { invalid } from './errors.ts';
import { formatRules } from './format.ts';
import { messageRules } from './messages.ts';
import * as models from './models.ts';
import type { AnthropicRequest } from './request.ts';
import { thinkingRules } from './thinking.ts';
import { toolRules } from './tools.ts';

const fields = words(`
  model max_tokens messages cache_control container diagnostics inference_geo metadata output_config service_tier
  speed stop_sequences stream system thinking tool_choice tools user_profile_id workspace_id`);

/** Gone with the version of 2026-10-21, even at their defaults. */
const sampling = ['temperature', 'top_p', 'top_k'];

/** What Anthropic rejects with a 400, in its own words. */
export function* complaints(body: AnthropicRequest, version: string): Complaints {
  for (const field of ['model', 'max_tokens', 'messages']) {
    if (body[field] == null) yield invalid(`${field}: Field required`);
  }
  const samples = version < '2026-10-21';
  for (const field of Object.keys(body)) {
    if (!fields.has(field) && !(samples && sampling.includes(field))) {
      yield invalid(`${field}: Extra inputs are not permitted`);
    }
  }
  yield* limitRules(body);
  yield* samplingRules(body);
  yield* thinkingRules(body);
  yield* toolRules(body);
  yield* formatRules(body);
  yield* messageRules(body);
}

function* limitRules({
  model,
  max_tokens: most,
  stop_sequences: stops = [],
  ...body
}: AnthropicRequest): Complaints {
  if (typeof most !== 'number') yield invalid('max_tokens: Input should be a valid integer');
  if (most < 0) yield invalid('max_tokens: Input should be greater than or equal to 0');
  if (most > models.mostTokens(model)) {
    yield invalid(
      `max_tokens: ${most} > ${models.mostTokens(model)}, which is the maximum allowed number of output tokens for ${model}`,
    );
  }
  if (!Array.isArray(stops)) yield invalid('stop_sequences: Input should be a valid list');
  if (stops.some((stop) => stop.trim() === '')) {
    yield invalid('stop_sequences: each stop sequence must contain non-whitespace');
  }
  if (body.service_tier !== undefined && !['auto', 'standard_only'].includes(body.service_tier as string)) {
    yield invalid("service_tier: Input should be 'auto' or 'standard_only'");
  }
}

/** A parameter that the model does not take: each of them has had words of its own. */
export function unsupported(path: string): StatusFault {
  if (sampling.includes(path)) return invalid(`\`${path}\` is deprecated for this model.`);
  if (path === 'output_config.effort') return invalid('This model does not support the effort parameter.');
  if (path === 'thinking') return invalid('adaptive thinking is not supported on this model');
  return invalid(`${path}: Extra inputs are not permitted`);
}

/** Reached under an older version of the API only: the current one has no such fields. */
function* samplingRules(body: AnthropicRequest): Complaints {
  const used = sampling.filter((field) => body[field] != null);
  for (const field of used) {
    if (!models.takesSampling(body.model)) yield invalid(`\`${field}\` is deprecated for this model.`);
  }
  if (Number(body.temperature ?? 0) < 0 || Number(body.temperature ?? 0) > 1)
    yield invalid('temperature: range: 0..1');
  if (used.includes('temperature') && used.includes('top_p')) {
    yield invalid('`temperature` and `top_p` cannot both be specified for this model. Please use only one.');
  }
}
