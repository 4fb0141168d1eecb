/** The middle of what was measured, and the half of it that lies around the middle. */
export interface Spread {
  median: number;
  low: number;
  high: number;
  rounds: number;
}

export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  return {
    median: quantile(sorted, 0.5),
    low: quantile(sorted, 0.25),
    high: quantile(sorted, 0.75),
    rounds: values.length,
  };
}

export const median = (values: readonly number[]): number => spread(values).median;

/** Between two neighbours, where the share falls between them. */
export function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? below;
  return below + (above - below) * (place - Math.floor(place));
}

/** Pairs that were measured side by side, as what the one has more of, or times as much. */
export const pairs = (
  ours: readonly number[],
  others: readonly number[],
  compare: (ours: number, other: number) => number,
): Spread => spread(ours.map((value, round) => compare(value, others[round] ?? Number.NaN)));

export const ratio = (a: number, b: number): number => a / b;
export const difference = (a: number, b: number): number => a - b;

/**
 * Rounds in which everybody has a turn: forwards and backwards by turns, so that no drift favours anybody. Who fails is
 * out of it, where somebody wants to know; the others go on.
 */
export async function rounds<T, R>(
  count: number,
  those: readonly T[],
  turn: (one: T, round: number) => Promise<R>,
  failed?: (one: T, error: unknown) => void,
): Promise<Map<T, R[]>> {
  const told = new Map<T, R[]>(those.map((one) => [one, []]));
  for (let round = 0; round < count; round++) {
    const order = [...told.keys()];
    for (const one of round % 2 === 0 ? order : order.reverse()) {
      try {
        told.get(one)?.push(await turn(one, round));
      } catch (error) {
        if (!failed) throw error;
        failed(one, error);
        told.delete(one);
      }
    }
  }
  return told;
}
