import type { Section } from './sections/section.ts';

export interface Results {
  date: string;
  machine: string;
  took: string;
  quick: boolean;
  products: { name: string; versions: string[]; settings: string; remark: string }[];
  /** Who could not be installed or loaded, and why. */
  missing: string[];
  sections: Section[];
}

const line = (cells: readonly unknown[]): string => `| ${cells.join(' | ')} |`;
const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join('\n');

function grid(head: readonly string[], rows: readonly string[][]): string {
  return [head, head.map(() => '---'), ...rows].map(line).join('\n');
}

export function toMarkdown({ date, machine, took, quick, products, missing, sections }: Results): string {
  const goals = sections.flatMap(({ goals }) => goals);
  const blocks = [
    `# What it costs${quick ? ', looked at quickly' : ''}`,
    `${date}. ${machine}. All in one run of ${took}, over real HTTP on this machine.`,
    '## Goals',
    grid(
      ['', 'found', 'goal', 'met'],
      goals.map(({ what, found, goal, met }) => [what, found, goal, met ? 'yes' : '**no**']),
    ),
    ...sections.flatMap(({ title, how, tables }) => [
      `## ${title}`,
      how,
      ...tables.map(({ head, rows }) => grid(head, rows)),
    ]),
    '## Settings',
    list(products.map(setting)),
    ...(missing.length > 0 ? ['Not measured:', list(missing)] : []),
  ];
  return `${blocks.join('\n\n')}\n`;
}

const setting = ({ name, versions, settings, remark }: Results['products'][number]): string =>
  `**${name}** (${versions.join(', ')}): \`${settings}\`.${remark && ` ${remark}`}`;

export function toJson({ sections, ...run }: Results): string {
  const told = sections.map(({ title, goals, raw }) => ({ title, goals, raw }));
  return `${JSON.stringify({ ...run, sections: told }, null, 2)}\n`;
}
