import type { Losses } from '../../core/losses.ts';

/** Fields that the other files of this room translate. */
const carried = new Set([
  'model',
  'messages',
  'stream',
  'stream_options',
  'max_tokens',
  'max_completion_tokens',
  'temperature',
  'top_p',
  'stop',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'response_format',
  'reasoning_effort',
]);

const refused = {
  functions: 'out of use: use tools',
  function_call: 'out of use: use tool_choice',
  audio: 'Anthropic answers in text only',
};

const lost: Losses['lost'] = {
  n: { why: 'Anthropic gives one answer to a request', idle: [1] },
  seed: { why: 'Anthropic has no reproducible sampling' },
  presence_penalty: { why: 'Anthropic has no penalties', idle: [0] },
  frequency_penalty: { why: 'Anthropic has no penalties', idle: [0] },
  logit_bias: { why: 'Anthropic has no biases', idle: [{}] },
  logprobs: { why: 'Anthropic tells no probabilities', idle: [false] },
  top_logprobs: { why: 'Anthropic tells no probabilities', idle: [0] },
  modalities: { why: 'Anthropic answers in text only', idle: [['text']] },
  service_tier: { why: 'the tiers of OpenAI and Anthropic differ; use params', idle: ['auto', 'default'] },
  user: { why: "Anthropic is told nothing of OpenAI's users; use params.metadata" },
  safety_identifier: { why: "Anthropic is told nothing of OpenAI's users; use params.metadata" },
  store: { why: 'Anthropic stores no answers', idle: [false] },
  metadata: { why: 'Anthropic stores no answers', idle: [{}] },
  verbosity: { why: 'Anthropic has none', idle: ['medium'] },
  prediction: { why: 'Anthropic has none' },
  web_search_options: { why: 'searching is a tool of Anthropic; use params.tools' },
  prompt_cache_key: { why: 'Anthropic caches in its own way; use params.cache_control' },
  prompt_cache_options: { why: 'Anthropic caches in its own way; use params.cache_control' },
  prompt_cache_retention: { why: 'Anthropic caches in its own way; use params.cache_control' },
};

/** What becomes of OpenAI's fields at Anthropic. */
export const losses: Losses = { vendor: 'Anthropic', carried, refused, lost };
