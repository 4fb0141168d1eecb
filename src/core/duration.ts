const UNITS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

const PIECE = '\\d+(?:\\.\\d+)?(?:ms|[dhms])';

/** The pattern of a duration as vendors print it: `12ms`, `6m0s`, `1m2.5s`. No group, for use inside of another. */
export const DURATION = `(?:${PIECE})+`;

const whole = new RegExp(`^${DURATION}$`);
const pieces = new RegExp(PIECE, 'g');

/** Such a duration in milliseconds, rounded up. Undefined for everything else, a bare number too: of what, nobody says. */
export function durationOf(text: string | null | undefined): number | undefined {
  if (!text || !whole.test(text)) return undefined;
  const sum = [...text.matchAll(pieces)].reduce((ms, [piece]) => {
    const count = Number.parseFloat(piece);
    return ms + count * UNITS[piece.replace(/[\d.]+/, '')]!;
  }, 0);
  return Math.ceil(sum);
}
