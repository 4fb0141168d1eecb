import type { Role } from '../cast.ts';
import { Actor, Vendor } from '../stage.ts';
import { difference, median, pairs, rounds } from '../statistics.ts';
import { added, measured, type Run, reason, type Section } from './section.ts';

const CALLS = 30;
const GOAL_MS = 1;

/** How much later the first word of a stream is there. */
export async function firstToken({ roles, quick }: Run): Promise<Section> {
  using vendor = await Vendor.start();
  using stack = new DisposableStack();
  const seat = { primary: vendor.at('burst'), fallback: vendor.standIn() };
  const actors = new Map<Role, Actor>();
  for (const role of roles) {
    const actor = stack.use(await Actor.start(role.file));
    actors.set(role, actor);
    await actor.do('open', { seat, manner: { tries: 'usual' } });
    for (let round = 0; round < 5; round++) await actor.do('firsts', { calls: CALLS });
  }
  const turn = async (role: Role) =>
    median((await (actors.get(role) as Actor).do('firsts', { calls: CALLS })).ms);
  const failed: string[][] = [];
  const told = await rounds(quick ? 16 : 24, roles, turn, ({ product }, error) => {
    failed.push([product.name, 'not measured', reason(error)]);
  });
  const bare = told.get(measured(roles).bare) ?? [];
  const lines = [...told.keys()].map((role) => {
    const ms = told.get(role) ?? [];
    return { name: role.product.name, addedMs: pairs(ms, bare, difference), ms: median(ms) };
  });
  const found = lines[1]?.addedMs.median ?? Number.NaN;
  return {
    title: 'Time to the first token',
    how: `From the call to the first piece of text, one call at a time, medians of ${CALLS} calls a round. Added: to the bare client's of the same round.`,
    tables: [
      {
        head: ['', 'added, ms', 'ms'],
        rows: [...lines.map(({ name, addedMs, ms }) => [name, added(addedMs), ms.toFixed(2)]), ...failed],
      },
    ],
    goals: [
      { what: 'first token, added', found: `${found.toFixed(2)} ms`, goal: '≤ 1 ms', met: found <= GOAL_MS },
    ],
    raw: lines,
  };
}
