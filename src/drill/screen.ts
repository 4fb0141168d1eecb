import type { Writable } from 'node:stream';
import { styleText } from 'node:util';
import type { TargetReport } from '../index.ts';
import { colourOf, nameOf } from './cast.ts';
import { circuitRows, type Style } from './circuits.ts';
import { Flow, fold } from './fold.ts';

/** Where a drill is drawn: a terminal, or a pipe, which gets the same text without colour. */
export type Output = Writable & { columns?: number | undefined };

/** Numbers and names stand left of this column, words right of it. */
const GUTTER = 13;
/** Names begin here. */
const NAMES = 4;
const MOST_COLUMNS = 96;

/** Draws a drill. It only knows how things look; what happened is told to it. */
export class Screen {
  readonly #out: Output;
  #answer: Flow | undefined;

  constructor(out: Output) {
    this.#out = out;
  }

  get #width(): number {
    return Math.max(40, Math.min(this.#out.columns ?? MOST_COLUMNS, MOST_COLUMNS)) - GUTTER;
  }

  /** Colour where the output can show it and nobody has asked for none. */
  paint(style: Style, text: string): string {
    return styleText(style, text, { stream: this.#out, validateStream: true });
  }

  line(text = ''): void {
    this.#out.write(`${text}\n`);
  }

  title(text: string): void {
    this.line(`\n ${this.paint('bold', text)}\n`);
  }

  /** A paragraph over the whole width. */
  paragraph(text: string): void {
    for (const line of fold(text, this.#width + GUTTER - 2)) this.line(` ${line}`);
    this.line();
  }

  /** What the director does. */
  scene(text: string): void {
    const rule = '────────';
    this.#block(
      ' '.repeat(NAMES) + this.paint('yellow', rule),
      text,
      ['yellow', 'italic'],
      rule.length + NAMES,
    );
  }

  asks(number: number, text: string): void {
    const label = `${String(number).padStart(2)}  ${this.paint('bold', 'You')}`;
    this.#block(label, text, 'bold', 'You'.length + NAMES);
  }

  opens(provider: string): void {
    const name = nameOf(provider);
    this.#out.write(
      `${' '.repeat(NAMES)}${this.paint(['bold', colourOf(provider)], name)}${this.#pad(name.length + NAMES)}`,
    );
    this.#answer = new Flow(this.#width, `\n${this.#pad(0)}`);
  }

  says(words: string): void {
    this.#out.write(this.#answer?.push(words) ?? '');
  }

  /** The answer is over, or has been given up. */
  falls(): void {
    if (this.#answer) this.line(this.#answer.end());
    this.#answer = undefined;
  }

  /** What there is to say of a turn, set off from its words. */
  remark(text: string): void {
    for (const [index, line] of fold(text, this.#width - 2).entries()) {
      this.line(`${this.#pad(0)}${this.paint('dim', `${index === 0 ? '↳' : ' '} ${line}`)}`);
    }
  }

  /** Every target's circuit in a row. */
  circuits(reports: readonly TargetReport[], now: number): void {
    // From the column of the names on: the whole cast has room in eighty columns.
    const width = this.#width + GUTTER - NAMES;
    const paint = (style: Style, words: string) => this.paint(style, words);
    for (const row of circuitRows(reports, now, width, paint)) this.line(' '.repeat(NAMES) + row);
    this.line();
  }

  /** A name in the gutter's column and words beside it. */
  entry(name: string, text: string): void {
    this.#block(` ${name}`, text, 'reset', name.length + 1);
  }

  #block(label: string, text: string, style: Style, labelWidth = 0): void {
    const [first = '', ...more] = fold(text, this.#width).map((line) => this.paint(style, line));
    this.line(`${label}${this.#pad(labelWidth)}${first}`);
    for (const line of more) this.line(`${this.#pad(0)}${line}`);
  }

  readonly #pad = (used: number): string => ' '.repeat(Math.max(1, GUTTER - used));
}
