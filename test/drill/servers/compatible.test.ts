import { expect, test } from 'vitest';
import { compatibleErrors, openRouterBreakdowns } from '../../../src/drill/servers/openai/compatible.ts';
import { startOpenAI } from '../../../src/drill/servers/openai.ts';
import { openai, vendors } from './sdk.ts';

const faults = Object.entries(compatibleErrors).flatMap(([vendor, errors]) =>
  Object.entries(errors).map(([name, fault]) => [vendor, name, fault] as const),
);

test.each(faults)('%s %s reaches the SDK with the body of that vendor', async (_vendor, _name, fault) => {
  await using server = await startOpenAI();
  server.fail(fault);
  const asking = openai(server.url).chat.completions.create({ model: 'x', messages: [] });
  const error = await asking.catch((error) => error);
  const body = fault.body as { error?: unknown };
  expect([error.status, error.error]).toEqual([fault.status, body.error ?? body]);
  expect(error.headers.get('retry-after') ?? undefined).toBe(fault.retryAfter?.toString());
});

test('OpenRouter breaks off inside a 200: loudly at the top, silently in a choice', async () => {
  await using server = await startOpenAI({ answer: () => 'one two three' });
  const { atTop, inChoice } = openRouterBreakdowns;
  server.failNext({ kind: 'error-event', afterTokens: 2, payload: atTop });
  server.failNext({ kind: 'error-event', afterTokens: 2, payload: inChoice });
  await expect(vendors.openai.stream(server.url)).rejects.toMatchObject({ code: 502, status: undefined });
  expect(await vendors.openai.stream(server.url)).toEqual({ text: 'one two', end: 'error' });
});
