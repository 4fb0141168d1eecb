import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { guards } from './guards.ts';

const root = join(import.meta.dirname, '../..');
const tests = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'))
  .join('\n');

test('each guard still stands once in its file, so that `npm run test:mutants` takes out what it means', () => {
  const lost = guards.filter(
    ({ file, guard }) => readFileSync(join(root, file), 'utf8').split(guard).length !== 2,
  );
  expect(lost.map(({ promise, file, guard }) => `${promise}: ${file}: ${guard}`)).toEqual([]);
});

test('each of the 25 has a test, and each test of a promise that is built has a guard', () => {
  const named = new Set(
    [...tests.matchAll(/^test\b[\s\S]*?\(\s*['"`](\d+|[A-Z])\. /gm)].map(([, name]) => name),
  );
  expect(
    [...named]
      .filter((name) => /\d/.test(name as string))
      .map(Number)
      .sort((a, b) => a - b),
  ).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
  const guarded = new Set(guards.map(({ promise }) => promise));
  expect([...named].filter((name) => !guarded.has(name as string))).toEqual(['24', '25']);
});
