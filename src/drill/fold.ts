/** Text in lines of at most `width` characters, cut at blanks. Line breaks that it has are kept. */
export function fold(text: string, width: number): string[] {
  const flow = new Flow(width);
  return (flow.push(text) + flow.end()).split('\n');
}

/** Folds text that arrives in pieces. The last word is held back until it is known to be whole. */
export class Flow {
  readonly #width: number;
  readonly #newline: string;
  #word = '';
  #column = 0;

  /** `newline` is written for each line break, indentation included. */
  constructor(width: number, newline = '\n') {
    this.#width = width;
    this.#newline = newline;
  }

  push(text: string): string {
    let out = '';
    for (const character of text) {
      if (!/\s/.test(character)) {
        this.#word += character;
        continue;
      }
      out += this.end();
      if (character === '\n' && this.#column > 0) out += this.#break();
    }
    return out;
  }

  /** What is still held back. */
  end(): string {
    const word = this.#word;
    this.#word = '';
    if (word === '') return '';
    const gap = this.#column === 0 ? '' : ' ';
    const fits = this.#column + gap.length + word.length <= this.#width;
    const before = fits || this.#column === 0 ? gap : this.#break();
    this.#column += (fits ? gap.length : 0) + word.length;
    return before + word;
  }

  #break(): string {
    this.#column = 0;
    return this.#newline;
  }
}
