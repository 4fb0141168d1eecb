/** What the vendor says, encoded once. */

export const TOKENS = 200;
const WORD = ' understudy';
export const WHOLE = WORD.repeat(TOKENS);

const common = {
  id: 'chatcmpl-9f8e7d6c5b4a39281706f5e4d3c2b1a0',
  created: 1_790_000_000,
  model: 'gpt-5.5-2026-04-23',
  service_tier: 'default',
  system_fingerprint: 'fp_3c1f4b2a90',
};
const usage = {
  prompt_tokens: 24,
  completion_tokens: TOKENS,
  total_tokens: 24 + TOKENS,
  prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
  completion_tokens_details: {
    reasoning_tokens: 0,
    audio_tokens: 0,
    accepted_prediction_tokens: 0,
    rejected_prediction_tokens: 0,
  },
};

const message = { role: 'assistant', content: WHOLE, refusal: null, annotations: [] };
export const COMPLETION = Buffer.from(
  JSON.stringify({
    ...common,
    object: 'chat.completion',
    choices: [{ index: 0, message, logprobs: null, finish_reason: 'stop' }],
    usage,
  }),
);

const event = (delta: object, finish_reason: string | null = null): Buffer => {
  const choices = [{ index: 0, delta, logprobs: null, finish_reason }];
  const chunk = { ...common, object: 'chat.completion.chunk', choices, obfuscation: 'q8Zr1Lw' };
  return Buffer.from(`data: ${JSON.stringify(chunk)}\n\n`);
};

/** A role, two hundred tokens, a finish and an end. */
export const EVENTS = [
  event({ role: 'assistant', content: '', refusal: null }),
  ...Array.from({ length: TOKENS }, () => event({ content: WORD })),
  event({}, 'stop'),
  Buffer.from('data: [DONE]\n\n'),
];
export const STREAM = Buffer.concat(EVENTS);

export const OVERLOADED = Buffer.from(
  JSON.stringify({
    error: { message: 'The engine is currently overloaded', type: 'server_error', code: null },
  }),
);

/** What OpenAI sends with each answer: a client that reads or logs headers pays for them. */
const openaiHeaders = {
  'x-request-id': 'req_8f14e45fceea167a5a36dedd4bea2543',
  'openai-organization': 'acme',
  'openai-processing-ms': '412',
  'openai-version': '2020-10-01',
  'x-ratelimit-limit-requests': '10000',
  'x-ratelimit-limit-tokens': '2000000',
  'x-ratelimit-remaining-requests': '9999',
  'x-ratelimit-remaining-tokens': '1999000',
  'x-ratelimit-reset-requests': '6ms',
  'x-ratelimit-reset-tokens': '30ms',
};

export const SSE_HEADERS = { 'content-type': 'text/event-stream; charset=utf-8', ...openaiHeaders };
export const jsonHeaders = (body: Buffer) => ({
  'content-type': 'application/json',
  'content-length': String(body.length),
  ...openaiHeaders,
});
