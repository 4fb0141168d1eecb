import { systemClock } from '../../../src/core/clock.ts';
import type { Clock } from '../../../src/index.ts';

/** A clock, and how work is done by it. */
export interface Time {
  clock: Clock;
  run<T>(work: () => Promise<T>): Promise<T>;
}

/** Whoever waits, waits. */
export const realTime: Time = { clock: systemClock, run: (work) => work() };
