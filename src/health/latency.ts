import { recall } from '../core/recall.ts';

/** How many of the last waits are kept for each kind of request, and how many are needed to say anything. */
const KEPT = 50;
const NEEDED = 20;
/** Kinds of request that one target is remembered for: plain and streamed, each with a few efforts. */
const MOST_SHAPES = 24;
/** What hardly anybody waits longer for: one call in twenty (Dean and Barroso, The Tail at Scale). */
const TAIL = 0.95;

/** How long a target's first sign of life usually takes, by kind of request. */
export class Latency {
  readonly #waits = new Map<string, number[]>();

  learn(shape: string, ms: number): void {
    const waits = recall(this.#waits, shape, MOST_SHAPES, () => [] as number[]);
    waits.push(ms);
    if (waits.length > KEPT) waits.shift();
  }

  /** Milliseconds that nineteen in twenty stay below; undefined while too little is known. */
  usual(shape: string): number | undefined {
    const waits = this.#waits.get(shape);
    if (!waits || waits.length < NEEDED) return undefined;
    const sorted = waits.toSorted((a, b) => a - b);
    return sorted[Math.floor(sorted.length * TAIL)];
  }
}
