/** Milliseconds as people say them. */
export const duration = (ms: number): string =>
  ms < 950 ? `${Math.max(1, Math.round(ms))} ms` : `${(ms / 1000).toFixed(1)} s`;

/** Words of a list with an "and" before the last. */
export const list = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;

/** A phrase that stands several times in a row is said once, with its number. */
export function counted(phrases: readonly string[]): string[] {
  const runs: { phrase: string; times: number }[] = [];
  for (const phrase of phrases) {
    const last = runs.at(-1);
    if (last?.phrase === phrase) last.times++;
    else runs.push({ phrase, times: 1 });
  }
  return runs.map(({ phrase, times }) => (times > 1 ? `${phrase} ${times} times` : phrase));
}
