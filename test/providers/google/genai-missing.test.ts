import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');

/** Runs in a copy of the sources that finds no package at all. */
async function bare(script: string): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), 'understudy-'));
  try {
    await cp(join(root, 'src'), join(folder, 'src'), { recursive: true });
    await cp(join(root, 'package.json'), join(folder, 'package.json'));
    const args = ['--input-type=module', '--eval', script];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder });
    return JSON.parse(stdout);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const script = `
  const { googleProvider } = await import('./src/providers/google/index.ts');
  const { load, chat } = googleProvider('gemini-3.8-flash', { apiKey: 'k', sdk: 'genai' });
  const told = ({ name, code, kind, message, details }) => ({ name, code, kind, message, details });
  const call = { signal: new AbortController().signal, warn() {} };
  const request = { model: 'm', messages: [{ role: 'user', content: 'Hello?' }] };
  const errors = [await load().catch(told), await chat(request, call).catch(told)];
  console.log(JSON.stringify(errors));
`;

test('Where the package is not installed, loading says so, and a call fails over with a warning', async () => {
  const message = expect.stringContaining('npm install @google/genai');
  expect(await bare(script)).toEqual([
    { name: 'ConfigError', code: 'config', message },
    {
      name: 'Failure',
      code: 'attempt_failed',
      kind: 'model-not-found',
      message,
      details: { code: 'sdk_not_installed' },
    },
  ]);
});
