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
  'n',
  'seed',
  'presence_penalty',
  'frequency_penalty',
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
  audio: 'Gemini answers here in text only',
};

const lost: Losses['lost'] = {
  logit_bias: { why: 'Gemini has no biases', idle: [{}] },
  logprobs: { why: 'not asked for: most Gemini models tell no probabilities', idle: [false] },
  top_logprobs: { why: 'not asked for: most Gemini models tell no probabilities', idle: [0] },
  modalities: { why: 'Gemini answers here in text only', idle: [['text']] },
  service_tier: { why: 'the tiers of OpenAI and Google differ; use params', idle: ['auto', 'default'] },
  user: { why: "Google is told nothing of OpenAI's users" },
  safety_identifier: { why: "Google is told nothing of OpenAI's users" },
  store: { why: 'Gemini stores no answers', idle: [false] },
  metadata: { why: 'Gemini stores no answers', idle: [{}] },
  verbosity: { why: 'Gemini has none', idle: ['medium'] },
  prediction: { why: 'Gemini has none' },
  web_search_options: { why: 'searching is a tool of Gemini; use params.tools' },
  prompt_cache_key: { why: 'Gemini caches in its own way; use params.cachedContent' },
  prompt_cache_options: { why: 'Gemini caches in its own way; use params.cachedContent' },
  prompt_cache_retention: { why: 'Gemini caches in its own way; use params.cachedContent' },
};

/** What becomes of OpenAI's fields at Gemini. */
export const losses: Losses = { vendor: 'Gemini', carried, refused, lost };
