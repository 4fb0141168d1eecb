import type { Load } from '../actor.ts';
import type { Role } from '../cast.ts';
import type { Manner, Seat } from '../product.ts';
import { Actor, Vendor } from '../stage.ts';
import { median, pairs, ratio, type Spread } from '../statistics.ts';
import { measured, type Run, reason, type Section, times } from './section.ts';

interface Kind extends Load {
  what: string;
  behaviour: string;
  /** How often the two change places within the calls of a round. */
  turns: number;
  /** The shorter a round's work, the more rounds until the scatter of a shared machine is out of the median. */
  rounds: number;
  goal: number;
}

const kinds: Kind[] = [
  {
    what: 'plain',
    behaviour: 'burst',
    streamed: false,
    calls: 300,
    turns: 15,
    lanes: 1,
    rounds: 120,
    goal: 1.1,
  },
  {
    what: 'stream of 200 tokens, all at once',
    behaviour: 'burst',
    streamed: true,
    calls: 40,
    turns: 8,
    lanes: 1,
    rounds: 30,
    goal: 1.25,
  },
  {
    what: 'stream of 200 tokens, one a packet, 32 streams at once',
    behaviour: 'paced',
    streamed: true,
    calls: 64,
    turns: 2,
    lanes: 32,
    rounds: 30,
    goal: 1.25,
  },
];

/** What a call costs the caller's machine while nothing fails. */
export async function cpu({ roles, quick }: Run): Promise<Section> {
  using vendor = await Vendor.start();
  const { bare, others } = measured(roles);
  const results: Result[] = [];
  for (const kind of kinds) {
    const lines: Line[] = [];
    for (const role of others) lines.push(await measure(kind, role, bare, vendor, quick));
    results.push({ kind, lines });
  }
  return {
    title: 'Processor time of a call while all is well',
    how: `User and system time of the caller's process, and of a process beside it where the product needs one. Each product has a process of its own, in which it and the bare client take turns of a few milliseconds, warmed up for ${WARM_ROUNDS} rounds (half of them in a quick run). The ratio is the median of the rounds, in brackets the middle half of them.`,
    tables: results.map(table),
    goals: results.map(goalOf),
    raw: results,
  };
}

interface Line {
  name: string;
  ratio: Spread;
  cpuUs: number;
  bareUs: number;
  /** Why it was not measured, where it lost a call although nothing was wrong. */
  failed?: string;
}

interface Result {
  kind: Kind;
  lines: Line[];
}

/** The compiler is not done with a product before it has made some thousand calls. */
const WARM_ROUNDS = 20;

async function measure(
  kind: Kind,
  { file, product: { name } }: Role,
  bare: Role,
  vendor: Vendor,
  quick: boolean,
): Promise<Line> {
  const [warm, rounds] = quick ? [WARM_ROUNDS / 2, kind.rounds / 3] : [WARM_ROUNDS, kind.rounds];
  const seat = { primary: vendor.at(kind.behaviour), fallback: vendor.standIn() };
  using actor = await Actor.start(file);
  const { streamed, calls, lanes, turns } = kind;
  const [seats, manner]: [[Seat, Seat], Manner] = [[seat, seat], { tries: 'usual' }];
  const told = await actor
    .do('versus', { seats, rival: bare.file, manner, streamed, calls, lanes, turns, warm, rounds })
    .catch((error: unknown) => ({ cpuUs: [[], []] as [number[], number[]], lost: reason(error) }));
  const [ours, others] = told.cpuUs;
  const line = { name, ratio: pairs(ours, others, ratio), cpuUs: median(ours), bareUs: median(others) };
  return told.lost ? { ...line, failed: `calls were lost (${told.lost})` } : line;
}

function table({ kind, lines }: Result) {
  const rows = lines.map(({ name, ratio, cpuUs, bareUs, failed }) =>
    failed
      ? [`${name}: ${failed}`, 'not measured', '', '']
      : [name, times(ratio), cpuUs.toFixed(0), bareUs.toFixed(0)],
  );
  return { head: [kind.what, 'ratio', 'µs', 'µs of the bare client beside it'], rows };
}

function goalOf({ kind, lines }: Result) {
  const { median } = (lines[0] as Line).ratio;
  const what = `processor time, ${kind.what}`;
  return { what, found: median.toFixed(2), goal: `≤ ${kind.goal.toFixed(2)}`, met: median <= kind.goal };
}
