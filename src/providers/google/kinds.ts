import type { FailureKind } from '../../core/kind.ts';

/** One of `error.details`: which fields it has depends on its type (google.rpc.ErrorInfo, QuotaFailure, RetryInfo). */
export interface ErrorDetail {
  reason?: string;
  violations?: { quotaId?: string }[];
  retryDelay?: string;
}

/** What Gemini says of an error. */
export interface Said {
  /** The HTTP status; under a 200 the one that the body names. 0: none is known. */
  status: number;
  /** Google's name for it, such as `RESOURCE_EXHAUSTED`. Of an HTTP error the SDK keeps it to itself. */
  code: string;
  message: string;
  details: readonly ErrorDetail[];
}

type Test = (said: Said) => boolean;

const status =
  (...statuses: number[]): Test =>
  (said) =>
    statuses.includes(said.status);
const code =
  (...codes: string[]): Test =>
  (said) =>
    codes.includes(said.code);
const reason =
  (pattern: RegExp): Test =>
  ({ details }) =>
    details.some((detail) => pattern.test(detail.reason ?? ''));
const quotaId =
  (pattern: RegExp): Test =>
  ({ details }) =>
    details.some(
      ({ violations }) =>
        Array.isArray(violations) && violations.some((violation) => pattern.test(violation?.quotaId ?? '')),
    );
const words =
  (pattern: RegExp): Test =>
  ({ message }) =>
    pattern.test(message);

/**
 * In this order, the first that holds: the finest signal first. Gemini says 400 to a wrong key, to a forbidden
 * country and to a prompt that is too long, and 429 to a minute's quota and to a day's.
 */
const signals: readonly [FailureKind, Test][] = [
  ['auth', reason(/^API_KEY_(INVALID|EXPIRED)$|^ACCESS_TOKEN_/)],
  ['auth', words(/API key (not valid|not found|expired|was reported as leaked)/i)],
  ['auth', status(401)],
  ['auth', code('UNAUTHENTICATED')],
  ['overloaded', reason(/^MODEL_CAPACITY_EXHAUSTED$/)],
  // A minute's and a day's may be used up at once: the longer one decides, whatever RetryInfo says.
  ['quota', quotaId(/Per(Day|Week|Month)/i)],
  ['quota', status(402)],
  [
    'quota',
    words(/spend(ing)? (cap|limit)|credits? (is|are|has been|have been) (depleted|exhausted)|per day/i),
  ],
  ['rate-limit', quotaId(/./)],
  ['context-length', words(/token count.* exceeds|input context is too long|payload size exceeds/i)],
  ['context-length', status(413)],
  ['model-not-found', words(/unexpected model name format/i)],
  ['model-not-found', status(404)],
  ['model-not-found', code('NOT_FOUND')],
  ['permission', code('FAILED_PRECONDITION', 'PERMISSION_DENIED')],
  ['permission', status(403)],
  // FAILED_PRECONDITION as it comes through the SDK: without its name.
  ['permission', words(/location is not supported|(enable|requires) billing|free tier is not available/i)],
  ['overloaded', code('UNAVAILABLE')],
  ['overloaded', status(503, 529)],
  ['rate-limit', code('RESOURCE_EXHAUSTED')],
  ['rate-limit', status(429)],
  ['transient', code('ABORTED', 'CANCELLED', 'INTERNAL', 'UNKNOWN', 'DEADLINE_EXCEEDED')],
  ['transient', status(408, 409, 499)],
  ['transient', ({ status }) => status >= 500],
  ['invalid-request', ({ status }) => status >= 400],
  ['invalid-request', code('INVALID_ARGUMENT', 'OUT_OF_RANGE', 'UNIMPLEMENTED')],
];

/** The kind of an error, by whatever Gemini says of it. */
export function kindOf(said: Said): FailureKind {
  return signals.find(([, holds]) => holds(said))?.[0] ?? 'transient';
}
