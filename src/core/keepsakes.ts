/** What is kept from one request to the next, within a bound: the entry unused for longest goes first. */
export class Keepsakes<T> {
  readonly #most: number;
  readonly #sizeOf: (value: T) => number;
  readonly #values = new Map<string, T>();
  #size = 0;

  /** `most`: how much all values together may be, as `sizeOf` measures it. */
  constructor(most: number, sizeOf: (value: T) => number) {
    this.#most = most;
    this.#sizeOf = sizeOf;
  }

  get(key: string): T | undefined {
    const value = this.#values.get(key);
    if (value === undefined) return undefined;
    // Taken out and put back: a Map keeps the order of insertion, so its first entry is the stalest.
    this.#values.delete(key);
    this.#values.set(key, value);
    return value;
  }

  keep(key: string, value: T): void {
    this.#drop(key);
    this.#values.set(key, value);
    this.#size += this.#sizeOf(value);
    while (this.#size > this.#most) this.#drop(this.#values.keys().next().value as string);
  }

  get isEmpty(): boolean {
    return this.#values.size === 0;
  }

  #drop(key: string): void {
    const value = this.#values.get(key);
    if (value === undefined) return;
    this.#values.delete(key);
    this.#size -= this.#sizeOf(value);
  }
}
