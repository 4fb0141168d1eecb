/** Throws what a provider has done wrong. */
export function demand(holds: unknown, wrong: string): asserts holds {
  if (!holds) throw new Error(wrong);
}

/** The same for two values that have to be equal, as JSON has them. */
export function equal(what: string, got: unknown, wanted: unknown): void {
  const [one, other] = [JSON.stringify(got), JSON.stringify(wanted)];
  demand(one === other, `${what}: ${one} came, ${other} was expected.`);
}

/** The same as the work, or an error where it does not come to its end in so many milliseconds. */
export function within<T>(ms: number, work: Promise<T>, wrong: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(wrong)), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** Looks again and again until it holds. */
export function until(ms: number, holds: () => boolean, wrong: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = Date.now() + ms;
    const look = () => {
      if (holds()) resolve();
      else if (Date.now() > end) reject(new Error(wrong));
      else setTimeout(look, 5);
    };
    look();
  });
}
