import {
  emptied,
  gemini,
  invalid,
  limited,
  open,
  perDay,
  perMinute,
  type Row,
  understands,
  used,
} from '../dialect.ts';

const bare = (status: number, body: unknown, headers: Record<string, string> = {}) => ({
  status,
  body,
  headers,
});
const wrapped = (details: object[]) => bare(429, [gemini(429, 'RESOURCE_EXHAUSTED', used, details).body]);

const router = (code: number, metadata?: object, headers: Record<string, string> = {}) =>
  bare(code, { error: { code, message: 'm', metadata }, user_id: 'u' }, headers);
const mistral = (status: number, type: string, code: string) =>
  bare(status, { object: 'error', message: 'm', type, param: null, code });

const rows: Row[] = [
  [
    'Azure: filtered',
    open(400, {
      type: null,
      code: 'content_filter',
      status: 400,
      innererror: { code: 'ResponsibleAIPolicyViolation' },
    }),
    'content-filter',
  ],
  [
    'Azure: limit',
    open(429, { code: 'RateLimitReached' }, { 'retry-after': '2', 'retry-after-ms': '1500' }),
    'rate-limit',
    1_500,
  ],
  ['Azure: no deployment', open(404, { code: 'DeploymentNotFound' }), 'model-not-found'],
  ['OpenRouter: credit', router(402), 'quota'],
  [
    'OpenRouter: credit in flight',
    router(402, { limit_source: 'openrouter_in_flight_budget' }, { 'retry-after': '2' }),
    'rate-limit',
    2_000,
  ],
  [
    'OpenRouter: the same by its type',
    router(402, { error_type: 'in_flight_budget_exhausted' }),
    'rate-limit',
  ],
  ['OpenRouter: moderation', router(403, { reasons: ['x'] }), 'content-filter'],
  ['OpenRouter: timeout', router(408), 'transient'],
  ['OpenRouter: limit', router(429), 'rate-limit'],
  ['OpenRouter: a provider that broke', router(502), 'transient'],
  ['OpenRouter: a provider overloaded', router(502, { error_type: 'provider_overloaded' }), 'overloaded'],
  ['Groq: limit', open(429, limited, { 'retry-after': '2' }), 'rate-limit', 2_000],
  [
    'Groq: limit, by its headers',
    open(429, limited, emptied(['9', '2m59.56s'], ['0', '7.66s'])),
    'rate-limit',
    7_660,
  ],
  ['Groq: too large', open(413, limited), 'context-length'],
  ['Groq: capacity', open(498, { type: 'capacity' }), 'rate-limit'],
  ['Groq: left', open(499, {}), 'transient'],
  ['Groq: a failed tool', open(400, invalid('tool_use_failed')), 'transient'],
  ['Groq: failed JSON', open(400, invalid('json_validate_failed')), 'transient'],
  ['Mistral: limit', mistral(429, 'rate_limited', '1300'), 'rate-limit'],
  ['Mistral: model', mistral(400, 'invalid_model', '1500'), 'model-not-found'],
  ['Mistral: credit', mistral(402, 'payment_required', '3000'), 'quota'],
  ['Mistral: a field', bare(422, { detail: [{ loc: ['body', 'seed'] }] }), 'invalid-request'],
  [
    'DeepSeek: credit',
    open(402, { message: 'Insufficient Balance', type: 'unknown_error', code: 'invalid_request_error' }),
    'quota',
  ],
  ['DeepSeek: limit', open(429, { type: 'unknown_error' }), 'rate-limit'],
  ['DeepSeek: no resources', open(503, { code: 'insufficient_system_resource' }), 'overloaded'],
  [
    'xAI: key',
    bare(400, { code: 'Client specified an invalid argument', error: 'Incorrect API key provided' }),
    'auth',
  ],
  [
    'xAI: credit',
    bare(429, {
      code: 'Some resource has been exhausted',
      error: 'Your team has used all available credits.',
    }),
    'quota',
  ],
  [
    'xAI: spending limit',
    bare(403, { code: 'Forbidden', error: 'Your team has reached its monthly spending limit.' }),
    'quota',
  ],
  [
    'xAI: limit',
    bare(429, { code: 'Some resource has been exhausted', error: 'Too many requests' }),
    'rate-limit',
  ],
  ['Together: limit', open(429, { type: 'rate_limit', code: null }), 'rate-limit'],
  ['Together: overloaded', open(503, { type: null }), 'overloaded'],
  ['Ollama: model', open(404, { type: 'not_found_error', code: null }), 'model-not-found'],
  ['Ollama: a text', bare(500, { error: 'died' }), 'transient'],
  [
    'vLLM of old: context',
    bare(400, {
      object: 'error',
      message: 'maximum context length is 9 tokens',
      type: 'BadRequestError',
      code: 400,
    }),
    'context-length',
  ],
  [
    'vLLM: context',
    open(400, { message: 'maximum context length is 9 tokens', code: 400 }),
    'context-length',
  ],
  ['Gemini’s compatible endpoint: minute', wrapped(perMinute), 'rate-limit', 36_400],
  ['Gemini’s compatible endpoint: day', wrapped(perDay), 'quota'],
  ...[500, 502, 504, 520, 521, 522, 523, 524].map(
    (status): Row => [`a CDN’s ${status}`, bare(status, '<html>Sorry</html>'), 'transient'],
  ),
];

understands('primary', rows);
understands('compatible', rows);
