import type { Role } from '../cast.ts';
import { Actor, Vendor } from '../stage.ts';
import { difference, median, pairs, type Spread } from '../statistics.ts';
import { added, type Goal, measured, type Run, type Section } from './section.ts';

const GOAL_MS = 5;
const CALLS = 5;

interface Line {
  name: string;
  fault: string;
  addedMs: Spread;
  aloneMs: number;
  lost: number;
}

/** How long it takes to be answered by the fallback, beyond the time that the fallback itself takes. */
export async function failover({ roles, quick }: Run): Promise<Section> {
  const { others } = measured(roles);
  const lines: Line[] = [];
  const count = quick ? 20 : 60;
  for (const fault of ['refused', '503']) {
    for (const role of others) lines.push(await measure(role, fault, count));
  }
  const row = ({ name, fault, addedMs, aloneMs, lost }: Line) =>
    lost > 0
      ? [name, fault, `lost ${lost} of ${count * CALLS}`, aloneMs.toFixed(2)]
      : [name, fault, added(addedMs), aloneMs.toFixed(2)];
  return {
    title: 'From the failure to the fallback',
    how: 'A plain call whose primary refuses the connection or answers 503, less one whose primary is the fallback itself; both clients in one process, by turns. Retries are off and nothing is remembered, so that each call asks the primary once.',
    tables: [{ head: ['', 'fault', 'added, ms', 'the fallback alone, ms'], rows: lines.map(row) }],
    goals: lines.filter(({ name }) => name === others[0]?.product.name).map(goalOf),
    raw: lines,
  };
}

async function measure({ file, product }: Role, fault: string, count: number): Promise<Line> {
  using vendor = await Vendor.start();
  using dying = await Vendor.start();
  using actor = await Actor.start(file);
  const fallback = vendor.standIn();
  const primary = dying.at('down');
  if (fault === 'refused') await dying.stop();
  const { wallUs, lost } = await actor.do('versus', {
    seats: [
      { primary, fallback },
      { primary: fallback, fallback: { ...fallback, model: 'gpt-5.4-nano' } },
    ],
    manner: { tries: 'once' },
    warm: Math.ceil(count / 4),
    rounds: count,
    calls: CALLS,
    lanes: 1,
  });
  const ms = wallUs.map((all) => all.map((us) => us / 1000)) as [number[], number[]];
  return { name: product.name, fault, addedMs: pairs(...ms, difference), aloneMs: median(ms[1]), lost };
}

function goalOf({ fault, addedMs: { median }, lost }: Line): Goal {
  const what = `failover on ${fault === '503' ? 'a 503' : 'a refused connection'}, added`;
  return {
    what,
    found: `${median.toFixed(1)} ms`,
    goal: `< ${GOAL_MS} ms`,
    met: lost === 0 && median < GOAL_MS,
  };
}
