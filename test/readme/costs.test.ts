import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readme, root, table } from './readme.ts';

/** What the tables are quoted from: the newest run of `npm run bench`. */
const folder = 'bench/speed/results';
const date = readdirSync(join(root, folder))
  .filter((file) => file.endsWith('.json'))
  .toSorted()
  .at(-1)!
  .replace('.json', '');
const { sections } = JSON.parse(readFileSync(join(root, folder, `${date}.json`), 'utf8'));

interface Goal {
  what: string;
  found: string;
  goal: string;
  met: boolean;
}
interface Cell {
  name: string;
  fault: string;
  load: string;
  lost: number;
  made: number;
}
const goals: Goal[] = sections.flatMap((section: { goals: Goal[] }) => section.goals);
const rawOf = (title: string) =>
  sections.find((section: { title: string }) => section.title.startsWith(title)).raw;

it('names the run, whose whole page is there', () => {
  expect(readme).toContain(`](${folder}/${date}.md)`);
  expect(existsSync(join(root, folder, `${date}.md`))).toBe(true);
  const [year, month, day] = date.split('-');
  const said = new Intl.DateTimeFormat('en-GB', { month: 'long' }).format(new Date(+year!, +month! - 1, 1));
  expect(readme).toContain(`${+day!} ${said} ${year}`);
});

it('quotes the processor time of everybody', () => {
  const kinds: { lines: { name: string; ratio: { median: number }; failed?: string }[] }[] =
    rawOf('Processor time');
  const measured = kinds[0]!.lines.map(({ name }, place) => [
    name,
    ...kinds.map(({ lines }) => {
      const { ratio, failed } = lines[place]!;
      return failed ? 'not measured' : ratio.median.toFixed(2);
    }),
  ]);
  expect(table('processor time of a call')).toEqual([['openai, bare', '1.00', '1.00', '1.00'], ...measured]);
});

it('quotes the goals that are no calls lost, and tells which are not met', () => {
  const others = goals.filter(({ what }) => !what.startsWith('calls lost') && !what.startsWith('processor'));
  expect(table('beside it')).toEqual(
    others.map(({ what, found, goal, met }) => [what, found, met ? goal : `${goal}, **not met**`]),
  );
});

it('quotes who lost calls in an outage', () => {
  const cells: Cell[] = rawOf('Outages');
  const columns = ['503', 'refused', 'hang'].flatMap((fault) =>
    ['100 one by one', '20 at once'].map((load) => ({ fault, load })),
  );
  const names = [...new Set(cells.map(({ name }) => name))];
  const measured = names.map((name) => [
    name,
    ...columns.map((column) => {
      const cell = cells.find(
        (other) => other.name === name && other.fault === column.fault && other.load === column.load,
      );
      return `${cell?.lost} of ${cell?.made}`;
    }),
  ]);
  expect(table('calls lost')).toEqual(measured);
});
