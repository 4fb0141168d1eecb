import type { Clock } from '../../core/clock.ts';

/** How long a connection may stay open behind the end of its answer. */
const TAIL_MS = 2_000;

/**
 * A stream up to its end, or to a short silence once it has `finished`: some proxies keep the connection open, and
 * Gemini has no last event of its own. What breaks behind the finish has lost nothing.
 */
export async function* withoutTail<T>(
  source: AsyncIterable<T>,
  finished: () => boolean,
  clock: Clock,
): AsyncGenerator<T> {
  const events = source[Symbol.asyncIterator]();
  try {
    while (true) {
      const next = await (finished() ? orSilence(events.next(), clock) : events.next());
      if (!next || next.done) return;
      yield next.value;
    }
  } catch (error) {
    if (!finished()) throw error;
  } finally {
    void events.return?.()?.catch(() => {});
  }
}

async function orSilence<T>(next: Promise<T>, clock: Clock): Promise<T | undefined> {
  const silence = Promise.withResolvers<undefined>();
  const cancel = clock.after(TAIL_MS, () => silence.resolve(undefined));
  try {
    return await Promise.race([next, silence.promise]);
  } finally {
    cancel();
  }
}
