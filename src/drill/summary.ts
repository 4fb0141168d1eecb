import { nameOf } from './cast.ts';
import { duration, list } from './phrases.ts';
import { isBreak } from './remarks.ts';
import type { Screen } from './screen.ts';
import type { Seen } from './stage.ts';
import { isLost, missingWords, type Played, switchMs, wordsIn } from './turn.ts';

/** A performance in numbers. */
export interface Tally {
  turns: number;
  served: number;
  /** How many turns each provider brought to their end, and how many of those another had begun. */
  by: Map<string, { turns: number; joined: number }>;
  /** Milliseconds, sorted. */
  switches: number[];
  words: number;
  wordsLost: number;
  /** Of a client without fallbacks: turns that it got nothing of, turns that it got a part of, words. */
  bare: { lost: number; cut: number; words: number };
}

export function tally(played: readonly Played[]): Tally {
  const served = played.filter((turn) => !isLost(turn));
  const by = Map.groupBy(served, ({ provider }) => provider ?? '');
  const counts = played.map(({ text, behind, bare }) => {
    const meant = behind?.meant ?? text;
    return {
      meant: wordsIn(meant).length,
      lost: missingWords(meant, text),
      bare: wordsIn(bare ?? text).length,
      whole: wordsIn(text).length,
    };
  });
  const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
  return {
    turns: played.length,
    served: served.length,
    by: new Map(
      [...by].map(([provider, turns]) => [provider, { turns: turns.length, joined: joinedIn(turns) }]),
    ),
    switches: played.flatMap(({ attempts }) => switchMs(attempts) ?? []).sort((a, b) => a - b),
    words: sum(counts.map(({ meant }) => meant)),
    wordsLost: sum(counts.map(({ lost }) => lost)),
    bare: {
      lost: counts.filter(({ bare }) => bare === 0).length,
      cut: counts.filter(({ bare, whole }) => bare > 0 && bare < whole).length,
      words: sum(counts.map(({ bare, whole }) => Math.max(0, whole - bare))),
    },
  };
}

const joinedIn = (turns: readonly Played[]): number =>
  turns.filter(({ events }) => events.some(isBreak)).length;

/** The last page: what was answered, by whom, at what price, and what would have been lost. */
export function showSummary(tally: Tally, seen: readonly Seen[], screen: Screen): void {
  const { turns, served, by, words, wordsLost } = tally;
  screen.title(`${served} of ${turns} turns answered, ${wordsLost} of ${words} words lost.`);
  screen.entry('Answers', list([...by].map(answers)));
  screen.entry('Switches', switches(tally));
  screen.entry('Requests', list(seen.map(requests)));
  screen.entry('Alone', alone(tally));
  screen.line();
  const lost = turns - served;
  if (lost > 0) screen.line(` ${screen.paint('red', `Lost: ${lost} of ${turns} turns.`)}\n`);
}

function switches({ switches: all }: Tally): string {
  const longest = all.at(-1);
  if (longest === undefined) return 'none had to be waited for';
  const middle = (all.length - 1) / 2;
  const median = ((all[Math.floor(middle)] ?? 0) + (all[Math.ceil(middle)] ?? 0)) / 2;
  return `${all.length}, from the first failure to the next voice: median ${duration(median)}, longest ${duration(longest)}`;
}

function answers([provider, { turns, joined }]: [string, { turns: number; joined: number }]): string {
  return `${nameOf(provider)} ${turns}${joined > 0 ? ` (${joined} of them begun by another)` : ''}`;
}

function requests({ provider, requests, probes }: Seen): string {
  return `${nameOf(provider)} ${requests}${probes > 0 ? ` (${probes} of them tiny probes)` : ''}`;
}

function alone({ bare, turns }: Tally): string {
  if (bare.lost + bare.cut === 0) return 'a client without fallbacks would have lost nothing';
  const cut = bare.cut > 0 ? ` and had ${bare.cut} cut short` : '';
  return `a client without fallbacks would have lost ${bare.lost} of the ${turns} turns${cut}: ${bare.words} words`;
}
