import { Failure, type FailureDetails } from '../../core/failure.ts';
import { isThrottled, waitInWords } from '../../core/retry-after.ts';
import { kindOf, type VendorError } from './kinds.ts';
import { retryAfterFrom } from './retry-after.ts';

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
    // OpenRouter has it among its notes.
    type: text(outer.type) || text(metadata?.error_type),
    code: text(outer.code),
    limitSource: text(metadata?.limit_source),
    quotaIds: quotaIdsIn(outer.details),
    flagged: metadata?.reasons !== undefined || metadata?.flagged_input !== undefined,
  };
}

const nothing: VendorError = {
  message: '',
  type: '',
  code: '',
  limitSource: '',
  quotaIds: '',
  flagged: false,
};

/** Of Gemini's details, of which one is a QuotaFailure. */
function quotaIdsIn(details: unknown): string {
  const violations = list(details).flatMap((detail) => list(asObject(detail)?.violations));
  return violations.map((violation) => text(asObject(violation)?.quotaId)).join(' ');
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function asObject(value: unknown): Loose | undefined {
  return typeof value === 'object' && value !== null ? (value as Loose) : undefined;
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** An error that came as an HTTP status. */
export function failureOfResponse(status: number, headers: Headers, body: string, today: number): Failure {
  const error = readError(parsed(body));
  const kind = kindOf(status, error);
  return new Failure(kind, error.message || `HTTP ${status} without a body`, {
    ...detailsOf(error),
    status,
    requestId: requestIdIn(headers),
    retryAfterMs: retryAfterFrom(headers, kind, error.message, today),
    response: { status, headers, body },
  });
}

/** An error that came inside of a 200. OpenRouter gives the status that it would have sent as the code. */
export function failureInBand(body: unknown): Failure {
  const error = readError(body);
  const status = Number(error.code);
  const known = Number.isInteger(status) && status >= 400 && status < 600 ? status : 0;
  const kind = kindOf(known, error);
  const message = error.message || 'An error without a message inside of the answer';
  const retryAfterMs = isThrottled(kind) ? waitInWords(message) : undefined;
  return new Failure(kind, message, { ...detailsOf(error), retryAfterMs });
}

/** The same in a stream. A caller who has nobody else is given the stream that OpenAI's own client would have read. */
export function failureInStream(body: unknown): Failure {
  const { kind, message, details } = failureInBand(body);
  const headers = new Headers({ 'content-type': 'text/event-stream; charset=utf-8' });
  const response = { status: 200, headers, body: `data: ${JSON.stringify(body)}\n\n` };
  return new Failure(kind, message, { ...details, response });
}

/** The request's connection broke. */
export function failureOfConnection(error: unknown, unreached?: true): Failure {
  const code = connectionCode(error);
  const message = `The connection failed${code ? ` (${code})` : ''}`;
  const kind = /TIMED?_?OUT$/.test(code ?? '') ? 'timeout' : 'transient';
  return new Failure(kind, message, { code, unreached, cause: error });
}

/** The request never got an HTTP answer. Where the caller's own fetch has its own end, that says nothing of the vendor. */
export function failureToReach(error: unknown): Failure {
  const ended = /^(Abort|Timeout)Error$/.test(text(asObject(error)?.name));
  return failureOfConnection(error, ended ? undefined : true);
}

/** The vendor's id of a request; undefined where it gives none. */
export function requestIdIn(headers: Headers): string | undefined {
  return headers.get('x-request-id') || undefined;
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
