import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { run } from './kit.ts';

test.each([
  ['an unknown command', ['dril'], 'There is no command "dril".'],
  ['an unknown option', ['drill', '--fast'], "Unknown option '--fast'."],
  ['a value where none goes', ['drill', '--live=yes'], "'--live' does not take an argument"],
  ['an option of another command', ['check', '--live'], 'The option --live goes with drill.'],
  ['a word too many', ['drill', 'openai'], 'drill takes no "openai".'],
])('%s: an error and the usage on stderr, exit code 2', async (_, args, message) => {
  const { code, out, err } = await run(args);
  expect(code).toBe(2);
  expect(out).toBe('');
  expect(err.split('\n')[0]).toContain(message);
  expect(err).toContain('Usage:');
});

test.each([[['--help']], [['-h']], [[]], [['drill', '--help']]])('help with %j', async (args) => {
  const { code, out, err } = await run(args);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('npx llm-understudy drill');
});

test.each(['--version', '-v'])('%s tells the version of the package', async (option) => {
  expect(await run([option])).toEqual({ code: 0, out: `${manifest.version}\n`, err: '' });
});
