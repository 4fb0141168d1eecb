import { expect, test } from 'vitest';
import type { FailureKind } from '../../../src/core/kind.ts';
import { compatibleErrors } from '../../../src/drill/servers/openai/compatible.ts';
import { openaiErrors } from '../../../src/drill/servers/openai/errors.ts';
import {
  failureInBand,
  failureOfConnection,
  failureOfResponse,
  readError,
} from '../../../src/providers/openai/errors.ts';
import { TODAY } from '../fake-call.ts';

const of = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  failureOfResponse(
    status,
    new Headers(headers),
    typeof body === 'string' ? body : JSON.stringify(body),
    TODAY,
  );

test.each<[string, unknown, { message?: string; type?: string; code?: string }]>([
  [
    'OpenAI',
    { error: { message: 'm', type: 't', param: null, code: 'c' } },
    { message: 'm', type: 't', code: 'c' },
  ],
  [
    'OpenRouter: a number for a code',
    { error: { code: 402, message: 'm' }, user_id: 'u' },
    { message: 'm', code: '402' },
  ],
  [
    'Mistral: flat',
    { object: 'error', message: 'm', type: 't', code: '1300' },
    { message: 'm', type: 't', code: '1300' },
  ],
  [
    'vLLM of old: flat, a number',
    { object: 'error', message: 'm', type: 't', code: 400 },
    { message: 'm', code: '400' },
  ],
  ['FastAPI', { detail: [{ loc: ['body', 'seed'] }] }, { message: '[{"loc":["body","seed"]}]' }],
  ['FastAPI, as the SDK wraps it', { error: { detail: 'Not Found' } }, { message: '"Not Found"' }],
  ['xAI: two texts', { code: 'Client error', error: 'm' }, { message: 'm', code: 'Client error' }],
  ['Ollama: a text', { error: 'm' }, { message: 'm', code: '' }],
  ['Gemini: a list', [{ error: { code: 429, message: 'm', status: 'X' } }], { message: 'm', code: '429' }],
  [
    'Gemini, as the SDK wraps it',
    { error: [{ error: { code: 429, message: 'm' } }] },
    { message: 'm', code: '429' },
  ],
  [
    'code and type null',
    { error: { message: 'm', type: null, code: null } },
    { message: 'm', type: '', code: '' },
  ],
  ['a page', '<html>502</html>', { message: '<html>502</html>' }],
  ['nothing', undefined, { message: '' }],
  ['null', null, { message: '' }],
  ['an error that is null', { error: null }, { message: '' }],
  ['an empty list', [], { message: '' }],
])('the body of an error: %s', (_, body, expected) => {
  expect(readError(body)).toMatchObject(expected);
});

type Said = { status: number; body?: unknown; message?: string; type?: string | null; code?: unknown };
const told = ({ status, body, message, type, code }: Said) =>
  of(status, body ?? { error: { message, type, param: null, code } });

/** Every error that the drill's OpenAI knows, and the kind that it is. */
const openaiKinds: Record<keyof typeof openaiErrors, FailureKind> = {
  rateLimit: 'rate-limit',
  tokenLimit: 'rate-limit',
  slowDown: 'rate-limit',
  quota: 'quota',
  quotaBefore: 'quota',
  organizationSpendLimit: 'quota',
  projectSpendLimit: 'quota',
  auth: 'auth',
  permission: 'permission',
  modelNotFound: 'model-not-found',
  contextLength: 'context-length',
  contentFilter: 'content-filter',
  invalidRequest: 'invalid-request',
  overloaded: 'overloaded',
  serverError: 'transient',
};

test.each(Object.entries(openaiKinds))('OpenAI: %s is %s', (name, kind) => {
  const given = openaiErrors[name as keyof typeof openaiErrors];
  expect(told(typeof given === 'function' ? given() : given).kind).toBe(kind);
});

const compatibleKinds: {
  [V in keyof typeof compatibleErrors]: Record<keyof (typeof compatibleErrors)[V], FailureKind>;
} = {
  azure: { contentFilter: 'content-filter', rateLimit: 'rate-limit', modelNotFound: 'model-not-found' },
  openRouter: {
    quota: 'quota',
    budgetInFlight: 'rate-limit',
    moderation: 'content-filter',
    overloaded: 'overloaded',
  },
  groq: { rateLimit: 'rate-limit', capacity: 'rate-limit', toolUseFailed: 'transient' },
  mistral: { rateLimit: 'rate-limit', modelNotFound: 'model-not-found', invalidRequest: 'invalid-request' },
  deepSeek: { quota: 'quota' },
  xai: { auth: 'auth' },
  ollama: { modelNotFound: 'model-not-found', bare: 'transient' },
  vllm: { contextLength: 'context-length' },
};

test.each(
  Object.entries(compatibleKinds).flatMap(([vendor, kinds]) =>
    Object.entries(kinds).map(([name, kind]) => [vendor, name, kind] as const),
  ),
)('%s: %s is %s', (vendor, name, kind) => {
  const faults = compatibleErrors[vendor as keyof typeof compatibleErrors] as Record<string, Said>;
  expect(told(faults[name] as Said).kind).toBe(kind);
});

test.each<[number, FailureKind]>([
  [302, 'transient'],
  [400, 'invalid-request'],
  [401, 'auth'],
  [402, 'quota'],
  [403, 'permission'],
  [404, 'model-not-found'],
  [408, 'transient'],
  [409, 'transient'],
  [413, 'context-length'],
  [422, 'invalid-request'],
  [429, 'rate-limit'],
  [498, 'rate-limit'],
  [499, 'transient'],
  [500, 'transient'],
  [502, 'transient'],
  [503, 'overloaded'],
  [504, 'transient'],
  [520, 'transient'],
  [524, 'transient'],
  [529, 'overloaded'],
])('a bare %d is %s, with a page or with nothing', (status, kind) => {
  expect(of(status, '').kind).toBe(kind);
  expect(of(status, '<html><body>Sorry</body></html>').kind).toBe(kind);
});

test.each<[number, object, FailureKind]>([
  [429, { type: 'insufficient_quota', code: 'anything_new' }, 'quota'],
  [429, { type: 'tokens', code: 'billing_not_active' }, 'quota'],
  [503, { type: 'rate_limit_error', code: 'slow_down' }, 'rate-limit'],
  [400, { type: 'invalid_request_error', code: 'context_length_exceeded' }, 'context-length'],
  [400, { message: 'prompt is too long: 9 tokens > 8 maximum' }, 'context-length'],
  [500, { message: 'prompt is too long' }, 'transient'],
  [400, { code: 'cyber_policy' }, 'content-filter'],
  [400, { code: 'json_validate_failed' }, 'transient'],
  [400, { message: 'Invalid API key' }, 'auth'],
  [400, { code: 400, message: 'API key not valid. Please pass a valid API key.' }, 'auth'],
  [403, { code: 403, metadata: { flagged_input: 'x' } }, 'content-filter'],
  [402, { code: 402, metadata: { limit_source: 'openrouter_in_flight_budget' } }, 'rate-limit'],
])('type and code come before the status: %d %o is %s', (status, error, kind) => {
  expect(of(status, { error }).kind).toBe(kind);
});

test('what a caller may need is kept beside the kind', () => {
  const body = { error: { message: 'm', type: 't', code: null } };
  const failure = of(429, body, { 'x-request-id': 'req_1', 'retry-after': '2' });
  expect(failure.message).toBe('m');
  expect(failure.details).toMatchObject({
    status: 429,
    code: 't',
    requestId: 'req_1',
    retryAfterMs: 2_000,
    response: { status: 429, body: JSON.stringify(body) },
  });
  expect(of(503, '').message).toBe('HTTP 503 without a body');
});

test('in a 200 only words tell, or a number that is a status', () => {
  expect(failureInBand({ error: { code: 429, message: 'm' } }).kind).toBe('rate-limit');
  expect(failureInBand({ error: { code: '1300', message: 'm' } }).kind).toBe('rate-limit');
  expect(failureInBand({ error: { code: '1500', message: 'm' } }).kind).toBe('transient');
  expect(failureInBand({ error: { type: 'invalid_request_error' } }).kind).toBe('invalid-request');
  expect(failureInBand({ error: {} }).message).toMatch(/without a message/);
});

test('in a 200 there are no headers: a throttled vendor tells its wait in words', () => {
  const message = 'Rate limit reached. Please try again in 6.2s.';
  expect(failureInBand({ error: { code: 'rate_limit_exceeded', message } }).details.retryAfterMs).toBe(6_200);
  expect(failureInBand({ error: { code: 'server_error', message } }).details.retryAfterMs).toBeUndefined();
});

test.each<[string, FailureKind]>([
  ['ECONNREFUSED', 'transient'],
  ['ECONNRESET', 'transient'],
  ['ENOTFOUND', 'transient'],
  ['UND_ERR_CONNECT_TIMEOUT', 'timeout'],
  ['UND_ERR_HEADERS_TIMEOUT', 'timeout'],
  ['ETIMEDOUT', 'timeout'],
])('a connection that fails with %s is %s', (code, kind) => {
  const cause = Object.assign(new Error('connect 10.0.0.1:443'), { code });
  const failure = failureOfConnection(new TypeError('fetch failed', { cause }));
  expect(failure).toMatchObject({ kind, message: `The connection failed (${code})` });
  expect(failure.details.code).toBe(code);
});

test('a connection that fails without a code', () => {
  expect(failureOfConnection('odd')).toMatchObject({ kind: 'transient', message: 'The connection failed' });
});
