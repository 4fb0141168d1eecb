/** A longer wait is a mistake, and must not lock a target out for ever. */
const LONGEST_MS = 24 * 3_600_000;

/**
 * How long a vendor asks to be left alone, in milliseconds, or undefined where it does not say.
 * Reads `retry-after-ms`, then `retry-after` in seconds or as an HTTP date (RFC 9110, 10.2.3).
 */
export function retryAfterOf(headers: Headers | undefined, today: number): number | undefined {
  const exact = positive(headers?.get('retry-after-ms'));
  if (exact !== undefined) return Math.min(exact, LONGEST_MS);
  const text = headers?.get('retry-after');
  const seconds = positive(text);
  if (seconds !== undefined) return Math.min(seconds * 1000, LONGEST_MS);
  // Only in HTTP's own form: `Date.parse` finds a date in nearly anything that has a number in it.
  const date = /^\w{3}, .* GMT$/.test(text ?? '') ? Date.parse(text as string) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.min(Math.max(0, date - today), LONGEST_MS);
}

function positive(text: string | null | undefined): number | undefined {
  const value = text?.trim() ? Number(text) : Number.NaN;
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}
