import type { Cost, Load } from '../actor.ts';
import type { Role } from '../cast.ts';
import { Actor, Vendor } from '../stage.ts';
import { median, pairs, ratio, rounds, type Spread } from '../statistics.ts';
import { measured, type Run, reason, type Section, times } from './section.ts';

interface Kind extends Load {
  what: string;
  behaviour: string;
  goal: number;
}

const kinds: Kind[] = [
  { what: 'plain', behaviour: 'burst', streamed: false, calls: 300, lanes: 1, goal: 1.1 },
  {
    what: 'stream of 200 tokens, all at once',
    behaviour: 'burst',
    streamed: true,
    calls: 40,
    lanes: 1,
    goal: 1.25,
  },
  {
    what: 'stream of 200 tokens, one a packet, 32 streams at once',
    behaviour: 'paced',
    streamed: true,
    calls: 32,
    lanes: 32,
    goal: 1.25,
  },
];

/** What a call costs the caller's machine while nothing fails. */
export async function cpu({ roles, quick }: Run): Promise<Section> {
  using vendor = await Vendor.start();
  const results: Result[] = [];
  for (const kind of kinds) results.push(await measure(kind, roles, vendor, quick));
  return {
    title: 'Processor time of a call while all is well',
    how: `User and system time of the caller's process, and of a process beside it where the product needs one; each product in a process of its own, warmed up for ${WARM_ROUNDS} rounds (half of them in a quick run), by turns in ABBA order. The ratio is the median of the rounds, each to the bare client's of the same round; in brackets the middle half of the rounds.`,
    tables: results.map(table),
    goals: results.map(goalOf),
    raw: results,
  };
}

interface Line {
  name: string;
  ratio: Spread;
  cpuUs: number;
  sidecarUs: number;
  wallUs: number;
}

interface Result {
  kind: Kind;
  lines: Line[];
  /** Who lost a call although nothing was wrong, and so was not measured to the end. */
  failed: string[];
}

/** The compiler is not done with a product before it has made some thousand calls. */
const WARM_ROUNDS = 20;

async function measure(kind: Kind, roles: Role[], vendor: Vendor, quick: boolean): Promise<Result> {
  const [warm, count] = quick ? [WARM_ROUNDS / 2, 10] : [WARM_ROUNDS, 30];
  const seat = { primary: vendor.at(kind.behaviour), fallback: vendor.standIn() };
  using stack = new DisposableStack();
  const actors = new Map<Role, Actor>();
  for (const role of roles) {
    const actor = stack.use(await Actor.start(role.file));
    actors.set(role, actor);
    await actor.do('open', { seat, manner: { tries: 'usual' } });
  }
  const failed = new Map<Role, string>();
  const turn = (role: Role) => (actors.get(role) as Actor).do('calls', kind);
  const told = await rounds(warm + count, roles, turn, (role, error) => failed.set(role, reason(error)));
  const counted = (role: Role) => told.get(role)?.slice(warm) ?? [];
  const whole = (role: Role) => counted(role).map(({ cpuUs, sidecarUs }) => cpuUs + sidecarUs);
  const bare = whole(measured(roles).bare);
  const lines = [...told.keys()].map((role): Line => {
    const of = (field: keyof Cost) => median(counted(role).map((cost) => cost[field]));
    const figures = { cpuUs: of('cpuUs'), sidecarUs: of('sidecarUs'), wallUs: of('wallUs') };
    return { name: role.product.name, ratio: pairs(whole(role), bare, ratio), ...figures };
  });
  return { kind, lines, failed: [...failed].map(([{ product }, why]) => `${product.name}: ${why}`) };
}

function table({ kind, lines, failed }: Result) {
  const rows = lines.map(({ name, ratio, cpuUs, sidecarUs, wallUs }) => [
    name,
    times(ratio),
    cpuUs.toFixed(0),
    sidecarUs > 0 ? sidecarUs.toFixed(0) : '–',
    wallUs.toFixed(0),
  ]);
  const lost = failed.map((why) => [why, 'not measured', '', '', '']);
  return { head: [kind.what, 'ratio', 'µs', 'µs beside it', 'µs on the wall'], rows: [...rows, ...lost] };
}

function goalOf({ kind, lines }: Result) {
  const { median } = (lines[1] as Line).ratio;
  const what = `processor time, ${kind.what}`;
  return { what, found: median.toFixed(2), goal: `≤ ${kind.goal.toFixed(2)}`, met: median <= kind.goal };
}
