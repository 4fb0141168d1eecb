const BRAND = Symbol.for('llm-understudy.error');

/** What went wrong, for code that decides on it. Stable from release to release. */
export type ErrorCode = 'config' | 'attempt_failed' | 'all_targets_failed' | 'stream_broken';

/** The base of every error of this library. Its brand survives two copies of the package in one process. */
export class UnderstudyError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
    Object.defineProperty(this, BRAND, { value: true });
  }
}

/** True for every error of this library, whichever copy of it made the error. */
export function isBranded(error: unknown): error is UnderstudyError {
  return typeof error === 'object' && error !== null && BRAND in error;
}

/**
 * An option, a target or a key that cannot work. Thrown when the client is built. Only OpenAI's own key, which
 * `createFailover()` needs for `chat()` alone, is missed at the first such call.
 */
export class ConfigError extends UnderstudyError {
  declare readonly code: 'config';

  constructor(message: string) {
    super('config', message);
  }
}
