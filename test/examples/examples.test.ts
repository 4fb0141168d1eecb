import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const files = readdirSync(join(root, 'examples'));
const runnable = files.filter((file) => file !== 'servers.ts');

beforeAll(() => {
  if (!existsSync(join(root, 'dist/drill.js')))
    throw new Error('There is no dist: run `npm run build` first.');
});

describe.each(runnable)('%s', (file) => {
  const text = readFileSync(join(root, 'examples', file), 'utf8');

  it('runs by itself, checks itself and speaks', { timeout: 30_000 }, async () => {
    // Without the keys of whoever runs the tests, and without an address that is not this machine's.
    const env = { PATH: process.env.PATH ?? '' };
    const run = promisify(execFile)(process.execPath, [join('examples', file)], {
      cwd: root,
      env,
      timeout: 25_000,
    });
    const { stdout, stderr } = await run;
    expect(stderr).toBe('');
    expect(stdout.trim().split('\n').length).toBeLessThan(6);
    expect(stdout).not.toBe('');
    expect(text).toMatch(/\bassert\b/);
  });

  it('is short, and imports what its reader has', () => {
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(50);
    const names = [...text.matchAll(/(?:from |require\()'([^']+)'/g)].map(([, name]) => name!);
    const known = ['node:assert/strict', 'llm-understudy', 'llm-understudy/drill', 'openai', './servers.ts'];
    expect(names.filter((name) => !known.includes(name))).toEqual([]);
    expect(names).toContain('llm-understudy');
  });
});
