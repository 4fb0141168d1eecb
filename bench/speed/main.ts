import { mkdir, writeFile } from 'node:fs/promises';
import { arch, availableParallelism, cpus, loadavg, platform } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Cast, cast } from './cast.ts';
import { install, installPeers } from './pack.ts';
import { circuit } from './sections/circuit.ts';
import { cpu } from './sections/cpu.ts';
import { failover } from './sections/failover.ts';
import { firstToken } from './sections/first-token.ts';
import { imports } from './sections/imports.ts';
import { memory } from './sections/memory.ts';
import { outage } from './sections/outage.ts';
import type { Run, Section } from './sections/section.ts';
import { type Results, toJson, toMarkdown } from './table.ts';
import { versionsOf } from './versions.ts';

const sections = {
  cpu,
  'first-token': firstToken,
  circuit,
  failover,
  memory,
  imports,
  outage,
} satisfies Record<string, (run: Run) => Promise<Section>>;

const { values } = parseArgs({
  options: {
    /** Ours against the bare client only, and fewer rounds. Writes no files unless told where. */
    quick: { type: 'boolean', default: false },
    /** Only these sections. */
    section: { type: 'string', multiple: true },
    /** Only these products, by the names of their files, beside the bare client and ours. */
    only: { type: 'string', multiple: true },
    /** Where to write, without the ending. */
    out: { type: 'string' },
    /** Measures what was installed and built last. */
    'as-is': { type: 'boolean', default: false },
  },
});
const { quick } = values;
const began = performance.now();
const took = () => `${((performance.now() - began) / 1000).toFixed(0)} s`;
const say = (text: string) => process.stdout.write(`${text}\n`);

const uninstalled = quick || values['as-is'] ? [] : await installPeers();
if (!values['as-is']) await install();
const needed = ['openai-alone', 'understudy'];
const { roles, missing }: Cast = await cast(
  (file) => needed.includes(file) || (!quick && (values.only?.includes(file) ?? true)),
);
missing.unshift(...uninstalled);
for (const why of missing) say(`Not measured: ${why}`);

const told: Section[] = [];
for (const [name, section] of Object.entries(sections)) {
  if (!(values.section?.includes(name) ?? (!quick || name !== 'outage'))) continue;
  try {
    told.push(await section({ roles, quick }));
    say(`${took()}  ${name}`);
  } catch (error) {
    missing.push(`the section ${name}: ${error}`);
    process.exitCode = 1;
    say(`${took()}  ${name}: ${(error as Error)?.stack ?? error}`);
  }
}

const date = new Date().toISOString().slice(0, 10);
const results: Results = {
  date,
  machine: `${cpus()[0]?.model.trim()}, ${availableParallelism()} cores, ${platform()} ${arch()}, Node ${process.version}, load ${loadavg()[0]?.toFixed(1)}`,
  took: took(),
  quick,
  products: await Promise.all(
    roles.map(async ({ product: { name, packages, settings, remark = '' } }) => {
      return { name, versions: await versionsOf(packages), settings, remark };
    }),
  ),
  missing,
  sections: told,
};
say(`\n${toMarkdown(results)}`);

const out = values.out ?? (quick ? undefined : fileURLToPath(new URL(`results/${date}`, import.meta.url)));
if (out) {
  await mkdir(new URL('results', import.meta.url), { recursive: true });
  await Promise.all([writeFile(`${out}.json`, toJson(results)), writeFile(`${out}.md`, toMarkdown(results))]);
  say(`${out}.json, ${out}.md`);
}
