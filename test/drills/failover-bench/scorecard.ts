import { type Mode, modes } from './caller.ts';
import { BUDGET } from './contenders.ts';
import { type Judgement, type Verdict, verdicts } from './judge.ts';
import type { Scenario } from './scenario.ts';
import { type Wire, wires } from './wires.ts';

/** One field of the card. */
export interface Score extends Judgement {
  id: string;
  wire: Wire['name'];
  mode: Mode;
  /** Of the longest call. */
  tookMs: number;
}

export interface Card {
  contender: string;
  profile: 'fast' | 'full';
  /** Each with its own scenarios. */
  tables: { title: string; scenarios: Scenario[]; scores: Score[] }[];
}

export type Tally = Record<Verdict, number>;

export const tally = (scores: readonly Score[]): Tally =>
  Object.fromEntries(
    verdicts.map((verdict) => [verdict, scores.filter((score) => score.verdict === verdict).length]),
  ) as Tally;

const columns = wires.flatMap(({ name }) => modes.map((mode) => ({ wire: name, mode })));

const of = (scores: readonly Score[], column: { wire: string; mode: Mode }): Score[] =>
  scores.filter(({ wire, mode }) => wire === column.wire && mode === column.mode);

export function toMarkdown({ contender, profile, tables }: Card): string {
  const blocks = tables.map(({ title, scenarios, scores }) => {
    const head = columns.map(({ wire, mode }) => `${wire} ${mode}`);
    const rows = scenarios.map(({ id, name }) => {
      const fields = columns.map(
        (column) => of(scores, column).find((score) => score.id === id)?.verdict ?? '–',
      );
      return [id, name, ...fields];
    });
    const sums = columns.map((column) => Object.values(tally(of(scores, column))).join('/'));
    const table = [
      ['', '', ...head],
      ['---', '---', ...head.map(() => '---')],
      ...rows,
      ['', verdicts.join('/'), ...sums],
    ];
    return [`## ${title}`, '', ...table.map((row) => `| ${row.join(' | ')} |`), ...missed(scores)].join('\n');
  });
  return `${[`# ${contender}, profile ${profile}`, LEGEND, ...blocks].join('\n\n')}\n`;
}

const LEGEND = `The scenarios of Failover Bench (methodology 0.1), rebuilt. Everybody has the same budget: \
${BUDGET.maxRetries} retries, ${BUDGET.timeout / 1000} s, one fallback. A column is the vendor in the primary's place \
and the way of asking; the public bench streams. *pass*: the whole answer, every check clean. *partial*: the whole \
answer, an advisory check failed. *safe*: a bounded, clean error. *fail*: a hang, a truncated answer given as a \
success, or a required check failed.`;

/** Why a field is not a pass. */
function missed(scores: readonly Score[]): string[] {
  const lines = scores.filter(({ verdict }) => verdict !== 'pass').map((score) => `- ${describe(score)}`);
  return lines.length > 0 ? ['', ...lines] : [];
}

export function describe({ id, wire, mode, verdict, missed, tookMs }: Score): string {
  const why = missed.length > 0 ? `: ${missed.join('; ').slice(0, 160)}` : '';
  return `${id} ${wire} ${mode} ${verdict}, ${(tookMs / 1000).toFixed(1)} s${why}`;
}

export function toJson({ contender, profile, tables }: Card): string {
  const plain = tables.map(({ title, scores }) => ({ title, tally: tally(scores), scores }));
  return `${JSON.stringify({ contender, profile, tables: plain }, null, 2)}\n`;
}
