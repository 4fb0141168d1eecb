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

/** The last waits of one kind, each in the place of the oldest, and what is usual as long as that is still true. */
interface Waits {
  ms: number[];
  oldest: number;
  usual?: number | undefined;
}

/** How long a target's first sign of life usually takes, by kind of request. */
export class Latency {
  readonly #waits = new Map<string, Waits>();

  learn(shape: string, ms: number): void {
    const waits = recall(this.#waits, shape, MOST_SHAPES, (): Waits => ({ ms: [], oldest: 0 }));
    // Where one of the short ones takes the place of another, the long ones are what they were: nothing to sort.
    const gone = waits.ms[waits.oldest] ?? Number.POSITIVE_INFINITY;
    if (Math.max(ms, gone) >= (waits.usual ?? 0)) waits.usual = undefined;
    waits.ms[waits.oldest] = ms;
    waits.oldest = (waits.oldest + 1) % KEPT;
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
  const sorted = waits.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length * share)] as number;
}
