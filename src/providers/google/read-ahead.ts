/**
 * Reads as fast as the source gives, from now on. When a stream breaks, what has arrived and was not yet fetched is
 * thrown away by the stream itself: a slow reader would lose words. They are held in memory anyway.
 */
export function readAhead<T>(source: AsyncIterable<T>): AsyncGenerator<T> {
  const arrived: T[] = [];
  let end: { error?: unknown } | undefined;
  let news = Promise.withResolvers<void>();
  const read = async () => {
    for await (const event of source) {
      arrived.push(event);
      news.resolve();
    }
  };
  const settle = (how: { error?: unknown }) => {
    end = how;
    news.resolve();
  };
  void read().then(
    () => settle({}),
    (error: unknown) => settle({ error }),
  );
  async function* handOn(): AsyncGenerator<T> {
    while (true) {
      while (arrived.length > 0) yield arrived.shift()!;
      if (end) break;
      await news.promise;
      news = Promise.withResolvers();
    }
    if ('error' in end) throw end.error;
  }
  return handOn();
}
