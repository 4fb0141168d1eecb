/** Words that two texts share at the seam count as said twice from this length on; shorter is chance. */
const MIN_OVERLAP = 12;

/**
 * Joins a continuation to what was already delivered. It holds its first words back until it is clear whether they
 * say again the whole beginning, or the last words, and lets through only what is new. The seam is a heuristic.
 */
export class Splice {
  readonly #delivered: string;
  #held: string | undefined = '';

  constructor(delivered: string) {
    this.#delivered = delivered;
  }

  /** The part of the next words that is new; may be empty while they are held back. */
  push(text: string): string {
    if (this.#held === undefined) return text;
    this.#held += text;
    return this.#undecided() ? '' : this.#release();
  }

  /** What is still held back at the end. */
  flush(): string {
    return this.#held === undefined ? '' : this.#release();
  }

  /** While the words so far may still turn out to be a repetition. */
  #undecided(): boolean {
    const held = this.#held ?? '';
    // The beginning of a repetition stands somewhere in what was said; only its end stands at the end.
    return held.length < this.#delivered.length && this.#delivered.includes(held);
  }

  #release(): string {
    const held = this.#held ?? '';
    this.#held = undefined;
    if (held.startsWith(this.#delivered)) return held.slice(this.#delivered.length);
    const overlap = overlapOf(this.#delivered, held);
    return overlap >= MIN_OVERLAP ? held.slice(overlap) : held;
  }
}

/** How many characters at the end of `before` are also the beginning of `after`. */
function overlapOf(before: string, after: string): number {
  for (let length = Math.min(before.length, after.length); length > 0; length--) {
    if (before.endsWith(after.slice(0, length))) return length;
  }
  return 0;
}
