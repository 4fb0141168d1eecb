import { joint } from './joint.ts';
import { mayBePreface, withoutPreface } from './preface.ts';

/** Words that two texts share at the seam count as said twice from this length on; shorter is chance. */
const MIN_OVERLAP = 12;
/** Nobody says more of the end again than this; looking further would cost more than it finds. */
const MAX_OVERLAP = 2_000;

/**
 * Joins a continuation to what was already delivered. It holds its first words back until it is clear whether they
 * announce that it carries on, say again the whole beginning, or say again the last words, and lets through only what
 * is new. The seam is a heuristic; what was delivered is never touched.
 */
export class Splice {
  readonly #delivered: string;
  /** Blanks do not count in a repetition: an earlier seam may have put one where no vendor did. */
  readonly #bare: string;
  /** The end of it, in which the last words are looked for. */
  readonly #tail: string;
  #announced = false;
  #skipBlanks = false;
  #afterBlank = false;
  #held = '';
  #letters = '';
  #open: boolean;

  constructor(delivered: string) {
    this.#delivered = delivered;
    this.#bare = bare(delivered);
    this.#tail = this.#bare.slice(-MAX_OVERLAP);
    // Nothing was said, so there is nothing to join to.
    this.#open = delivered === '';
  }

  /** The part of the next words that is new; may be empty while they are held back. */
  push(text: string): string {
    if (this.#open) return this.#behindBlank(text);
    this.#held += text;
    // The blanks behind an announcement belong to it.
    if (this.#skipBlanks && !this.#letters) this.#held = this.#held.trimStart();
    if (this.#announced) this.#letters += bare(text);
    else if (mayBePreface(this.#held)) return '';
    else this.#begin();
    return this.#undecided() ? '' : this.#release();
  }

  /** What is still held back at the end. */
  flush(): string {
    if (this.#open) return '';
    if (!this.#announced) this.#begin();
    return this.#release();
  }

  /** It is clear whether it announced itself: from here on its words count. */
  #begin(): void {
    const words = withoutPreface(this.#held);
    this.#skipBlanks = words.length < this.#held.length;
    this.#announced = true;
    this.#held = words;
    this.#letters = bare(words);
  }

  #undecided(): boolean {
    if (this.#letters.length >= this.#bare.length) return false;
    // The beginning of a repetition stands somewhere in what was said; only its end stands at the end.
    if (this.#letters.length <= MAX_OVERLAP && this.#tail.includes(this.#letters)) return true;
    return this.#bare.startsWith(this.#letters);
  }

  #release(): string {
    this.#open = true;
    const again = this.#repeated();
    if (again === 0) return joint(this.#delivered, this.#held);
    this.#afterBlank = this.#delivered.endsWith(' ');
    return this.#behindBlank(behind(this.#held, again));
  }

  /** One blank is enough between two words, whichever piece brings it. */
  #behindBlank(text: string): string {
    if (!this.#afterBlank) return text;
    const rest = text.replace(/^ +/, '');
    this.#afterBlank = rest === '';
    return rest;
  }

  /** How many of its first letters were said before. */
  #repeated(): number {
    // However short it is: a model that begins anew is likelier than one whose next words happen to be the first.
    if (this.#letters.startsWith(this.#bare)) return this.#bare.length;
    const overlap = overlapOf(this.#tail, this.#letters.slice(0, MAX_OVERLAP));
    return overlap >= MIN_OVERLAP ? overlap : 0;
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
