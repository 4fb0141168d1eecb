import type { Attempt } from './attempts.ts';
import { type ConfigError, isBranded, UnderstudyError } from './errors.ts';
import type { Failure } from './failure.ts';

/** What a call that failed has to tell. */
export interface Exhausted {
  attempts: readonly Attempt[];
  failures: readonly Failure[];
  /** The last failure of the target that the request named, or the one that put it to rest. */
  named?: Failure | undefined;
  retryAfterMs?: number | undefined;
}

/** Nobody answered. `attempts` tells what was tried; `cause` is the failure of the target that was named. */
export class AllTargetsFailedError extends UnderstudyError {
  declare readonly code: 'all_targets_failed';
  readonly attempts: readonly Attempt[];
  /** One per failed attempt, in order, with the vendors' own words. */
  readonly failures: readonly Failure[];
  /** Milliseconds until the first of the targets may be asked again, where that is known. */
  readonly retryAfterMs: number | undefined;

  constructor({ attempts, failures, named, retryAfterMs }: Exhausted) {
    const lines = attempts.map((attempt) => `\n  ${describe(attempt)}`).join('');
    const wait = retryAfterMs === undefined ? '' : ` Try again in ${Math.ceil(retryAfterMs / 1000)} s.`;
    super(
      'all_targets_failed',
      `No target answered.${wait}${lines || '\n  every target is resting or paused'}`,
      {
        cause: named,
      },
    );
    this.attempts = attempts;
    this.failures = failures;
    this.retryAfterMs = retryAfterMs;
    // A logged error shows what was tried; the vendors' bodies are for those who ask.
    Object.defineProperty(this, 'failures', { enumerable: false });
  }
}

/** The answer broke off after part of it was delivered, and nobody could carry it on. */
export class StreamBrokenError extends UnderstudyError {
  declare readonly code: 'stream_broken';
  /** The words that were delivered before the break. */
  readonly partial: string;
  readonly attempts: readonly Attempt[];

  constructor(partial: string, attempts: readonly Attempt[], why: string, cause: unknown) {
    super('stream_broken', `The answer broke off after ${partial.length} characters: ${why}.`, { cause });
    this.partial = partial;
    this.attempts = attempts;
  }
}

/** True for every error of this library, whichever copy of it made the error; its `code` tells which it is. */
export function isUnderstudyError(
  error: unknown,
): error is ConfigError | Failure | AllTargetsFailedError | StreamBrokenError {
  return isBranded(error);
}

/** One line for a log: no key, no prompt, no word of the vendor's message. */
export function describe(attempt: Attempt): string {
  const took =
    attempt.endedAt === undefined ? '' : ` after ${Math.round(attempt.endedAt - attempt.startedAt)} ms`;
  const status = attempt.status === undefined ? '' : ` ${attempt.status}`;
  const code = attempt.code === undefined ? '' : ` (${attempt.code})`;
  const what = attempt.kind ?? attempt.outcome;
  return `${attempt.target} [${attempt.reason}]:${status} ${what}${code}${took}`;
}
