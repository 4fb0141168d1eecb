import { Actor } from '../stage.ts';
import { difference, median, pairs } from '../statistics.ts';
import { added, type Run, type Section } from './section.ts';

const GOAL_US = 20;
const at = (behaviour: string, model: string) => ({
  baseURL: `http://${behaviour}.invalid/${behaviour}/v1`,
  apiKey: `key-${behaviour}`,
  model,
});

/** What it costs to pass over a target whose circuit is open. */
export async function circuit({ quick }: Run): Promise<Section> {
  using actor = await Actor.start('understudy-route');
  const primary = at('down', 'gpt-5.5');
  const fallback = at('well', 'gpt-5.4-mini');
  const { cpuUs, wallUs } = await actor.do('versus', {
    seats: [
      { primary, fallback },
      { primary: fallback, fallback },
    ],
    manner: { tries: 'usual' },
    warm: quick ? 15 : 50,
    rounds: quick ? 60 : 200,
    calls: 200,
    lanes: 1,
  });
  const addedUs = { cpu: pairs(...cpuUs, difference), wall: pairs(...wallUs, difference) };
  const alone = { cpu: median(cpuUs[1]), wall: median(wallUs[1]) };
  const found = addedUs.wall.median;
  return {
    title: 'A target whose circuit is open',
    how: "Two clients in one process, by turns, both with a route: a primary that answers 503, so that its circuit is open, and a fallback behind it; and that fallback alone. The vendor is a function in memory, since the network's own time varies by more than this. The probes that look for the primary's recovery are counted in.",
    tables: [
      {
        head: ['', 'added, µs', 'the fallback alone, µs'],
        rows: [
          ['time on the wall', added(addedUs.wall, 0), alone.wall.toFixed(0)],
          ['processor time', added(addedUs.cpu, 0), alone.cpu.toFixed(0)],
        ],
      },
    ],
    goals: [
      {
        what: 'an open circuit passed over, added',
        found: `${found.toFixed(0)} µs`,
        goal: `< ${GOAL_US} µs`,
        met: found < GOAL_US,
      },
    ],
    raw: { addedUs, alone },
  };
}
