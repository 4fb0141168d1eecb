import { scheduler } from 'node:timers/promises';
import type { Clock } from '../index.ts';

/** How fast a drill goes, and by which clock. */
export interface Pace {
  /** Before each word of an answer. Milliseconds. */
  wordMs: number;
  /** Between a turn and the next, for the reader. Milliseconds. */
  beatMs: number;
  /** Rejects with the signal's reason as soon as it aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  /** Milliseconds since 1970. */
  date(): number;
  /** The client's; the library's own where it is left out. */
  clock?: Clock;
}

/** As fast as people read along. */
export const readingPace: Pace = {
  wordMs: 45,
  beatMs: 900,
  wait: (ms, signal) => scheduler.wait(ms, { signal }),
  date: () => performance.timeOrigin + performance.now(),
};
