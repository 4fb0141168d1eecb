import { UnderstudyError } from './errors.ts';
import type { FailureKind } from './kind.ts';

/** The vendor's HTTP answer, kept so that a caller can be given exactly what OpenAI said. */
export interface FailedResponse {
  status: number;
  headers: Headers;
  body: string;
}

export interface FailureDetails {
  status?: number | undefined;
  /** The vendor's own code or type for it, such as `server_is_overloaded`. */
  code?: string | undefined;
  requestId?: string | undefined;
  /** How long the vendor asks to be left alone. Milliseconds. */
  retryAfterMs?: number | undefined;
  /**
   * No HTTP answer at all: refused, no such host, TLS, reset or timed out before the headers. It tells of the whole
   * vendor, not of one model.
   */
  unreached?: true | undefined;
  response?: FailedResponse | undefined;
  cause?: unknown;
}

/** How long a vendor's message may be before it is cut: an HTML page is no error message. */
const MESSAGE_LIMIT = 500;

/** One attempt on one target that did not bring an answer. `message` may hold the vendor's words. */
export class Failure extends UnderstudyError {
  declare readonly code: 'attempt_failed';
  readonly kind: FailureKind;
  readonly details: FailureDetails;

  constructor(kind: FailureKind, message: string, details: FailureDetails = {}) {
    super('attempt_failed', bounded(message), { cause: details.cause });
    this.kind = kind;
    // Not enumerable: a logged failure must not drag a whole response body along.
    this.details = details;
    Object.defineProperty(this, 'details', { enumerable: false });
  }
}

/** A vendor's words, cut to a length that a log can bear. */
export function bounded(text: string): string {
  return text.length > MESSAGE_LIMIT ? `${text.slice(0, MESSAGE_LIMIT)} … (${text.length} characters)` : text;
}

/** The failure of a call that its own caller ended. */
export function abortedBy(signal: AbortSignal): Failure {
  const { reason } = signal;
  return reason instanceof Failure
    ? reason
    : new Failure('aborted', 'The caller ended the call', { cause: reason });
}

/** Whatever was thrown, as a failure. An error that no provider knew is its target's fault, not the caller's. */
export function asFailure(error: unknown, signal?: AbortSignal): Failure {
  if (error instanceof Failure) return error;
  if (signal?.aborted) return abortedBy(signal);
  const message = error instanceof Error ? error.message : String(error);
  return new Failure('transient', message, { cause: error });
}

/** A caller's message that no translation can save; the message says where it stands and what to do. */
export function invalid(at: string, problem: string): Failure {
  return new Failure('invalid-request', `${at}: ${problem}`);
}
