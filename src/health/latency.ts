import { recall } from '../core/recall.ts';

/** How many of the last waits are kept for each kind of request, and how many are needed to say anything. */
const KEPT = 50;
const NEEDED = 20;
/** Kinds of request that one target is remembered for: plain and streamed, each with a few efforts. */
const MOST_SHAPES = 24;
/** What hardly anybody waits longer for: one call in twenty (Dean and Barroso, The Tail at Scale). */
const TAIL = 0.95;

/** How long the first sign of life took, of the last requests of one kind. Milliseconds. */
export interface Spread {
  p50Ms: number;
  p95Ms: number;
  /** How many requests this was seen of. */
  samples: number;
}

/** The last waits of one kind, and what is usual, which each call asks for more than once. */
interface Waits {
  ms: number[];
  usual?: number;
}

/** How long a target's first sign of life usually takes, by kind of request. */
export class Latency {
  readonly #waits = new Map<string, Waits>();

  learn(shape: string, ms: number): void {
    const waits = recall(this.#waits, shape, MOST_SHAPES, (): Waits => ({ ms: [] }));
    waits.ms.push(ms);
    if (waits.ms.length > KEPT) waits.ms.shift();
    delete waits.usual;
  }

  /** Milliseconds that nineteen in twenty stay below; undefined while too little is known. */
  usual(shape: string): number | undefined {
    const waits = this.#waits.get(shape);
    if (!waits || waits.ms.length < NEEDED) return undefined;
    waits.usual ??= quantile(waits.ms, TAIL);
    return waits.usual;
  }

  /** Of all streams, whose first token it is, or of all plain calls, whose whole answer; undefined before the first. */
  spread(mode: 'stream' | 'plain'): Spread | undefined {
    const waits = [...this.#waits].flatMap(([shape, { ms }]) => (shape.startsWith(mode) ? ms : []));
    if (waits.length === 0) return undefined;
    const [p50Ms, p95Ms] = [0.5, TAIL].map((share) => Math.round(quantile(waits, share)));
    return { p50Ms: p50Ms as number, p95Ms: p95Ms as number, samples: waits.length };
  }
}

function quantile(waits: readonly number[], share: number): number {
  // Sorts numbers by themselves, without a function to ask: each call wants to know what is usual.
  const sorted = Float64Array.from(waits).sort();
  return sorted[Math.floor(sorted.length * share)] as number;
}
