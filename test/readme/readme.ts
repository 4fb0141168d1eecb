import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../..');
export const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** A fenced block, with the line of the README at which its code begins. */
export interface Block {
  language: string;
  code: string;
  line: number;
}

export const blocks: Block[] = [...readme.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map((match) => ({
  language: match[1]!,
  code: match[2]!,
  line: readme.slice(0, match.index).split('\n').length + 1,
}));

/** The rows of the one table whose header begins with these cells; the marks of code are taken off whole cells. */
export function table(...header: string[]): string[][] {
  const all = readme.match(/(?:^\|.*\|\n)+/gm) ?? [];
  const found = all.map(rows).filter(([head]) => header.every((cell, index) => head?.[index] === cell));
  if (found.length !== 1) throw new Error(`The README has ${found.length} tables that begin ${header}`);
  return found[0]!.slice(2);
}

function rows(text: string): string[][] {
  const lines = text.trimEnd().split('\n');
  return lines.map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim().replace(/^`([^`]*)`$/, '$1')),
  );
}
