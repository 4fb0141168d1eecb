import { Attempts } from '../../src/core/attempts.ts';
import type { Call } from '../../src/core/call.ts';

/** The date of every fake call: 23 November 2026, noon UTC. */
export const TODAY = Date.UTC(2026, 10, 23, 12);

export interface FakeCall extends Call {
  /** What the provider warned of, in order. */
  readonly warnings: string[];
}

/** A call for a provider on its own: a clock that stands still, and warnings that a test can read. */
export function fakeCall(signal: AbortSignal = new AbortController().signal): FakeCall {
  const warnings: string[] = [];
  return {
    id: 'call-1',
    clock: { now: () => 0, date: () => TODAY, random: () => 0, after: () => () => {} },
    signal,
    limits: { totalMs: 600_000, firstTokenMs: 120_000, idleMs: 30_000, attempts: 2 },
    abort: () => {},
    deadline: 600_000,
    lift: () => {},
    attempts: new Attempts(),
    avoid: new Set(),
    reason: 'first',
    extras: { left: 2 },
    holdOff: () => {},
    delivered: false,
    others: 0,
    emit: () => {},
    warn: (message) => void warnings.push(message),
    warnings,
  };
}
