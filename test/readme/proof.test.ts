import { expect, it } from 'vitest';
import { commandOf } from '../../src/drill/args.ts';
import { run } from '../drill/kit.ts';
import { blocks } from './readme.ts';

/** What a line of the drill is, whatever its words. */
const kinds: [string, RegExp][] = [
  ['question', /^ \d+ {2}You /],
  ['direction', /^ {4}─+ /],
  ['answer', /^ {4}[A-Z]\w+ +\S/],
  ['seam', /^ +↳ The seam: \w+ was cut off at "… .*", \w+ went on with/],
  ['two voices', /^ +↳ Begun by \w+, finished by \w+/],
  ['switch', /The switch took \d+ ms\.$/],
];

const kindsOf = (text: string): string[] =>
  text.split('\n').flatMap((line) => kinds.find(([, pattern]) => pattern.test(line))?.[0] ?? []);

it('shows the drill as it is: a turn that one begins and another finishes', async () => {
  const shown = blocks.find(({ code }) => code.includes('↳ The seam'))?.code ?? '';
  expect(kindsOf(shown)).toEqual(['direction', 'question', 'answer', 'seam', 'two voices', 'switch']);
  const { code, out } = await run(['drill']);
  expect(code).toBe(0);
  expect(kindsOf(out).join()).toContain(kindsOf(shown).join());
});

it('shows commands that the command line takes', () => {
  const lines = blocks.flatMap(({ code }) => [...code.matchAll(/^npx llm-understudy ([^#\n]*)/gm)]);
  const commands = lines.map(([, args]) => commandOf(args!.trim().split(/\s+/)).name);
  expect(commands).toEqual(['drill', 'drill', 'check', 'check']);
});
