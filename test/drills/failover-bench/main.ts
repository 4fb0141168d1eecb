import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { score, settings, tables } from './bench.ts';
import { openaiAlone, understudy } from './contenders.ts';
import type { Setting } from './run.ts';
import { type Card, describe, type Score, tally, toJson, toMarkdown } from './scorecard.ts';
import { realTime } from './time.ts';
import { VirtualTime } from './virtual-time.ts';

const { values } = parseArgs({
  options: {
    /** `full`: real time. `fast`: the same delays in virtual time. */
    profile: { type: 'string', default: 'full' },
    contender: { type: 'string', default: understudy.name },
    out: { type: 'string', default: 'failover-scorecard' },
  },
});
const profile = (['fast', 'full'] as const).find((name) => name === values.profile);
const contender = [understudy, openaiAlone].find(({ name }) => name === values.contender);
if (!profile || !contender) {
  throw new Error(`--profile is fast or full, --contender "${understudy.name}" or "${openaiAlone.name}".`);
}
const began = performance.now();

const told = (done: Score): Score => {
  const at = ((performance.now() - began) / 1000).toFixed(1).padStart(6);
  process.stdout.write(`${at} s  ${describe(done)}\n`);
  return done;
};

/** All at once: each scenario has servers and a client of its own. */
const inRealTime = (all: Setting[]): Promise<Score[]> =>
  Promise.all(all.map(async (setting) => told(await score(setting, realTime))));

/** One after another: there is only one time to a process. */
async function inVirtualTime(all: Setting[]): Promise<Score[]> {
  const time = new VirtualTime();
  const scores: Score[] = [];
  for (const setting of all) scores.push(told(await score(setting, time)));
  return scores;
}

const all = tables.flatMap(({ scenarios }) => settings(scenarios, contender));
const scores = await (profile === 'fast' ? inVirtualTime(all) : inRealTime(all));
const card: Card = {
  contender: contender.name,
  profile,
  tables: tables.map((table) => ({
    ...table,
    scores: scores.filter(({ id }) => table.scenarios.some((scenario) => scenario.id === id)),
  })),
};
const path = values.out.replace(/\.(json|md)$/, '');
await Promise.all([writeFile(`${path}.json`, toJson(card)), writeFile(`${path}.md`, toMarkdown(card))]);
process.stdout.write(`\n${toMarkdown(card)}\n${path}.json, ${path}.md\n`);
process.exitCode = tally(scores).fail > 0 ? 1 : 0;
