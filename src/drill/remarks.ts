import type { Attempt, FailoverEvent } from '../index.ts';
import { nameOf, providerOf } from './cast.ts';
import { counted, duration, list } from './phrases.ts';
import { type Played, switchMs, wordsIn } from './turn.ts';

/** What there is to say of a turn once it is over: short sentences, each drawn from what happened. */
export function remarksOn(played: Played, earlier: number): string[] {
  return [...seams(played), serving(played, earlier), ...beside(played)];
}

/** The first voice of an answer that was broken off. */
export const isBreak = (event: FailoverEvent) => event.type === 'stream-broken';

/** Where one voice ended and another went on. */
function seams({ events, text, attempts, error }: Played): string[] {
  if (error) return [];
  return events.filter(isBreak).map(({ target, characters }) => {
    const broken = attempts.findIndex((attempt) => attempt.target === target && brokeOff(attempt));
    const next = attempts.slice(broken + 1).find(({ firstTokenAt }) => firstTokenAt !== undefined);
    const before = wordsIn(text.slice(0, characters)).slice(-3).join(' ');
    const after = wordsIn(text.slice(characters)).slice(0, 3).join(' ');
    const who = nameOf(providerOf(target));
    return `The seam: ${who} was cut off at "… ${before}", ${nameOf(next?.provider ?? '')} went on with "${after} …".`;
  });
}

const brokeOff = ({ outcome, firstTokenAt }: Attempt) => outcome === 'failed' && firstTokenAt !== undefined;

function serving(played: Played, earlier: number): string {
  const { provider, attempts, events, error, behind } = played;
  const failed = attempts.filter(({ outcome }) => outcome === 'failed').map(failure);
  const tried = failed.length > 0 ? `Tried before: ${list(counted(failed))}.` : '';
  const skips = events.filter((event) => event.type === 'target-skipped');
  const passed = [...new Map(skips.map((skip) => [skip.target, skip])).values()]
    // Somebody who was asked in this turn and rested only afterwards was not passed over.
    .filter(({ target }) => !attempts.some((attempt) => attempt.target === target))
    .map(({ target, why }) => `${nameOf(providerOf(target))} (${why}${reasonFor(target, events)})`);
  const over = passed.length > 0 ? `Passed over: ${list(passed)}.` : '';
  const ms = switchMs(attempts);
  const took = ms === undefined ? '' : `The switch took ${duration(ms)}.`;
  const by = error
    ? `Nobody answered: ${firstLine(error)}`
    : `${voices(played)}${nameOf(provider ?? '')}${history(behind, earlier)}.`;
  return [by, tried, over, took].filter(Boolean).join(' ');
}

/** What was said of a pause when it was made. */
function reasonFor(target: string, events: Played['events']): string {
  const pause = events.find(
    (event) =>
      event.type === 'target-paused' && (event.target === target || event.target === providerOf(target)),
  );
  return pause?.type === 'target-paused' && pause.reason ? `: ${pause.reason}` : '';
}

function voices({ events }: Played): string {
  const broken = events.find(isBreak);
  return broken ? `Begun by ${nameOf(providerOf(broken.target))}, finished by ` : 'Served by ';
}

function history(behind: Played['behind'], earlier: number): string {
  if (!behind || earlier === 0) return '';
  return behind.intact
    ? `, who was told all ${earlier * 2} lines spoken before`
    : ', WITHOUT all that was said before';
}

function failure(attempt: Attempt): string {
  const { provider, status, kind } = attempt;
  const broke = brokeOff(attempt) ? ' broke off' : '';
  return `${nameOf(provider)}${broke}${status === undefined ? '' : ` ${status}`} (${kind})`;
}

/** What the probes beside the turn have found out. */
function beside({ events }: Played): string[] {
  const ended = events.filter((event) => event.type === 'probe-ended');
  const found = ended.map(({ target, ok, kind }) => {
    return `${nameOf(providerOf(target))} ${ok ? 'is well again' : `still down (${kind})`}`;
  });
  return found.length > 0 ? [`Probed beside it: ${list(found)}.`] : [];
}

const firstLine = (error: Error): string => error.message.split('\n')[0] ?? '';
