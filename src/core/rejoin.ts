/** What was read ahead, and then the rest. Not a generator: a reader may leave before it has begun, and be heard. */
export function rejoin<T>(head: T[], source: AsyncIterator<T>): AsyncIterableIterator<T> {
  const left = [...head];
  const rejoined: AsyncIterableIterator<T> = {
    next: async () => (left.length > 0 ? { value: left.shift() as T, done: false } : source.next()),
    return: async (value) => {
      left.length = 0;
      await source.return?.();
      return { value, done: true };
    },
    [Symbol.asyncIterator]: () => rejoined,
  };
  return rejoined;
}
