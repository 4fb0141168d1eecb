import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { arch, availableParallelism, cpus, platform } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Report } from './actor.ts';
import { cast, type Role } from './cast.ts';
import { type Row, toJson, toMarkdown } from './table.ts';
import { versionsOf } from './versions.ts';

/** Between the entrances, so that not everybody loads and starts at the same moment. */
const ENTRANCE_MS = 4_000;

const { values } = parseArgs({
  options: {
    /** Only these, by the names of their files. */
    only: { type: 'string', multiple: true },
    out: { type: 'string' },
  },
});
const began = performance.now();
const date = new Date().toISOString().slice(0, 10);
const out = values.out ?? fileURLToPath(new URL(`results/${date}`, import.meta.url));

async function row({ file, product }: Role, index: number): Promise<Row> {
  await wait(index * ENTRANCE_MS);
  const { name, settings, remark = '', packages, baseline = false } = product;
  const actor = fork(new URL('actor.ts', import.meta.url), [file], { serialization: 'advanced' });
  const gone = once(actor, 'exit').then(([code]) => {
    throw new Error(`${name} left the stage with ${code}`);
  });
  const [report] = (await Promise.race([once(actor, 'message'), gone])) as [Report];
  const verdicts = report.scores.map(({ id, verdict }) => `${id} ${verdict}`).join(', ');
  process.stdout.write(`${((performance.now() - began) / 1000).toFixed(0)} s  ${name}: ${verdicts}\n`);
  return { name, versions: await versionsOf(packages), settings, remark, baseline, ...report };
}

const roles = (await cast()).filter(({ file }) => values.only?.includes(file) ?? true);
const rows = await Promise.all(roles.map(row));
const table = {
  date,
  machine: `${cpus()[0]?.model.trim()}, ${availableParallelism()} cores, ${platform()} ${arch()}, Node ${process.version}`,
  took: `${((performance.now() - began) / 1000).toFixed(0)} s`,
  rows,
};
await mkdir(new URL('results', import.meta.url), { recursive: true });
await Promise.all([writeFile(`${out}.json`, toJson(table)), writeFile(`${out}.md`, toMarkdown(table))]);
process.stdout.write(`\n${toMarkdown(table)}\n${out}.json, ${out}.md\n`);
