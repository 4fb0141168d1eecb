import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { difference, median, pairs, rounds } from '../statistics.ts';
import { added, type Goal, type Run, type Section } from './section.ts';

const GOAL_MS = 10;
const cwd = fileURLToPath(new URL('..', import.meta.url));

interface Way {
  name: string;
  argv: (specifier: string) => string[];
}

const timed = (load: string) =>
  `const began = performance.now(); ${load}; process.stdout.write(String(performance.now() - began));`;
const ways: Way[] = [
  {
    name: 'ESM',
    argv: (specifier) => ['--input-type=module', '-e', timed(`await import('${specifier}')`)],
  },
  { name: 'CommonJS', argv: (specifier) => ['-e', timed(`require('${specifier}')`)] },
];

/** How long the import takes in a fresh process, and what it loads. */
export async function imports({ quick }: Run): Promise<Section> {
  const lines = [];
  for (const way of ways) lines.push(await measure(way, quick ? 6 : 120));
  const stages: { stage: string; loaded: string[] }[] = JSON.parse(await node(['loads.ts']));
  const early = stages.slice(0, -1).flatMap(({ loaded }) => loaded);
  const goals = lines.map(
    ({ name, addedMs: { median } }): Goal => ({
      what: `import beyond openai's, ${name}`,
      found: `${median.toFixed(1)} ms`,
      goal: `≤ ${GOAL_MS} ms`,
      met: median <= GOAL_MS,
    }),
  );
  const lazy: Goal = {
    what: 'other SDKs loaded before they are needed',
    found: early.length > 0 ? early.join(', ') : 'none',
    goal: 'none',
    met: early.length === 0,
  };
  return {
    title: 'Import',
    how: 'The time of the import alone, in fresh processes, by turns; `llm-understudy` loads `openai` too.',
    tables: [
      {
        head: ['', 'added, ms', 'llm-understudy, ms', 'openai, ms'],
        rows: lines.map(({ name, addedMs, ours, openai }) => [
          name,
          added(addedMs, 1),
          ours.toFixed(1),
          openai.toFixed(1),
        ]),
      },
      {
        head: ['after', "other vendors' SDKs loaded"],
        rows: stages.map(({ stage, loaded }) => [stage, loaded.join(', ') || 'none']),
      },
    ],
    goals: [...goals, lazy],
    raw: { lines, stages },
  };
}

async function measure({ name, argv }: Way, count: number) {
  const packages = ['openai', 'llm-understudy'];
  // The first of each fills the system's cache of files.
  for (const specifier of packages) await node(argv(specifier));
  const told = await rounds(count, packages, async (specifier) => Number(await node(argv(specifier))));
  const [openai = [], ours = []] = packages.map((specifier) => told.get(specifier) ?? []);
  return { name, addedMs: pairs(ours, openai, difference), ours: median(ours), openai: median(openai) };
}

async function node(argv: string[]): Promise<string> {
  return (
    await promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', ...argv], { cwd })
  ).stdout;
}
