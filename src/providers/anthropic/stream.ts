import type { RawMessageStreamEvent } from '@anthropic-ai/sdk/resources/messages';
import type { Linked } from '../../core/abort.ts';
import { unfinished } from '../../core/answer.ts';
import type { Call } from '../../core/call.ts';
import type { Item } from '../../core/chat.ts';
import { abortedBy, Failure } from '../../core/failure.ts';
import { ChunkWriter } from './chunks.ts';
import { failureOf } from './errors.ts';

/**
 * Anthropic's events as OpenAI's chunks. Throws a `Failure` on an error inside of the stream, and where it ends before
 * the model's reason to stop has arrived; after that nothing can spoil the answer any more.
 */
export async function* toItems(
  events: AsyncIterable<RawMessageStreamEvent>,
  includeUsage: boolean,
  call: Call,
): AsyncGenerator<Item> {
  const writer = new ChunkWriter(includeUsage, call);
  try {
    // Read on to the body's end, past `message_stop`: whoever leaves before it closes the connection for good.
    for await (const event of events) {
      for (const chunk of writer.write(event)) yield { chunk };
    }
  } catch (error) {
    if (!writer.finished) throw error;
  }
  if (!writer.finished) throw unfinished();
}

/**
 * The items of a request that hangs on `link`, which is let go of at the end, whichever it is: the last event, an error,
 * the call's abort (which the SDK passes over in silence), or a reader who leaves.
 */
export function watch(items: AsyncIterable<Item>, call: Call, link: Linked): AsyncGenerator<Item> {
  const watched = untilAborted(items, call, link);
  const leave = watched.return.bind(watched);
  // A generator that never started skips its `finally`, and one that waits queues its `return`: so hang up first.
  watched.return = (value) => {
    hangUp(link);
    return leave(value);
  };
  return watched;
}

async function* untilAborted(items: AsyncIterable<Item>, call: Call, link: Linked): AsyncGenerator<Item> {
  try {
    for await (const item of items) {
      // What still lies in the buffer when the call ends is nobody's any more.
      if (call.signal.aborted) throw abortedBy(call.signal);
      yield item;
    }
  } catch (error) {
    const left = link.signal.aborted && !call.signal.aborted;
    if (!left) throw failureOf(error, call);
  } finally {
    hangUp(link);
  }
}

/** Lets go of the call, and closes the vendor's socket where it is still busy. */
export function hangUp(link: Linked): void {
  link.unlink();
  link.abort(new Failure('aborted', 'The request is over'));
}
