/** The value of a key, made where there is none. At most `most` are kept; the one unused for longest goes first. */
export function recall<T>(map: Map<string, T>, key: string, most: number, make: () => T): T {
  const known = map.get(key);
  if (known !== undefined && map.size === 1) return known;
  const value = known ?? make();
  // Taken out and put back: a Map keeps the order of insertion, so its first entry is the stalest.
  map.delete(key);
  map.set(key, value);
  if (map.size > most) map.delete(map.keys().next().value as string);
  return value;
}
