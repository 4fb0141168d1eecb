/**
 * Reads as fast as the source gives. When a stream breaks, the SDK throws away what it has received and not yet
 * handed on: a slow reader would lose words that had arrived. It holds them all in memory anyway.
 */
export async function* readAhead<T>(source: AsyncIterable<T>): AsyncGenerator<T> {
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
  while (true) {
    while (arrived.length > 0) yield arrived.shift()!;
    if (end) break;
    await news.promise;
    news = Promise.withResolvers();
  }
  if ('error' in end) throw end.error;
}
