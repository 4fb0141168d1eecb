/** Time and chance, in one place, so that tests can hold both still. The only file that touches timers. */
export interface Clock {
  /** Milliseconds that never run backwards; comparable only with each other. */
  now(): number;
  /** Milliseconds since 1970, for people and for vendors' dates. */
  date(): number;
  /**
   * Calls `run` once after `ms`. Returns what cancels it. Whoever starts one ends it with its call. `idle`: nobody waits
   * for it, and a process that has nothing else to do may end before.
   */
  after(ms: number, run: () => void, idle?: boolean): () => void;
  /** From 0 up to, not including, 1. */
  random(): number;
}

/** The longest delay that a timer can hold; anything above fires at once. */
export const MAX_DELAY_MS = 2 ** 31 - 1;

/** The real clock. Globals are looked up at each call, so that fake timers move it. */
export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => Date.now(),
  random: () => Math.random(),
  after(ms, run, idle = false) {
    // Whole milliseconds: Node keeps the timers of one length in one list, and pays for each new length.
    const timer = setTimeout(run, Math.ceil(Math.min(Math.max(ms, 0), MAX_DELAY_MS)));
    // The others hold it: a process whose only work is a call that waits for its next try must not exit.
    if (idle) timer.unref?.();
    return () => clearTimeout(timer);
  },
};

/** Waits `ms` on `clock`; rejects with the signal's reason as soon as it aborts. */
export function sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const leave = () => {
      cancel();
      reject(signal.reason);
    };
    const cancel = clock.after(ms, () => {
      signal.removeEventListener('abort', leave);
      resolve();
    });
    signal.addEventListener('abort', leave, { once: true });
  });
}
