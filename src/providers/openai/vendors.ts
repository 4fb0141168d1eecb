import type { Vendor } from './vendor.ts';

/** Fields that are OpenAI's own, and some that only its models heed. */
const openaiOnly = [
  'store',
  'metadata',
  'service_tier',
  'modalities',
  'audio',
  'prediction',
  'verbosity',
  'moderation',
  'safety_identifier',
  'prompt_cache_key',
  'prompt_cache_options',
  'prompt_cache_retention',
  'web_search_options',
];
const probabilities = ['logprobs', 'top_logprobs'];
const penalties = ['presence_penalty', 'frequency_penalty'];

const calls = ['tool_calls', 'tool_call_id', 'function_call'];

/** Three efforts, and always some: the nearest of them. */
const levels = {
  none: 'low',
  minimal: 'low',
  low: 'low',
  medium: 'medium',
  high: 'high',
  xhigh: 'high',
  max: 'high',
};
const onOff = {
  none: 'none',
  minimal: 'none',
  low: 'high',
  medium: 'high',
  high: 'high',
  xhigh: 'high',
  max: 'high',
};

/**
 * As read in November 2026, in the vendors' documentation and SDKs and in reports of what their servers answer. Whatever
 * is not listed here is reached with a `baseURL` of one's own.
 */
export const vendors = {
  openai: {
    own: true,
    baseURL: 'https://api.openai.com/v1',
    keyVariable: 'OPENAI_API_KEY',
    urlVariable: 'OPENAI_BASE_URL',
    limitField: 'max_completion_tokens',
    developer: true,
    messageFields: ['name', 'refusal', 'audio', ...calls],
    toolIds: /^.{1,40}$/,
  },
  // learn.microsoft.com, "Azure OpenAI v1 API": no api-version, and the model is the name of the deployment. Its host
  // may serve other makers' models, which know no `developer`; OpenAI's take `system` for the same.
  azure: {
    baseURL: 'https://{resource}.openai.azure.com/openai/v1',
    keyVariable: 'AZURE_OPENAI_API_KEY',
    keyHeader: 'api-key',
    urlVariable: 'AZURE_OPENAI_ENDPOINT',
    limitField: 'max_completion_tokens',
    developer: false,
    messageFields: ['name', 'refusal', 'audio', ...calls],
    toolIds: /^.{1,40}$/,
  },
  // api-docs.deepseek.com, "Thinking Mode": on by default, sampling without effect, `reasoning_content` demanded of
  // turns with tool calls. Its server: "This response_format type is unavailable now", "Thinking mode does not support
  // this tool_choice", "unknown variant `developer`", "invalid type: sequence, expected a string".
  deepseek: {
    baseURL: 'https://api.deepseek.com',
    keyVariable: 'DEEPSEEK_API_KEY',
    limitField: 'max_tokens',
    developer: false,
    rejects: ['n', 'seed', 'user', 'logit_bias', 'parallel_tool_calls', ...penalties, ...openaiOnly],
    unthinking: { thinking: { type: 'disabled' } },
    thinksFreely: true,
    toolChoice: 'word or name',
    onlyFormat: 'json_object',
    messageFields: ['name', 'reasoning_content', 'prefix', ...calls],
    assistantFields: { reasoning_content: '' },
    onePiece: true,
  },
  // console.groq.com/docs/openai and /reasoning; groq-sdk 1.6. Unknown fields: 400 "property '…' is unsupported". Usage
  // comes unasked, in `x_groq`. Without a format Qwen thinks aloud, in the text.
  groq: {
    baseURL: 'https://api.groq.com/openai/v1',
    keyVariable: 'GROQ_API_KEY',
    urlVariable: 'GROQ_BASE_URL',
    windows: [[/gpt-oss-(20|120)b|llama-3\.3-70b/, 131_072]],
    ownPrefix: true,
    limitField: 'max_completion_tokens',
    developer: false,
    rejects: ['n', 'logit_bias', 'stream_options', ...probabilities, ...penalties, ...openaiOnly],
    adds: [[/qwen/, { reasoning_format: 'parsed' }]],
    efforts: [
      [/gpt-oss/, levels],
      [/qwen3\.8/, { ...levels, none: 'none' }],
      [/qwen/, { none: 'none' }],
    ],
    toolChoice: 'word or name',
    messageFields: ['reasoning', ...calls],
  },
  // @mistralai/mistralai 2.7; docs.mistral.ai, "Reasoning". Unknown fields: 422 "Extra inputs are not permitted". Its
  // server: "Tool call id was … but must be a-z, A-Z, 0-9, with a length of 9", and which model takes which effort.
  mistral: {
    baseURL: 'https://api.mistral.ai/v1',
    keyVariable: 'MISTRAL_API_KEY',
    windows: [[/large-4|medium-3-5/, 262_144]],
    limitField: 'max_tokens',
    developer: false,
    rejects: [
      'user',
      'logit_bias',
      'stream_options',
      ...probabilities,
      ...openaiOnly.filter((field) => !['metadata', 'prediction', 'prompt_cache_key'].includes(field)),
    ],
    renames: { seed: 'random_seed' },
    efforts: [
      [/ministral|code|nemo|pixtral|voxtral|large-(latest|2)/, {}],
      [/large-4/, levels],
      [/glm/, { ...levels, medium: 'high', xhigh: 'max', max: 'max' }],
      [/./, onOff],
    ],
    toolChoice: 'word or name',
    messageFields: ['tool_calls', 'tool_call_id', 'prefix'],
    toolIds: /^[a-zA-Z0-9]{9}$/,
    prefix: true,
  },
  // @openrouter/sdk 1.3: it takes all of OpenAI's fields but these, and leaves out what a model does not know.
  openrouter: {
    baseURL: 'https://openrouter.ai/api/v1',
    keyVariable: 'OPENROUTER_API_KEY',
    urlVariable: 'OPENROUTER_BASE_URL',
    ownPrefix: true,
    limitField: 'max_completion_tokens',
    developer: true,
    rejects: ['n', 'store', 'moderation', 'safety_identifier', 'prompt_cache_retention'],
    toolChoice: 'word or name',
  },
  // together-ai 0.52; docs.together.ai, "OpenAI compatibility". Its `logprobs` is a number, and has another answer.
  together: {
    baseURL: 'https://api.together.ai/v1',
    keyVariable: 'TOGETHER_API_KEY',
    urlVariable: 'TOGETHER_BASE_URL',
    limitField: 'max_tokens',
    developer: false,
    rejects: ['user', 'parallel_tool_calls', ...probabilities, ...openaiOnly],
    efforts: [[/./, levels]],
    unthinking: { reasoning: { enabled: false } },
    toolChoice: 'word or name',
    messageFields: ['name', 'reasoning', 'reasoning_content', ...calls],
    onePiece: true,
  },
  // docs.x.ai, "Reasoning": its models of today reject penalties and `stop`. "Model … does not support parameter
  // reasoningEffort" of those that think as they please.
  xai: {
    baseURL: 'https://api.x.ai/v1',
    keyVariable: 'XAI_API_KEY',
    limitField: 'max_completion_tokens',
    developer: false,
    rejects: ['stop', 'logit_bias', ...penalties, ...openaiOnly],
    efforts: [
      [/grok-(3(?!-mini)|4(?!\.)|4\.20(?!.*multi-agent)|code)/, {}],
      [/grok-4\.3/, { ...levels, none: 'none' }],
      [/./, levels],
    ],
    toolChoice: 'word or name',
    messageFields: ['name', 'reasoning_content', ...calls],
  },
  // lmstudio.ai/docs/developer. Its server: "'response_format.type' must be 'json_schema' or 'text'", "Invalid
  // tool_choice type: 'object'. Supported string values: none, auto, required".
  lmstudio: {
    baseURL: 'http://127.0.0.1:1234/v1',
    keyVariable: 'LM_API_TOKEN',
    keyOptional: true,
    urlVariable: 'LMSTUDIO_BASE_URL',
    limitField: 'max_tokens',
    developer: false,
    rejects: ['n', 'user', ...probabilities, ...openaiOnly],
    efforts: [[/./, levels]],
    toolChoice: 'word',
    onlyFormat: 'json_schema',
  },
  // docs.ollama.com/api/openai-compatibility. It gives one answer whatever is asked for; the others would be waited for
  // in vain. "… does not support thinking" of most models; those that think do so unasked.
  ollama: {
    baseURL: 'http://127.0.0.1:11434/v1',
    keyVariable: undefined,
    urlVariable: 'OLLAMA_BASE_URL',
    limitField: 'max_tokens',
    developer: false,
    rejects: ['n', 'user', 'logit_bias', 'parallel_tool_calls', ...openaiOnly],
    efforts: [
      [/gpt-oss/, levels],
      [/./, { none: 'none' }],
    ],
    toolChoice: 'word or name',
  },
  // docs.vllm.ai, "OpenAI-Compatible Server": "Input should be 'none', 'low', 'medium' or 'high'".
  vllm: {
    baseURL: 'http://127.0.0.1:8000/v1',
    keyVariable: 'VLLM_API_KEY',
    keyOptional: true,
    urlVariable: 'VLLM_BASE_URL',
    limitField: 'max_tokens',
    developer: false,
    rejects: ['user', ...openaiOnly],
    efforts: [[/./, { ...levels, none: 'none' }]],
    toolChoice: 'word or name',
  },
} as const satisfies Record<string, Vendor>;

/** An endpoint that nothing more is known of: the oldest names, which everybody understands. */
export const unknownVendor: Omit<Vendor, 'baseURL'> = {
  keyVariable: undefined,
  limitField: 'max_tokens',
  developer: false,
};
