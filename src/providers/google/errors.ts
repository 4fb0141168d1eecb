import { ConfigError } from '../../core/errors.ts';
import { abortedBy, Failure } from '../../core/failure.ts';
import { isThrottled } from '../../core/retry-after.ts';
import { type ErrorDetail, kindOf, type Said } from './kinds.ts';
import { retryDelayOf } from './limits.ts';

/** An error as Google's older SDK throws it, or anything else that was thrown on the way. */
interface Thrown {
  name?: string;
  message?: string;
  /** Set where there was an HTTP answer. */
  status?: number;
  statusText?: string;
  errorDetails?: unknown;
}

/** Whatever came out of the SDK, as a failure. Once the call is aborted, that is what happened. */
export function failureOf(thrown: unknown, signal: AbortSignal): Failure {
  if (signal.aborted) return abortedBy(signal);
  if (thrown instanceof Failure) return thrown;
  // The SDK is not installed: as good as a model that is not there, which rests for long and is warned of.
  if (thrown instanceof ConfigError)
    return new Failure('model-not-found', thrown.message, { code: 'sdk_not_installed' });
  const error = (thrown ?? {}) as Thrown;
  if (typeof error.status !== 'number') return failureOfTransport(error);
  const said = saidOverHttp(error, error.status);
  return failureThatSays(said, error.status);
}

/** An HTTP error whose body is at hand. `waitMs`: how long its headers ask to be left alone. */
export function failureOfHttp(status: number, body: string, waitMs?: number): Failure {
  const said = saidInBody(parsed(body)) ?? { code: '', message: '', details: [] };
  return failureThatSays(unfolded({ ...said, status }), status, waitMs);
}

/** The error in a body that came with a 200, which the SDK hands on as if it were an answer; undefined if there is none. */
export function failureInBody(body: unknown): Failure | undefined {
  const said = saidInBody(body);
  return said && failureThatSays(said);
}

/** The same of a body that is still text. An answer is seldom parsed for it: in its words, quotes are escaped. */
export function failureInText(text: string): Failure | undefined {
  return text.includes('"error"') ? failureInBody(parsed(text)) : undefined;
}

/** The failure of a request that was given no answer. */
export function unreachedBy(error: unknown): Failure {
  return new Failure('transient', UNREACHED, { code: codeOf(error), unreached: true, cause: error });
}

function failureThatSays(said: Said, status?: number, waitMs?: number): Failure {
  const kind = kindOf(said);
  const named = said.details.find((detail) => detail.reason)?.reason ?? said.code;
  return new Failure(kind, said.message || `HTTP ${said.status} without a message`, {
    status,
    code: named || undefined,
    // A day's quota comes with a delay of seconds, which would only bring the same answer again.
    retryAfterMs: isThrottled(kind) ? (retryDelayOf(said.details, said.message) ?? waitMs) : undefined,
  });
}

/** The SDK keeps the body to itself, but prints its message between the address and the details. */
function saidOverHttp({ message = '', statusText, errorDetails }: Thrown, status: number): Said {
  const head = `[${status} ${statusText}] `;
  const tail = errorDetails ? ` ${JSON.stringify(errorDetails)}` : '';
  const from = message.indexOf(head);
  const text = from < 0 ? '' : message.slice(from + head.length);
  const own = text.endsWith(tail) ? text.slice(0, text.length - tail.length) : text;
  return unfolded({ status, code: '', message: own, details: detailsIn(errorDetails) });
}

/** Whoever forwards an error of Google's may have put the whole body into its message. */
function unfolded(said: Said): Said {
  const inner = said.message.startsWith('{') ? saidInBody(parsed(said.message)) : undefined;
  return inner ? { ...inner, status: said.status } : said;
}

function saidInBody(body: unknown): Said | undefined {
  const { error } = fields(Array.isArray(body) ? body[0] : body);
  if (!error) return undefined;
  const { code, status, message, details } = fields(error);
  return {
    status: Number.isInteger(code) ? Number(code) : 0,
    code: String(status ?? code ?? ''),
    message: typeof error === 'string' ? error : String(message ?? 'An error without a message'),
    details: detailsIn(details),
  };
}

function detailsIn(value: unknown): ErrorDetail[] {
  return Array.isArray(value) ? value.map((detail) => fields(detail) as ErrorDetail) : [];
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const UNREACHED = 'The connection failed before an answer came';

/** By what the SDK says where there is no HTTP error; its own words hold the address or a piece of the answer. */
const breaks: readonly [RegExp, string, unreached?: true][] = [
  [/Error fetching/, UNREACHED, true],
  [/parse stream|parsing JSON|JSON/, 'The answer is not what Gemini sends: no JSON'],
  [/reading from the stream|terminated/, 'The connection broke in the middle of the answer'],
];

function failureOfTransport(error: Thrown): Failure {
  const text = String(error.message ?? error);
  const [, message = 'No whole answer came', unreached] =
    breaks.find(([pattern]) => pattern.test(text)) ?? [];
  // The SDK's own errors tell the address and no cause, a parser's a piece of the answer; what else comes from below is
  // safe to hand on.
  const below =
    error instanceof Error && error.name !== 'SyntaxError' && !text.startsWith('[GoogleGenerativeAI Error]');
  return new Failure('transient', message, {
    code: codeOf(error),
    unreached,
    cause: below ? error : undefined,
  });
}

/** The system's code for a broken connection, which lies some causes deep. */
function codeOf(error: unknown): string | undefined {
  for (let at = error as { code?: unknown; cause?: unknown } | undefined; at; at = at.cause as typeof at) {
    if (typeof at.code === 'string') return at.code;
  }
  return undefined;
}
