import { follow } from './abort.ts';
import { Attempts } from './attempts.ts';
import type { Call, Limits, Outer } from './call.ts';
import type { Clock } from './clock.ts';
import type { Emit } from './events.ts';

/** Retries and hedges of one call, unless its caller asks for more retries. */
const EXTRAS = 2;

export interface Opening {
  clock: Clock;
  limits: Limits;
  id?: string;
  /** The caller's own way to end the call. */
  signal?: AbortSignal | undefined;
  emit?: Emit;
  outer?: Outer | undefined;
}

/** A call that was just begun. `close` ends its hold on the caller's signal; it is called when the call is over. */
export type OpenCall = Call & { close: () => void };

export function openCall({ clock, limits, id = '', signal, emit = () => {}, outer }: Opening): OpenCall {
  const own = follow(signal);
  return {
    id,
    clock,
    limits,
    signal: own.signal,
    abort: own.abort,
    close: own.unlink,
    deadline: clock.now() + limits.totalMs,
    lift: () => {},
    attempts: new Attempts(),
    avoid: new Set(),
    reason: 'first',
    // Who asks for more retries shall have them all on the first target, and one is left for who stands behind.
    extras: { left: Math.max(EXTRAS, limits.attempts) },
    holdOff: () => {},
    delivered: false,
    others: 0,
    emit,
    warn: () => {},
    ...(outer && { outer }),
  };
}
