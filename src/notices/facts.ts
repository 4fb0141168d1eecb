import type { NoticeFacts } from './notice.ts';

const MOST = 120;
const NO_BREAK = ['\u00a0', '\u202f'];

/** One line, of a bearable length: names and reasons are written by others, a model's even by a request. */
export function plain(text: string): string {
  const line = text.replace(/[\s\p{C}]+/gu, (gap) => (NO_BREAK.includes(gap) ? gap : ' ')).trim();
  const letters = [...line];
  return letters.length > MOST ? `${letters.slice(0, MOST).join('').trimEnd()}…` : line;
}

/** How long it is until then: a short wait as a number (0: now), a longer one as the time of its end. */
export type Wait = { number: number; unit: 's' | 'min' } | { at: Date };

/** Rounded, since nobody waits with a stopwatch. Undefined: nobody knows. */
export function waitOf({ until, now }: NoticeFacts): Wait | undefined {
  if (!until || Number.isNaN(until.getTime())) return undefined;
  const seconds = Math.max(0, Math.round((until.getTime() - now.getTime()) / 1000));
  if (seconds < 60) return { number: seconds, unit: 's' };
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? { number: minutes, unit: 'min' } : { at: until };
}

/** The day in the words of `locale`, in the process's time zone, with a year that is not this one; undefined: today. */
export function dayOf(date: Date, now: Date, locale: string): string | undefined {
  if (date.toDateString() === now.toDateString()) return undefined;
  const sameYear = date.getFullYear() === now.getFullYear();
  // Made anew each time: a formatter keeps the time zone of the moment it was made in.
  return new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'long',
    ...(!sameYear && { year: 'numeric' }),
  }).format(date);
}

/** The status page, where it could say more: a fault of ours is on no page of the vendor's. */
export function pageOf({ why, statusPage }: NoticeFacts): string | undefined {
  return why === 'transient' || why === 'overloaded' || why === 'timeout' ? statusPage : undefined;
}

/** What was said of a pause, without the stop at its end. */
export function reasonOf({ why, reason }: NoticeFacts): string | undefined {
  return (why === 'paused' && reason && plain(reason).replace(/[\s.]+$/, '')) || undefined;
}
