import { type Verdict, verdicts } from '../../test/drills/failover-bench/judge.ts';
import { scenarios } from '../../test/drills/failover-bench/scenarios.ts';
import type { Report } from './actor.ts';
import type { Score } from './play.ts';

export interface Row extends Report {
  name: string;
  versions: string[];
  settings: string;
  remark: string;
  baseline: boolean;
}

export interface Table {
  date: string;
  machine: string;
  took: string;
  rows: Row[];
}

const tally = (scores: readonly Score[]): Record<Verdict, number> =>
  Object.fromEntries(
    verdicts.map((verdict) => [verdict, scores.filter((score) => score.verdict === verdict).length]),
  ) as Record<Verdict, number>;

const line = (cells: readonly unknown[]): string => `| ${cells.join(' | ')} |`;

export function toMarkdown({ date, machine, took, rows }: Table): string {
  const blocks = [
    `# Sixteen faults, ${rows.length} clients`,
    `${date}. ${machine}. All in one run of ${took}, in real time, over real HTTP on this machine.`,
    INTRODUCTION,
    verdictsOf(rows),
    '## Settings',
    list(rows.map(setting)),
    '## The faults',
    list(scenarios.map(({ id, name }) => `${id}: ${name}`)),
    '## Why a field is no pass',
    ...rows.flatMap((row) => [`### ${row.name}`, list(reasons(row))]),
  ];
  return `${blocks.join('\n\n')}\n`;
}

const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join('\n');

const INTRODUCTION = `The scenarios and verdicts of the public Failover Bench (methodology 0.1), in this repository's own
words and on its own servers; \`test/drills/failover-bench\` has them. Everybody streams, and is given two retries, thirty
seconds and one fallback, which speaks OpenAI's wire too. *pass*: the whole answer, every check clean. *partial*: the whole
answer, an advisory check failed. *safe*: no answer, but a bounded, clean error. *fail*: a hang, a truncated or wrong answer
given as a success, or a required check failed.`;

const setting = ({ name, versions, settings, remark }: Row): string =>
  `**${name}** (${versions.join(', ')}): \`${settings}\`${remark && ` ${remark}`}`;

function verdictsOf(rows: readonly Row[]): string {
  const head = ['', ...scenarios.map(({ id }) => id), ...verdicts];
  const fields = rows.map(({ name, baseline, scores }) => [
    baseline ? `*${name}, no fallback*` : name,
    ...scenarios.map(({ id }) => scores.find((score) => score.id === id)?.verdict ?? '–'),
    ...Object.values(tally(scores)),
  ]);
  return [head, head.map(() => '---'), ...fields].map(line).join('\n');
}

function reasons({ scores, unhandled }: Row): string[] {
  const missed = scores.filter(({ verdict }) => verdict !== 'pass').map(reason);
  const [first] = unhandled;
  if (first) missed.push(`rejections that nobody handled: ${unhandled.length}, such as ${first}`);
  return missed.length > 0 ? missed : ['Nothing to tell.'];
}

function reason({ id, verdict, missed, tookMs, requests }: Score): string {
  const why = missed.join('; ').slice(0, 120);
  return `${id} ${verdict}, ${(tookMs / 1000).toFixed(1)} s, requests to the primary: ${requests}. ${why}`;
}

export function toJson({ rows, ...run }: Table): string {
  const all = rows.map((row) => ({ ...row, totals: tally(row.scores) }));
  const named = scenarios.map(({ id, name }) => ({ id, name }));
  return `${JSON.stringify({ ...run, scenarios: named, rows: all }, null, 2)}\n`;
}
