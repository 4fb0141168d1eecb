import { DURATION, durationOf } from './duration.ts';
import type { FailureKind } from './kind.ts';

/** A longer wait is a mistake, and must not lock a target out for ever. */
const LONGEST_MS = 24 * 3_600_000;

/**
 * How long a vendor asks to be left alone, in milliseconds, or undefined where it does not say.
 * Reads `retry-after-ms`, then `retry-after` in seconds or as an HTTP date (RFC 9110, 10.2.3).
 */
export function retryAfterOf(headers: Headers | undefined, today: number): number | undefined {
  const exact = positive(headers?.get('retry-after-ms'));
  if (exact !== undefined) return bearable(exact);
  const text = headers?.get('retry-after');
  const seconds = positive(text);
  if (seconds !== undefined) return bearable(seconds * 1000);
  // Only in HTTP's own form: `Date.parse` finds a date in nearly anything that has a number in it.
  const date = /^\w{3}, .* GMT$/.test(text ?? '') ? Date.parse(text as string) : Number.NaN;
  return Number.isNaN(date) ? undefined : bearable(Math.max(0, date - today));
}

/**
 * Until the last of the budgets that are used up is full again, in milliseconds; undefined where none is. A budget is
 * what is left of it, as its header says, and the wait until its reset.
 */
export function longestOf(
  budgets: readonly { remaining: string | null; resetMs: number | undefined }[],
): number | undefined {
  const waits = budgets.flatMap(({ remaining, resetMs }) =>
    remaining === '0' && resetMs !== undefined && resetMs >= 0 ? [resetMs] : [],
  );
  return waits.length > 0 ? bearable(Math.max(...waits)) : undefined;
}

const words = new RegExp(`\\b(?:try again|retry) in (${DURATION})`, 'i');

/** The same as a vendor's message says it: "Please try again in 1m12s.", "Please retry in 36.4s.". */
export function waitInWords(message: string): number | undefined {
  const wait = durationOf(words.exec(message)?.[1]);
  return wait === undefined ? undefined : bearable(wait);
}

/** Failures of which budgets and messages tell the end. Of any other, a number in them means something else. */
export function isThrottled(kind: FailureKind): boolean {
  return kind === 'rate-limit' || kind === 'overloaded';
}

/** A vendor's wait, cut to a length that makes sense. */
export function bearable(ms: number): number {
  return Math.min(ms, LONGEST_MS);
}

function positive(text: string | null | undefined): number | undefined {
  const value = text?.trim() ? Number(text) : Number.NaN;
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}
