import { expect, test } from 'vitest';
import type { FailureKind } from '../../src/core/kind.ts';
import { plain, thrown } from '../fakes.ts';
import { ways } from './ways.ts';

/** What a vendor answers, as it stands. */
export interface Said {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

/**
 * One line of what a vendor's error page, SDK or wire is known to say: the kind that it is, and how long it asks to be
 * left alone (milliseconds).
 */
export type Row = [what: string, said: Said, kind: FailureKind, waitMs?: number];

/** Has each row said over HTTP to the code that meets it in earnest. */
export function understands(way: keyof typeof ways, rows: readonly Row[]): void {
  const { ask, start } = ways[way]!;
  test.each(rows)(`${way}: %s`, async (_, said, kind, waitMs) => {
    await using server = await start();
    server.fail({ kind: 'status', ...said });
    const failure = await thrown(ask(server.url, plain));
    expect(failure.kind).toBe(kind);
    expect(failure.details.status).toBe(said.status);
    expect(failure.details.retryAfterMs).toBe(waitMs);
  });
}

/** An error in OpenAI's shape. */
export const open = (status: number, error: object, headers: Record<string, string> = {}): Said => ({
  status,
  body: { error: { message: 'm', param: null, ...error } },
  headers,
});

/** OpenAI's budgets: what is left of each, and when it is full again. */
export const emptied = (requests: [string, string], tokens: [string, string]) => ({
  'x-ratelimit-remaining-requests': requests[0],
  'x-ratelimit-reset-requests': requests[1],
  'x-ratelimit-remaining-tokens': tokens[0],
  'x-ratelimit-reset-tokens': tokens[1],
});

export const limited = { type: 'tokens', code: 'rate_limit_exceeded' };
export const invalid = (code: string | null) => ({ type: 'invalid_request_error', code });

/** Gemini's details of a quota that is used up, with a delay that is right for the minute's only. */
export const quotaFailure = (quotaId: string) => [
  { '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations: [{ quotaId, quotaValue: '50' }] },
  { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '36.4s' },
];
export const perMinute = quotaFailure('GenerateRequestsPerMinutePerProjectPerModel-FreeTier');
export const perDay = quotaFailure('GenerateRequestsPerDayPerProjectPerModel-FreeTier');
export const used =
  'You exceeded your current quota, please check your plan and billing details.\nPlease retry in 36.4s.';
export const gemini = (status: number, name: string, message = 'm', details?: object[]) => ({
  status,
  body: { error: { code: status, message, status: name, ...(details && { details }) } },
});
