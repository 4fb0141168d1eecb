import type { ErrorDetail } from './kinds.ts';

const UNITS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

/**
 * How long Gemini asks to be left alone, in milliseconds. It has no header for it: `RetryInfo` in the details says it
 * ("36s", "36.4s"), or the message itself does ("Please retry in 1m2.5s").
 */
export function retryDelayOf(details: readonly ErrorDetail[], message: string): number | undefined {
  const delay = details.find(({ retryDelay }) => typeof retryDelay === 'string')?.retryDelay;
  return milliseconds(delay ?? /retry in ((?:[\d.]+(?:h|ms|m|s))+)/i.exec(message)?.[1]);
}

function milliseconds(text: string | undefined): number | undefined {
  const pieces = [...(text ?? '').matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)];
  if (pieces.length === 0) return undefined;
  return Math.ceil(pieces.reduce((sum, [, count, unit]) => sum + Number(count) * UNITS[unit!]!, 0));
}
