import type { Call } from '../../core/call.ts';
import { abortedBy, Failure } from '../../core/failure.ts';
import { kindOf, type Said } from './kinds.ts';
import { retryAfterFrom } from './retry-after.ts';

/** An error as Anthropic's SDK throws it, or anything else that was thrown on the way. */
interface Thrown {
  name?: string;
  message?: string;
  status?: number;
  headers?: Headers;
  /** The body: JSON where it was JSON. */
  error?: unknown;
}

/** Whatever came out of the SDK, as a failure. Once the call is aborted, that is what happened. */
export function failureOf(thrown: unknown, call: Call): Failure {
  if (call.signal.aborted) return abortedBy(call.signal);
  if (thrown instanceof Failure) return thrown;
  const error = (thrown ?? {}) as Thrown;
  // An error in the middle of a stream has the body but no status; a broken connection has neither.
  if (error.status === undefined && error.error === undefined) return failureOfConnection(error);
  const said = read(error.error, error.message);
  const kind = kindOf(error.status, said);
  return new Failure(kind, said.message, {
    status: error.status,
    code: said.code || said.type || undefined,
    requestId: error.headers?.get('request-id') ?? said.requestId,
    retryAfterMs: retryAfterFrom(error.headers, kind, call.clock.date()),
    cause: thrown,
  });
}

/** A body that came with a 200 and is no answer: an error in Anthropic's shape, or something else altogether. */
export function failureInBody(body: unknown): Failure {
  const said = read(body, 'The answer is no message');
  const code = said.code || said.type || undefined;
  return new Failure(kindOf(undefined, said), said.message, { code, requestId: said.requestId });
}

function failureOfConnection(error: Thrown): Failure {
  const code = codeOf(error);
  // The SDK says so of a connection that was not made in time, without a word of its cause.
  const late = error.name === 'APIConnectionTimeoutError' || /TIMED?OUT$/.test(code ?? '');
  const message = `No whole answer arrived: ${error.message ?? error}${code ? ` (${code})` : ''}`;
  // Its own name for a request that found no HTTP answer; a body that breaks off brings the platform's error.
  const unreached = /^APIConnection(Timeout)?Error$/.test(error.name ?? '') || undefined;
  return new Failure(late ? 'timeout' : 'transient', message, { code, unreached, cause: error });
}

/** The system's code for a broken connection, which lies some causes deep. */
function codeOf(error: unknown): string | undefined {
  for (let at = error as { code?: unknown; cause?: unknown } | undefined; at; at = at.cause as typeof at) {
    if (typeof at.code === 'string') return at.code;
  }
  return undefined;
}

function read(body: unknown, otherwise: string | undefined): Said {
  const outer = asObject(body);
  const inner = asObject(outer.error);
  return {
    type: text(inner.type),
    code: text(asObject(inner.details).error_code),
    message: text(inner.message) || page(otherwise) || 'An error without a message',
    requestId: text(outer.request_id) || undefined,
  };
}

/** Whoever stands before Anthropic answers in pages; their markup is nothing for a log. */
function page(message: string | undefined): string | undefined {
  return message && /<(html|!doctype)/i.test(message)
    ? `${message.match(/^\d+ /)?.[0] ?? ''}an HTML page`
    : message;
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
