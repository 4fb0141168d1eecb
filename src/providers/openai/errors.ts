import { Failure, type FailureDetails } from '../../core/failure.ts';
import type { FailureKind } from '../../core/kind.ts';
import { retryAfterOf } from '../../core/retry-after.ts';

/** What an OpenAI-shaped vendor says of an error, whatever shape it says it in. */
export interface VendorError {
  message: string;
  type: string;
  code: string;
  /** OpenRouter tells here why an account was refused. */
  limitSource: string;
  /** OpenRouter's 403 for a prompt that its moderation stopped. */
  flagged: boolean;
}

type Loose = Record<string, unknown>;

/**
 * Reads an error out of a body: an object or a text under `error`, the whole body (Mistral, vLLM), the first of an
 * array (Gemini's compatible endpoint), `detail` (FastAPI), or no JSON at all (a CDN's page).
 */
export function readError(body: unknown): VendorError {
  if (Array.isArray(body)) return readError(body[0]);
  const outer = asObject(body);
  if (!outer) return { ...nothing, message: text(body) };
  if (typeof outer.error === 'string') return { ...nothing, message: outer.error, code: text(outer.code) };
  if (asObject(outer.error)) return readError(outer.error);
  const metadata = asObject(outer.metadata);
  return {
    message: text(outer.message) || (outer.detail === undefined ? '' : JSON.stringify(outer.detail)),
    type: text(outer.type),
    code: text(outer.code),
    limitSource: text(metadata?.limit_source),
    flagged: metadata?.reasons !== undefined || metadata?.flagged_input !== undefined,
  };
}

const nothing: VendorError = { message: '', type: '', code: '', limitSource: '', flagged: false };

function asObject(value: unknown): Loose | undefined {
  return typeof value === 'object' && value !== null ? (value as Loose) : undefined;
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

type Test = (status: number, error: VendorError) => boolean;

const says =
  (...words: string[]): Test =>
  (_, { type, code }) =>
    words.includes(type) || words.includes(code);

/**
 * In this order, the first that holds. Type comes before status: the same 429 means "slow down" and "you have run
 * out of credit" (OpenAI's error guide). Sources: the vendors' error pages; see the README's table of kinds.
 */
const signals: [FailureKind, Test][] = [
  ['rate-limit', (_, { limitSource }) => limitSource.includes('in_flight')],
  [
    'quota',
    says(
      'insufficient_quota',
      'credit_balance_exhausted',
      'organization_spend_limit_exceeded',
      'project_spend_limit_exceeded',
      'organization_usage_limit_exceeded',
      'billing_not_active',
    ),
  ],
  ['quota', (status) => status === 402],
  ['context-length', says('context_length_exceeded', 'request_too_large')],
  ['context-length', (status) => status === 413],
  [
    'context-length',
    (status, { message }) =>
      status === 400 && /maximum context length|context window|prompt is too long/i.test(message),
  ],
  [
    'content-filter',
    says(
      'content_filter',
      'content_policy_violation',
      'invalid_prompt',
      'cyber_policy',
      'misalignment_policy_violation',
      'moderation',
    ),
  ],
  ['content-filter', (_, { flagged }) => flagged],
  // Groq's sampling failures: the model's, not the caller's, although the status is 400.
  ['transient', says('tool_use_failed', 'json_validate_failed')],
  ['rate-limit', says('slow_down')],
  [
    'overloaded',
    says('server_is_overloaded', 'server_overloaded', 'provider_overloaded', 'overloaded_error'),
  ],
  ['overloaded', says('service_unavailable_error', 'insufficient_system_resource')],
  ['overloaded', (status) => status === 503 || status === 529],
  ['auth', says('invalid_api_key', 'authentication_error')],
  // xAI calls a wrong key a 400.
  [
    'auth',
    (status, { message }) =>
      status === 401 || (status === 400 && /(incorrect|invalid) api key|api key not valid/i.test(message)),
  ],
  ['model-not-found', says('model_not_found', 'invalid_model', 'DeploymentNotFound')],
  ['model-not-found', (status) => status === 404],
  ['permission', (status) => status === 403],
  // 498 is Groq's for "no capacity".
  ['rate-limit', (status) => status === 429 || status === 498],
  ['rate-limit', says('rate_limit_exceeded', 'rate_limit_error')],
  ['transient', (status) => status >= 500 || status === 408 || status === 409 || status === 499],
  ['invalid-request', (status) => status >= 400],
  ['invalid-request', says('invalid_request_error')],
];

/** The kind of an error. Status 0: it came inside of a 200 stream, where only its type and code can tell. */
export function kindOf(status: number, error: VendorError): FailureKind {
  return signals.find(([, holds]) => holds(status, error))?.[0] ?? 'transient';
}

/** An error that came as an HTTP status. */
export function failureOfResponse(status: number, headers: Headers, body: string, today: number): Failure {
  const error = readError(parsed(body));
  return new Failure(kindOf(status, error), error.message || `HTTP ${status} without a body`, {
    ...detailsOf(error),
    status,
    requestId: headers.get('x-request-id') ?? undefined,
    retryAfterMs: retryAfterOf(headers, today),
    response: { status, headers, body },
  });
}

/** An error that came inside of a 200. OpenRouter gives the status that it would have sent as the code. */
export function failureInBand(body: unknown): Failure {
  const error = readError(body);
  const status = Number(error.code);
  const known = Number.isInteger(status) && status >= 400 && status < 600 ? status : 0;
  const message = error.message || 'An error without a message inside of the answer';
  return new Failure(kindOf(known, error), message, detailsOf(error));
}

/** The same in a stream. A caller who has nobody else is given the stream that OpenAI's own client would have read. */
export function failureInStream(body: unknown): Failure {
  const { kind, message, details } = failureInBand(body);
  const headers = new Headers({ 'content-type': 'text/event-stream; charset=utf-8' });
  const response = { status: 200, headers, body: `data: ${JSON.stringify(body)}\n\n` };
  return new Failure(kind, message, { ...details, response });
}

/** The request never got an HTTP answer, or its connection broke. */
export function failureOfConnection(error: unknown): Failure {
  const code = connectionCode(error);
  const message = `The connection failed${code ? ` (${code})` : ''}`;
  const kind = /TIMED?_?OUT$/.test(code ?? '') ? 'timeout' : 'transient';
  return new Failure(kind, message, { code, cause: error });
}

function connectionCode(error: unknown): string | undefined {
  for (let at = asObject(error); at; at = asObject(at.cause)) {
    if (typeof at.code === 'string') return at.code;
  }
  return undefined;
}

function detailsOf({ code, type }: VendorError): FailureDetails {
  return { code: code || type || undefined };
}

/** JSON where it is JSON; the text itself where it is a page. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
