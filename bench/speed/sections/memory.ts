import type { Memory } from '../actor.ts';
import type { Role } from '../cast.ts';
import { Actor, Vendor } from '../stage.ts';
import { median, pairs, ratio, rounds } from '../statistics.ts';
import { measured, type Run, type Section, times } from './section.ts';

const GOAL = 1.3;
const MIB = 2 ** 20;
/** What a process has open beside its streams. */
const SPARE_FILES = 200;

/** What many streams that have only just begun hold in memory. */
export async function memory({ roles, quick }: Run): Promise<Section> {
  const streams = Math.min(quick ? 1_000 : 10_000, mostFiles() - SPARE_FILES);
  const { bare, others } = measured(roles);
  const ours = others[0] as Role;
  const told = await rounds(quick ? 2 : 4, [bare, ours], (role) => held(role, streams));
  const of = (role: Role, field: keyof Memory) => told.get(role)?.map((memory) => memory[field]) ?? [];
  const fields = [
    ['resident set', 'rssBytes'],
    ['JavaScript heap, collected', 'heapBytes'],
    ['outside of the heap', 'externalBytes'],
  ] as const;
  const lines = fields.map(([what, field]) => ({
    what,
    ratio: pairs(of(ours, field), of(bare, field), ratio),
    oursMiB: median(of(ours, field)) / MIB,
    bareMiB: median(of(bare, field)) / MIB,
  }));
  const found = lines[0]?.ratio.median ?? Number.NaN;
  return {
    title: `Memory of ${streams} streams at once`,
    how: `Each stream has said its first word and goes on slowly. A process of its own for each measurement, ${bare.product.name} and ${ours.product.name} by turns.`,
    tables: [
      {
        head: ['', 'ratio', `${ours.product.name}, MiB`, `${bare.product.name}, MiB`],
        rows: lines.map(({ what, ratio, oursMiB, bareMiB }) => [
          what,
          times(ratio),
          oursMiB.toFixed(0),
          bareMiB.toFixed(0),
        ]),
      },
    ],
    goals: [
      {
        what: `memory of ${streams} streams, resident`,
        found: found.toFixed(2),
        goal: `≤ ${GOAL}`,
        met: found <= GOAL,
      },
    ],
    raw: { streams, lines },
  };
}

async function held({ file }: Role, streams: number): Promise<Memory> {
  using vendor = await Vendor.start();
  using actor = await Actor.start(file);
  await actor.do('open', {
    seat: { primary: vendor.at('slow'), fallback: vendor.standIn() },
    manner: { tries: 'usual' },
  });
  return await actor.do('hold', { streams });
}

/** How many files a process may have open here; each stream is one. */
function mostFiles(): number {
  const { userLimits } = process.report.getReport() as unknown as {
    userLimits?: { open_files?: { soft: number | 'unlimited' } };
  };
  const most = userLimits?.open_files?.soft;
  return typeof most === 'number' ? most : Number.POSITIVE_INFINITY;
}
