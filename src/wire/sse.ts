import type { Item } from '../core/chat.ts';

const encoder = new TextEncoder();
const DONE = encoder.encode('data: [DONE]\n\n');

/** Items as a body of server-sent events. Bytes that came from an OpenAI-shaped vendor are handed on as they are. */
export function encode(
  source: AsyncIterator<Item>,
  leave: (reason: unknown) => void,
): ReadableStream<Uint8Array> {
  const body: UnderlyingDefaultSource<Uint8Array> = {
    async pull(controller) {
      try {
        const { value, done } = await source.next();
        if (!done)
          return controller.enqueue(value.raw ?? encoder.encode(`data: ${JSON.stringify(value.chunk)}\n\n`));
        controller.enqueue(DONE);
        controller.close();
      } catch (error) {
        // The error itself, so that a client's `for await` throws our StreamBrokenError with its partial text.
        controller.error(error);
      }
    },
    cancel: (reason) => {
      leave(reason);
      void source.return?.();
    },
  };
  // Nothing is read before somebody reads.
  return new ReadableStream(body, { highWaterMark: 0 });
}
