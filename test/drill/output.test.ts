import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Flow, fold } from '../../src/drill/fold.ts';
import { captureTTY, run } from './kit.ts';

const ESCAPE = '\u001b';

beforeEach(() => {
  for (const name of ['NO_COLOR', 'FORCE_COLOR', 'NODE_DISABLE_COLORS']) vi.stubEnv(name, undefined);
});
afterEach(() => void vi.unstubAllEnvs());

test('a pipe gets plain text: every turn, who served it, the circuits, the summary', async () => {
  const { code, out } = await run(['drill']);
  expect(code).toBe(0);
  expect(out).not.toContain(ESCAPE);
  expect(out).toMatch(/^ 7 {2}You +Last one/m);
  expect(out).toContain('Served by Claude, who was told all 2 lines spoken before.');
  expect(out).toContain('Claude 529 (overloaded) 2 times');
  expect(out).toMatch(/The seam: ChatGPT was cut off at "… \S+ \S+ \S+"/);
  expect(out.replace(/\s+/g, ' ')).toContain('Begun by ChatGPT, finished by Claude');
  expect(out).toMatch(/ChatGPT ● healthy {2}Claude ○ untested {2}Gemini ○ untested/);
  expect(out).toContain('Gemini ‖ paused');
  expect(out.replace(/\s+/g, ' ')).toContain('Gemini (paused: its answers are being looked at)');
  expect(out).toContain('7 of 7 turns answered, 0 of 2');
  expect(out.split('\n').filter((line) => line.length > 96)).toEqual([]);
});

test('a terminal gets colours, in lines that fit it, and the same words', async () => {
  // Node takes a machine of a build farm for one that shows no colours.
  vi.stubEnv('CI', undefined);
  vi.stubEnv('TERM', 'xterm-256color');
  const stdout = captureTTY(64);
  const { code } = await run(['drill'], { stdout });
  expect(code).toBe(0);
  expect(stdout.text).toContain(ESCAPE);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for.
  const plain = stdout.text.replace(/\u001b\[\d+m/g, '');
  expect(plain.replace(/\s+/g, ' ')).toContain('7 of 7 turns answered');
  const wide = plain.split('\n').filter((line) => line.length > 64);
  expect(wide).toEqual([]);
});

test('NO_COLOR is honoured in a terminal, FORCE_COLOR in a pipe', async () => {
  vi.stubEnv('NO_COLOR', '1');
  const stdout = captureTTY();
  await run(['drill'], { stdout });
  expect(stdout.text).not.toContain(ESCAPE);
  vi.stubEnv('NO_COLOR', undefined);
  vi.stubEnv('FORCE_COLOR', '1');
  expect((await run(['drill'])).out).toContain(ESCAPE);
});

test('text is folded at blanks, however it arrives', () => {
  expect(fold('one two three', 7)).toEqual(['one two', 'three']);
  expect(fold('one\n1. two', 20)).toEqual(['one', '1. two']);
  expect(fold('unbreakable x', 5)).toEqual(['unbreakable', 'x']);
  const text = 'The sun warms Dot until she floats off.\nThen she is gone.';
  const flow = new Flow(12);
  const pieces = [...text].map((letter) => flow.push(letter)).join('');
  expect((pieces + flow.end()).split('\n')).toEqual(fold(text, 12));
});
