import { follow } from '../../core/abort.ts';
import type { Call } from '../../core/call.ts';
import type { Item } from '../../core/chat.ts';
import { failureOf } from './errors.ts';

/** One request's connection to Google. */
export interface Line {
  signal: AbortSignal;
  /** Closes the connection, and leaves no listener on the call. What is over already stays as it is. */
  hangUp: () => void;
}

/**
 * The SDK listens to the signal that it is given and never stops: so it gets one of its own, which goes with the
 * request. A signal that is aborted already it does not notice at all; whoever opens a line looks first.
 */
export function openLine(parent: AbortSignal): Line {
  const { signal, abort, unlink } = follow(parent);
  const hangUp = () => {
    unlink();
    abort(undefined);
  };
  return { signal, hangUp };
}

/** The items of a stream, which hangs up when it ends, breaks or is left. Every error leaves as a `Failure`. */
export function watched(items: AsyncIterable<Item>, call: Call, line: Line): AsyncGenerator<Item> {
  const watching = watch(items, call, line);
  const leave = watching.return.bind(watching);
  // A generator that was never started skips its `finally`, and one that waits queues its `return`: hang up first.
  watching.return = (value) => {
    line.hangUp();
    return leave(value);
  };
  return watching;
}

async function* watch(items: AsyncIterable<Item>, call: Call, line: Line): AsyncGenerator<Item> {
  try {
    for await (const item of items) {
      // What still lies in the SDK's buffer when the call ends is nobody's any more.
      if (call.signal.aborted) throw failureOf(undefined, call.signal);
      yield item;
    }
    if (call.signal.aborted) throw failureOf(undefined, call.signal);
  } catch (error) {
    const left = line.signal.aborted && !call.signal.aborted;
    if (!left) throw failureOf(error, call.signal);
  } finally {
    line.hangUp();
  }
}
