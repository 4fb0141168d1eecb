import type { StatusFault } from '../kit/faults.ts';

/**
 * How vendors that speak OpenAI's wire say the same things. A server from `startOpenAI` plays any of them
 * with `fail(...)`: the bodies are theirs, whatever the request was.
 */

const fault = (status: number, body: unknown, more: Partial<StatusFault> = {}): StatusFault => ({
  kind: 'status',
  status,
  body,
  ...more,
});

const safe = { filtered: false, severity: 'safe' };

const azureFilter = {
  message:
    "The response was filtered due to the prompt triggering Azure OpenAI's content management policy. Please modify your prompt and retry.",
  type: null,
  param: 'prompt',
  code: 'content_filter',
  status: 400,
  innererror: {
    code: 'ResponsibleAIPolicyViolation',
    content_filter_result: {
      hate: safe,
      self_harm: safe,
      sexual: safe,
      violence: safe,
      jailbreak: { filtered: true, detected: true },
    },
  },
};

const azureLimit = {
  code: 'RateLimitReached',
  message: 'Your requests have exceeded the call rate limit of your current pricing tier.',
};

export const compatibleErrors = {
  azure: {
    contentFilter: fault(400, { error: azureFilter }),
    rateLimit: fault(429, { error: azureLimit }, { retryAfter: 2, headers: { 'retry-after-ms': '1500' } }),
    modelNotFound: fault(404, {
      error: { code: 'DeploymentNotFound', message: 'The API deployment for this resource does not exist.' },
    }),
  },
  openRouter: {
    quota: fault(402, { error: { code: 402, message: 'Insufficient credits' } }),
    /** A 402 that passes: too much of the credit is bound in requests under way. */
    budgetInFlight: fault(
      402,
      {
        error: {
          code: 402,
          message: 'Too many requests in flight',
          metadata: { limit_source: 'openrouter_in_flight_budget' },
        },
      },
      { retryAfter: 2 },
    ),
    moderation: fault(403, {
      error: {
        code: 403,
        message: 'Your input was flagged',
        metadata: { reasons: ['violence'], provider_name: 'OpenAI' },
      },
    }),
    overloaded: fault(503, {
      error: { code: 503, message: 'Provider overloaded', metadata: { error_type: 'provider_overloaded' } },
    }),
  },
  groq: {
    rateLimit: fault(
      429,
      { error: { message: 'Rate limit reached', type: 'tokens', code: 'rate_limit_exceeded' } },
      { retryAfter: 2 },
    ),
    capacity: fault(498, {
      error: { message: 'Flex tier capacity exceeded', type: 'capacity', code: 'capacity_exceeded' },
    }),
    toolUseFailed: fault(400, {
      error: {
        message: 'Failed to call a function.',
        type: 'invalid_request_error',
        code: 'tool_use_failed',
        failed_generation: '<function',
      },
    }),
  },
  mistral: {
    rateLimit: fault(429, {
      object: 'error',
      message: 'Requests rate limit exceeded',
      type: 'rate_limited',
      param: null,
      code: '1300',
    }),
    modelNotFound: fault(400, {
      object: 'error',
      message: 'Invalid model: x',
      type: 'invalid_model',
      param: null,
      code: '1500',
    }),
    invalidRequest: fault(422, {
      detail: [{ type: 'extra_forbidden', loc: ['body', 'seed'], msg: 'Extra inputs are not permitted' }],
    }),
  },
  deepSeek: {
    quota: fault(402, {
      error: {
        message: 'Insufficient Balance',
        type: 'unknown_error',
        param: null,
        code: 'invalid_request_error',
      },
    }),
  },
  xai: {
    /** A wrong key is a 400 here. */
    auth: fault(400, {
      code: 'Client specified an invalid argument',
      error: 'Incorrect API key provided: xa***ng.',
    }),
  },
  ollama: {
    modelNotFound: fault(404, {
      error: { message: "model 'x' not found", type: 'not_found_error', param: null, code: null },
    }),
    bare: fault(500, { error: 'llama runner process has terminated' }),
  },
  vllm: {
    contextLength: fault(400, {
      object: 'error',
      message: "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens.",
      type: 'BadRequestError',
      param: null,
      code: 400,
    }),
  },
} satisfies Record<string, Record<string, StatusFault>>;

const chunk = {
  id: 'gen-drill',
  object: 'chat.completion.chunk',
  created: 1_750_000_000,
  model: 'drill',
  provider: 'OpenAI',
};
const broken = { code: 502, message: 'Provider returned error' };

/** Payloads for an `error-event`: OpenRouter breaks off inside a 200, in a chunk that looks like any other. */
export const openRouterBreakdowns = {
  /** The error at the top: the SDK throws it, with a number for a code. */
  atTop: { ...chunk, error: broken, choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }] },
  /** The error in the choice: the SDK throws nothing, and only the finish reason tells. */
  inChoice: {
    ...chunk,
    choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error', error: broken }],
  },
};
