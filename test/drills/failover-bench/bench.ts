import { beyond } from './beyond.ts';
import { modes } from './caller.ts';
import type { Contender } from './contenders.ts';
import { judge } from './judge.ts';
import { play, type Setting } from './run.ts';
import type { Scenario } from './scenario.ts';
import { scenarios } from './scenarios.ts';
import type { Score } from './scorecard.ts';
import type { Time } from './time.ts';
import { wires } from './wires.ts';

/** All that is played, table by table. */
export const tables = [
  { title: 'The sixteen', scenarios },
  { title: 'Beyond', scenarios: beyond },
];

/** Each scenario on every wire on which it can be played, streamed and plain. */
export function settings(of: readonly Scenario[], contender: Contender): Setting[] {
  const fits = ({ scenario, wire, mode }: Setting) =>
    [scenario.wires, contender.wires].every((allowed) => allowed?.includes(wire.name) ?? true) &&
    (scenario.modes?.includes(mode) ?? true);
  return of
    .flatMap((scenario) =>
      wires.flatMap((wire) => modes.map((mode) => ({ scenario, wire, mode, contender }))),
    )
    .filter(fits);
}

/** Plays one scenario and judges it. */
export async function score(setting: Setting, time: Time): Promise<Score> {
  const { scenario, wire, mode } = setting;
  const run = await play(setting, time);
  const tookMs = Math.round(Math.max(...run.heard.map(({ tookMs }) => tookMs)));
  return { id: scenario.id, wire: wire.name, mode, tookMs, ...judge(scenario, run) };
}
