import { sleep } from '../../../src/core/clock.ts';
import type { Clock } from '../../../src/index.ts';
import { ask, type Heard, type Mode } from './caller.ts';
import type { Contender } from './contenders.ts';
import type { Scenario } from './scenario.ts';
import type { Time } from './time.ts';
import { openStage, type Stage, type Wire } from './wires.ts';

/** One request, as the primary saw it. */
export interface Seen {
  /** Milliseconds since the scenario began. */
  at: number;
}

/** A scenario that was played, from both sides. */
export interface Run {
  heard: Heard[];
  /** The call after the fault. */
  afterwards?: Heard;
  seen: Seen[];
  models: { primary: string; fallback: string };
}

/** Who meets what, where and how. */
export interface Setting {
  scenario: Scenario;
  wire: Wire;
  mode: Mode;
  contender: Contender;
}

/** Plays a scenario on servers of its own with a client that has learned nothing before. */
export async function play({ scenario, wire, mode, contender }: Setting, time: Time): Promise<Run> {
  // Before the curtain: nobody's clock runs while servers start and SDKs are loaded.
  await using stage = await openStage(wire, scenario, contender, time.clock);
  return await time.run(() => perform(scenario, mode, stage, time.clock));
}

async function perform(scenario: Scenario, mode: Mode, stage: Stage, clock: Clock): Promise<Run> {
  const { primary, client, model, models } = stage;
  const { count, everyMs } = scenario.calls ?? { count: 1, everyMs: 0 };
  const question = { model, mode, tools: scenario.tools ?? false };
  const began = clock.now();
  const recover = direct(scenario, stage, clock);
  const call = async (_: unknown, index: number) => {
    await sleep(clock, index * everyMs, new AbortController().signal);
    return ask(client, question, clock, began);
  };
  const heard = await Promise.all(Array.from({ length: count }, call));
  recover();
  const seen = primary.requests.map(({ startedAt }) => ({ at: startedAt - began }));
  if (!scenario.callAfterwards) return { heard, seen, models };
  return { heard, afterwards: await ask(client, question, clock, began), seen, models };
}

/** Lets the faults begin. Returns what ends them at once. */
function direct(scenario: Scenario, { primary }: Stage, clock: Clock): () => void {
  const { once = [], always = null, recoversAfterMs } = scenario.script(primary.errors);
  primary.failNext(...once);
  primary.fail(always);
  const recover = () => primary.fail(null);
  const cancel = recoversAfterMs === undefined ? () => {} : clock.after(recoversAfterMs, recover);
  return () => {
    cancel();
    recover();
  };
}
