import { joint } from './joint.ts';
import { mayBePreface, withoutPreface } from './preface.ts';

/** Words that two texts share at the seam count as said twice from this length on; shorter is chance. */
const MIN_OVERLAP = 12;

/**
 * Joins a continuation to what was already delivered. It holds its first words back until it is clear whether they
 * announce that it carries on, say again the whole beginning, or say again the last words, and lets through only what
 * is new. The seam is a heuristic; what was delivered is never touched.
 */
export class Splice {
  readonly #delivered: string;
  /** Blanks do not count in a repetition: an earlier seam may have put one where no vendor did. */
  readonly #bare: string;
  #held: string | undefined = '';

  constructor(delivered: string) {
    this.#delivered = delivered;
    this.#bare = bare(delivered);
    // Nothing was said, so there is nothing to join to.
    if (!delivered) this.#held = undefined;
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

  #undecided(): boolean {
    const held = this.#held ?? '';
    if (mayBePreface(held)) return true;
    const said = bare(withoutPreface(held));
    // The beginning of a repetition stands somewhere in what was said; only its end stands at the end.
    return said.length < this.#bare.length && this.#bare.includes(said);
  }

  #release(): string {
    const said = withoutPreface(this.#held ?? '');
    this.#held = undefined;
    const letters = bare(said);
    const again = letters.startsWith(this.#bare) ? this.#bare.length : overlapOf(this.#bare, letters);
    if (again < MIN_OVERLAP && again < this.#bare.length) return joint(this.#delivered, said);
    const rest = behind(said, again);
    return this.#delivered.endsWith(' ') ? rest.replace(/^ +/, '') : rest;
  }
}

function bare(text: string): string {
  return text.replace(/\s+/g, '');
}

/** The text behind so many letters of it. */
function behind(text: string, letters: number): string {
  let place = 0;
  for (let left = letters; left > 0; place++) if (/\S/.test(text[place] as string)) left--;
  return text.slice(place);
}

/** How many characters at the end of `before` are also the beginning of `after`. */
function overlapOf(before: string, after: string): number {
  for (let length = Math.min(before.length, after.length); length > 0; length--) {
    if (before.endsWith(after.slice(0, length))) return length;
  }
  return 0;
}
