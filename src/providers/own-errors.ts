import type { Call } from '../core/call.ts';
import { isBranded } from '../core/errors.ts';
import { abortedBy, asFailure, Failure } from '../core/failure.ts';
import { consequences } from '../core/kind.ts';
import { failureOfResponse } from './openai/errors.ts';

/** An error as vendors' SDKs throw it, or anything else that was thrown on the way. */
interface Thrown {
  message?: unknown;
  code?: unknown;
  cause?: unknown;
  status?: unknown;
  /** `Headers`, or an object of them. */
  headers?: unknown;
  /** The body of the answer, where the SDK has read it. */
  error?: unknown;
}

/**
 * Whatever a provider of the user's has thrown, as a failure. A `Failure` says its own kind. What has a `status`, and
 * perhaps `headers`, is read like an error of any vendor that speaks OpenAI's wire. Once the call is aborted, that is
 * what happened.
 */
export function failureOf(thrown: unknown, call: Call): Failure {
  if (call.signal.aborted) return abortedBy(call.signal);
  if (isBranded(thrown) && thrown.code === 'attempt_failed') return said(thrown as Failure);
  const error = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as Thrown;
  const { status } = error;
  if (typeof status !== 'number' || status < 400 || status > 599) return unanswered(error, thrown);
  const body = error.error ? JSON.stringify({ error: error.error }) : String(error.message ?? '');
  const read = failureOfResponse(status, headersOf(error.headers), body, call.clock.date());
  // The body was put together here: no caller is to take it for the vendor's own.
  return new Failure(read.kind, read.message, { ...read.details, response: undefined, cause: thrown });
}

/** A provider may be built on another copy of this package, and in a language that checks no kinds. */
function said(failure: Failure): Failure {
  const { kind, message, details } = failure;
  if (!Object.hasOwn(consequences, kind)) {
    const kinds = Object.keys(consequences).join(', ');
    return new Failure('transient', `There is no kind of failure "${kind}". There are: ${kinds}. ${message}`);
  }
  // The caller has not left: only the signal tells that.
  const known = kind === 'aborted' ? 'transient' : kind;
  return failure instanceof Failure && known === kind ? failure : new Failure(known, message, details);
}

/** The system's and undici's names for a connection that failed; `ERR_…` are mistakes in code. */
const CONNECTION = /^(?!ERR_)(E[A-Z_]+|UND_ERR_\w+)$/;
const UNREACHED = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/;

function unanswered(error: Thrown, thrown: unknown): Failure {
  const code = codeOf(error);
  // The platform's fetch says so where there was no HTTP answer, and never later.
  const unreached = error.message === 'fetch failed' || UNREACHED.test(code ?? '') ? true : undefined;
  if (!code && !unreached) return asFailure(thrown);
  const kind = /TIMED?_?OUT$/.test(code ?? '') ? 'timeout' : 'transient';
  const message = `The connection failed${code ? ` (${code})` : ''}`;
  return new Failure(kind, message, { code, unreached, cause: thrown });
}

/** The name of a broken connection, which lies some causes deep. */
function codeOf(error: Thrown): string | undefined {
  for (let at: Thrown | undefined = error; at; at = at.cause as Thrown | undefined) {
    if (typeof at.code === 'string' && CONNECTION.test(at.code)) return at.code;
  }
  return undefined;
}

function headersOf(given: unknown): Headers {
  try {
    return new Headers(given as HeadersInit);
  } catch {
    // Not those of an HTTP answer.
    return new Headers();
  }
}
