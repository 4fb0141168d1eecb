import { expect, test } from 'vitest';
import { run } from './kit.ts';
import { moved } from './vendors.ts';

test('the same conversation with vendors that are reached by their keys, with pauses for outages', async () => {
  const { env, openai, anthropic, google } = await moved();
  const { code, out } = await run(['drill', '--live'], { env });
  expect(code).toBe(0);
  const speakers = [...out.matchAll(/^ {4}(ChatGPT|Claude|Gemini|Notebook) +(?![ ●○‖])/gm)].map(
    ([, name]) => name,
  );
  expect(speakers).toEqual(['ChatGPT', 'Claude', 'ChatGPT', 'Gemini', 'Notebook', 'Claude', 'ChatGPT']);
  expect([openai, anthropic, google].map(({ requests }) => requests.length)).toEqual([3, 2, 1]);
  expect(out).toContain('ChatGPT 3, Claude 2 and Gemini 1');
  expect(out).toContain('ChatGPT ‖ paused');
  expect(out).toContain('7 of 7 turns answered');
  expect(out.replace(/\s+/g, ' ')).toContain('would have lost 4 of the 7 turns');
});

test.each([
  [{ ANTHROPIC_API_KEY: undefined }, 'drill --live needs ANTHROPIC_API_KEY, which is not set.'],
  [
    { OPENAI_API_KEY: '', GEMINI_API_KEY: undefined },
    'drill --live needs OPENAI_API_KEY and GOOGLE_API_KEY (or GEMINI_API_KEY), which are not set.',
  ],
])('without a key: one line that names the variable, exit code 2', async (missing, line) => {
  const { set, openai } = await moved();
  const { code, out, err } = await run(['drill', '--live'], { env: set(missing) });
  expect({ code, out, err }).toEqual({ code: 2, out: '', err: `llm-understudy: ${line}\n` });
  expect(openai.requests).toEqual([]);
});

test('a vendor that is really down does not end it', async () => {
  const { env, openai } = await moved();
  openai.fail({ kind: 'status', status: 503 });
  const { code, out } = await run(['drill', '--live'], { env });
  expect(code).toBe(0);
  expect(out).toContain('7 of 7 turns answered');
  expect(out).toContain('ChatGPT 503 (overloaded)');
});
