import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';

const cli = new URL('../../src/drill/cli.ts', import.meta.url).pathname;

/** The command line as a process of its own. */
function start(...args: string[]) {
  const { FORCE_COLOR: _, ...env } = process.env;
  const child = spawn(process.execPath, [cli, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const end = once(child, 'exit').then(([code, signal]) => ({ code, signal }));
  return { child, end };
}

test('its exit code is that of the process', async () => {
  const { child, end } = start('nonsense');
  const [out, err, { code }] = await Promise.all([text(child.stdout), text(child.stderr), end]);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain('There is no command "nonsense".');
});

test('Ctrl-C in the middle of a drill ends it at once, in words', async () => {
  const { child, end } = start('drill');
  let out = '';
  for await (const piece of child.stdout) {
    if (!out.includes(' You') && `${out}${piece}`.includes(' You')) child.kill('SIGINT');
    out += piece;
  }
  expect(await end).toEqual({ code: 130, signal: null });
  expect(out).toMatch(/\n Stopped\.\n$/);
  expect(out).not.toContain('2  You');
});

test('a reader of the pipe who leaves early ends it quietly', async () => {
  const { child, end } = start('drill');
  await once(child.stdout, 'data');
  child.stdout.destroy();
  const [err, { signal }] = await Promise.all([text(child.stderr), end]);
  expect({ err, signal }).toEqual({ err: '', signal: null });
});
