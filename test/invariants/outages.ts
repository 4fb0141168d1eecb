import type { Clock } from '../../src/core/clock.ts';
import { type Answer, type Asked, refuses, silent, slowly, speaks, unreached } from './replies.ts';

/** Everything that befalls a vendor for a while. */
export const KINDS = [
  'down',
  'overloaded',
  'unreached',
  'hangs',
  'slow',
  'throttled',
  'throttled-silently',
  'dies-in-mid-stream',
  'ends-too-early',
  'stalls',
  'flaps',
  'lossy',
  'no-credit',
  'wrong-key',
  'no-such-model',
] as const;
export type Kind = (typeof KINDS)[number];

/** Those that we are told of by hand only, and so believe in for minutes after they have ended. */
const LOCKED: readonly Kind[] = ['no-credit', 'wrong-key', 'no-such-model'];
/** Those in the midst of which some requests are answered. */
export const PARTIAL: readonly Kind[] = ['slow', 'flaps', 'lossy'];

export interface Outage {
  kind: Kind;
  /** On the clock. */
  from: number;
  to: number;
}

/** What one vendor goes through, in order. */
export type Fate = readonly Outage[];

/** Those in whose course the vendor may name a time, 40 s ahead at most, before which it is not to be asked. */
const NAMING: readonly Kind[] = ['throttled', 'overloaded'];

/** How long after its end a target that is well may still be left alone, whatever the traffic. Milliseconds. */
function aftermath(kind: Kind): number {
  if (LOCKED.includes(kind)) return 13 * 60_000;
  return NAMING.includes(kind) ? 55_000 : 15_000;
}

export interface Plan {
  fates: Fate[];
  /** Outages of everybody at once are allowed. */
  lost: boolean;
  lengthMs: number;
}

/** Seeded outages for so many vendors. Unless `lost`, one of them is well through each call, and known to be. */
export function planOf(clock: Clock, vendors: number, lengthMs: number, lost: boolean, kinds = KINDS): Plan {
  const start = clock.now();
  const keepers = lost ? [] : watches(clock, vendors, start, start + lengthMs);
  const fates = Array.from({ length: vendors }, (_, vendor) => {
    const kept = keepers.filter((watch) => watch.vendor === vendor);
    return outagesOf(clock, start, start + lengthMs, kept, kinds);
  });
  return { fates, lost, lengthMs };
}

/** No call takes longer. Who was well when it began is so until its end. */
const LONGEST_CALL_MS = 60_000;

/** Who must be well, and when. */
interface Watch {
  vendor: number;
  from: number;
  to: number;
}

function watches(clock: Clock, vendors: number, start: number, end: number): Watch[] {
  const all: Watch[] = [];
  for (let from = start; from < end; ) {
    const to = from + between(clock, 30_000, 120_000);
    all.push({ vendor: Math.floor(clock.random() * vendors), from, to: to + LONGEST_CALL_MS });
    from = to;
  }
  return all;
}

function outagesOf(clock: Clock, start: number, end: number, kept: Watch[], kinds: readonly Kind[]): Fate {
  const fate: Outage[] = [];
  for (let from = start + between(clock, 0, 20_000); from < end; from += between(clock, 1_000, 30_000)) {
    const kind = kinds[Math.floor(clock.random() * kinds.length)] as Kind;
    const next = kept.find((watch) => watch.to > from)?.from ?? Number.POSITIVE_INFINITY;
    const length = Math.exp(between(clock, Math.log(2_000), Math.log(120_000)));
    const to = Math.min(end, from + length, next - aftermath(kind));
    if (to <= from) continue;
    fate.push({ kind, from, to });
    from = to;
  }
  return fate;
}

export const between = (clock: Clock, least: number, most: number): number =>
  least + clock.random() * (most - least);

/** A vendor with a fate, and the time before which it asked not to be asked. */
export interface Fated {
  answer: Answer;
  /** Requests that came although a later time was named. */
  tooEarly: number;
}

export function fated(fate: Fate, text: string): Fated {
  let notBefore = Number.NEGATIVE_INFINITY;
  const vendor: Fated = { answer: () => Promise.reject(new Error('unset')), tooEarly: 0 };
  const named = (clock: Clock, status: number): Answer => {
    const seconds = Math.ceil(between(clock, 0, clock.random() < 0.5 ? 3 : 40));
    return (asked) => {
      notBefore = Math.max(notBefore, clock.now() + seconds * 1_000);
      return refuses(status, { retryAfter: seconds })(asked);
    };
  };
  vendor.answer = (asked) => {
    const { clock, at } = asked;
    if (at < notBefore) vendor.tooEarly++;
    const outage = fate.find(({ from, to }) => from <= at && at < to);
    return play(outage, asked, text, (status) => named(clock, status));
  };
  return vendor;
}

type Named = (status: number) => Answer;

function play(outage: Outage | undefined, asked: Asked, text: string, named: Named): ReturnType<Answer> {
  const { clock } = asked;
  const quick = (answer: Answer) => slowly(between(clock, 20, 300), answer)(asked);
  const well = () => {
    const waitMs = asked.body.stream ? between(clock, 150, 900) : between(clock, 500, 3_000);
    return slowly(waitMs, speaks(rest(asked, text), { everyMs: 80 }))(asked);
  };
  if (!outage) return well();
  const broken = (how: 'dies' | 'ends' | 'stalls') => {
    const words = rest(asked, text);
    // Always before the last word: whether an answer without its finish was whole, nobody can know.
    const breaksAfter = Math.floor(clock.random() * words.split(' ').length);
    return slowly(between(clock, 150, 900), speaks(words, { everyMs: 80, breaksAfter, how }))(asked);
  };
  const plays: Record<Kind, () => ReturnType<Answer>> = {
    down: () => quick(refuses(500)),
    overloaded: () => quick(clock.random() < 0.5 ? refuses(503) : named(503)),
    unreached: () => quick(unreached),
    hangs: () => silent(asked),
    slow: () => slowly(between(clock, 5_000, 30_000), speaks(rest(asked, text), { everyMs: 400 }))(asked),
    throttled: () => quick(named(429)),
    'throttled-silently': () => quick(refuses(429)),
    'dies-in-mid-stream': () => broken('dies'),
    'ends-too-early': () => broken('ends'),
    stalls: () => (asked.body.stream ? broken('stalls') : silent(asked)),
    flaps: () => (Math.floor((clock.now() - outage.from) / 4_000) % 2 ? well() : quick(refuses(502))),
    lossy: () => (clock.random() < 0.4 ? quick(refuses(500)) : well()),
    'no-credit': () => quick(refuses(429, { code: 'insufficient_quota', type: 'insufficient_quota' })),
    'wrong-key': () => quick(refuses(401, { code: 'invalid_api_key' })),
    'no-such-model': () => quick(refuses(404, { code: 'model_not_found' })),
  };
  return plays[outage.kind]();
}

/** What is still to be said where an answer is to be carried on. Blanks do not count, for a seam may have added one. */
function rest({ body }: Asked, text: string): string {
  const partial = body.messages.findLast(({ role }) => role === 'assistant')?.content;
  if (partial === undefined) return text;
  let place = 0;
  for (let letters = partial.replace(/\s/g, '').length; letters > 0; place++)
    if (text[place] !== ' ') letters--;
  return text.slice(place).trimStart();
}
