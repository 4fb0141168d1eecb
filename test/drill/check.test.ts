import { expect, test } from 'vitest';
import { run } from './kit.ts';
import { moved } from './vendors.ts';

test('every vendor whose key is set is asked once; the others are named', async () => {
  const { env, openai, anthropic, google } = await moved();
  const { code, out } = await run(['check'], { env });
  expect(code).toBe(0);
  expect(out).toMatch(/^ openai\/gpt-5\.5 +yes +[\d.]+ m?s$/m);
  expect(out).toMatch(/^ anthropic\/claude-sonnet-5-5 +yes +[\d.]+ m?s$/m);
  expect(out).toMatch(/^ google\/gemini-3\.8-flash +yes +[\d.]+ m?s$/m);
  expect(out).toContain('3 of 3 answered.');
  expect(out).toContain('Not checked, for want of a key: mistral. Set MISTRAL_API_KEY.');
  expect([openai, anthropic, google].map(({ requests }) => requests.length)).toEqual([1, 1, 1]);
});

test('a wrong key fails its row alone, with what to do, and without the key', async () => {
  const { set } = await moved();
  const env = set({ ANTHROPIC_API_KEY: 'sk-ant-wrong-0123456789', OPENAI_API_KEY: 'sk-wrong-0123456789' });
  const { code, out } = await run(['check'], { env });
  expect(code).toBe(1);
  expect(out).toMatch(/^ openai\/gpt-5\.5 +no +[\d.]+ m?s +401 auth$/m);
  expect(out).toMatch(/^ anthropic\/claude-sonnet-5-5 +no +[\d.]+ m?s +401 auth$/m);
  expect(out.replace(/\s+/g, ' ')).toContain('Copy it anew into ANTHROPIC_API_KEY.');
  expect(out).toMatch(/^ google\/gemini-3\.8-flash +yes/m);
  expect(out).toContain('1 of 3 answered.');
  expect(out).not.toContain('wrong-');
  expect(out).not.toContain('6789');
});

test('named targets are the only ones that are asked', async () => {
  const { env, openai, anthropic } = await moved();
  anthropic.fail({ kind: 'status', status: 529 });
  const { code, out } = await run(['check', 'anthropic/claude-haiku-5-5'], { env });
  expect(code).toBe(1);
  expect(out).toMatch(/anthropic\/claude-haiku-5-5 +no +[\d.]+ m?s +529 overloaded/);
  expect(out).not.toContain('Not checked');
  expect(openai.requests).toEqual([]);
});

test('a target that cannot be built is a row with its reason', async () => {
  const { set } = await moved();
  const env = set({ GEMINI_API_KEY: undefined });
  const { code, out } = await run(['check', 'google/gemini-3.8-flash', 'claude/x', 'openai/gpt-5.5'], {
    env,
  });
  expect(code).toBe(1);
  expect(out).toMatch(/google\/gemini-3\.8-flash +no +not set up/);
  expect(out).toContain('Set GOOGLE_API_KEY or GEMINI_API_KEY');
  expect(out).toContain('Did you mean "anthropic/x"?');
  expect(out).toMatch(/openai\/gpt-5\.5 +yes/);
});

test('nobody at home: the row says where to look', async () => {
  const { env, openai } = await moved();
  await openai.refuse();
  const { code, out } = await run(['check', 'openai/gpt-5.5'], { env });
  expect(code).toBe(1);
  expect(out).toMatch(/no +[\d.]+ m?s +transient/);
  expect(out).toContain('Look at the network');
  expect(out).toContain('ECONNREFUSED');
});

test('no key at all: nothing to check, exit code 2', async () => {
  const { code, out, err } = await run(['check'], { env: {} });
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain('Set one or more of OPENAI_API_KEY, ANTHROPIC_API_KEY');
});
