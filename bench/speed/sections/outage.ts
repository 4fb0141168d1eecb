import type { Suffered } from '../actor.ts';
import type { Role } from '../cast.ts';
import { Actor, Vendor } from '../stage.ts';
import { median } from '../statistics.ts';
import type { Run, Section } from './section.ts';

/** Enough for whoever learns how long an answer usually takes. */
const HEALTHY_CALLS = 30;
const TIMEOUT_MS = 10_000;

const faults = [
  { fault: '503', behaviour: 'down', budgetMs: 30_000 },
  { fault: 'refused', behaviour: undefined, budgetMs: 30_000 },
  { fault: 'hang', behaviour: 'hang', budgetMs: 120_000 },
] as const;
const loads = [
  { what: '100 one by one', calls: 100, lanes: 1 },
  { what: '20 at once', calls: 20, lanes: 20 },
] as const;

type Fault = (typeof faults)[number];
type Load = (typeof loads)[number];

interface Cell extends Omit<Suffered, 'ms'> {
  name: string;
  fault: string;
  load: string;
  made: number;
  medianMs: number;
  longestMs: number;
}

/** What an outage of the primary does to the caller and to the vendor, after a healthy time with the same client. */
export async function outage({ roles, quick }: Run): Promise<Section> {
  const cells: Cell[] = [];
  for (const fault of faults.filter(({ fault }) => !quick || fault !== 'hang')) {
    for (const load of loads) {
      const play = (role: Role) => measure(role, fault, load);
      // Who only waits disturbs nobody.
      if (fault.fault === 'hang') cells.push(...(await Promise.all(roles.map(play))));
      else for (const role of roles) cells.push(await play(role));
    }
  }
  return {
    title: 'Outages',
    how: `Plain calls with each product's usual settings, after ${HEALTHY_CALLS} that the primary answered. The fallback is well all the time. Nobody waits longer than ${TIMEOUT_MS / 1000} s for a hanging vendor, where the product lets him say so; its calls begin within 120 s, those of the other faults within 30 s. Requests: to the primary while it is down.`,
    tables: faults
      .flatMap(({ fault }) =>
        loads.map(({ what }) => ({
          head: [
            `${fault}, ${what}`,
            'lost',
            'median, ms',
            'longest, ms',
            'requests to the dead',
            'why lost',
          ],
          rows: cells.filter((cell) => cell.fault === fault && cell.load === what).map(row),
        })),
      )
      .filter(({ rows }) => rows.length > 0),
    goals: cells
      .filter(({ name }) => name === roles[1]?.product.name)
      .map(({ fault, load, lost, made }) => ({
        what: `calls lost, ${fault}, ${load}`,
        found: `${lost} of ${made}`,
        goal: '0',
        met: lost === 0,
      })),
    raw: cells,
  };
}

const row = ({ name, lost, made, medianMs, longestMs, requests, why = '' }: Cell): string[] => [
  name,
  `${lost} of ${made}`,
  medianMs.toFixed(1),
  longestMs.toFixed(1),
  requests < 0 ? 'not counted' : String(requests),
  why.replaceAll('|', '\\|'),
];

async function measure({ file, product }: Role, fault: Fault, { what, calls, lanes }: Load): Promise<Cell> {
  using primary = await Vendor.start();
  using fallback = await Vendor.start();
  using actor = await Actor.start(file);
  await actor.do('open', {
    seat: { primary: primary.at('switch'), fallback: fallback.standIn() },
    manner: { tries: 'usual', timeout: TIMEOUT_MS },
  });
  await actor.do('calls', { streamed: false, calls: HEALTHY_CALLS, lanes: 1 });
  await primary.seen();
  if (fault.behaviour) await primary.switch(fault.behaviour);
  else await primary.stop();
  const { ms, ...told } = await actor.do('outage', {
    calls,
    lanes,
    budgetMs: fault.budgetMs,
    dead: primary.origin,
  });
  const requests = fault.behaviour
    ? ((await primary.seen()).switch ?? 0)
    : product.sidecar
      ? -1
      : told.requests;
  const counted = { made: ms.length, medianMs: median(ms), longestMs: Math.max(...ms) };
  return { name: product.name, fault: fault.fault, load: what, ...told, requests, ...counted };
}
