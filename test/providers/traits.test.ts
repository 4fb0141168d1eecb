import { describe, expect, test } from 'vitest';
import type { ChatRequest } from '../../src/core/chat.ts';
import { startGemini } from '../../src/drill/servers/gemini.ts';
import { startCompatible } from '../../src/drill/servers/openai/compatible-server.ts';
import { startOpenAI } from '../../src/drill/servers/openai.ts';
import {
  anthropic,
  compatible,
  createFailover,
  google,
  type ModelTraits,
  openai,
  type TargetSpec,
} from '../../src/index.ts';

const messages = [{ role: 'user' as const, content: 'Hello?' }];
const tools = [{ type: 'function' as const, function: { name: 'look', parameters: { type: 'object' } } }];
const ask = async (target: TargetSpec, fields: object) => {
  const failover = createFailover({ routes: { m: [target] }, health: 'own' });
  const { attempt } = await failover.chat({ model: 'm', messages, ...fields } as ChatRequest);
  return attempt?.warnings ?? [];
};
const apiKey = 'k';

describe('what is no trait is told when the target is made ready', () => {
  test.each<[unknown, RegExp]>([
    [
      { sampeling: true },
      /The traits of anthropic\/claude-next has no option "sampeling"\. Did you mean "sampling"/,
    ],
    [{ window: '2M' }, /The trait window of anthropic\/claude-next is a number of tokens/],
    [{ maxTokens: -1 }, /is a number of tokens/],
    [{ sampling: undefined }, /is true or false/],
    [{ efforts: ['hihg'] }, /is a list of: none, minimal/],
    [null, /are an object/],
    [5, /are an object/],
  ])('%j', (given, words) => {
    const traits = given as ModelTraits;
    expect(() => createFailover({ fallbacks: [anthropic('claude-next', { apiKey, traits })] })).toThrow(
      words,
    );
  });
});

test('each trait holds for Gemini', async () => {
  await using server = await startGemini();
  const own = (traits: Partial<ModelTraits>) =>
    google('gemini-3.8-flash', { apiKey, baseURL: server.url, traits });
  const sent = () => server.requests.at(-1)?.body as { generationConfig: object; toolConfig?: object };
  expect(await ask(own({ forcedTools: false }), { tools, tool_choice: 'required' })).toEqual([
    expect.stringMatching(/^tool_choice: /),
  ]);
  expect(sent().toolConfig).toEqual({ functionCallingConfig: { mode: 'AUTO' } });
  expect(await ask(own({ efforts: ['none', 'max'] }), { reasoning_effort: 'max' })).toEqual([]);
  expect(sent().generationConfig).toEqual({ thinkingConfig: { thinkingLevel: 'HIGH' } });
  expect(await ask(own({ maxTokens: 500 }), { max_tokens: 900 })).toEqual([
    expect.stringMatching(/^max_tokens: /),
  ]);
  expect(sent().generationConfig).toEqual({ maxOutputTokens: 500 });
  expect(await ask(own({ sampling: true }), { temperature: 0.5 })).toEqual([]);
  expect(sent().generationConfig).toEqual({ temperature: 0.5 });
});

test('a model that keeps to no schema is asked in words', async () => {
  await using server = await startOpenAI();
  const target = openai('gpt-5.5', { apiKey, baseURL: server.url, traits: { schemas: false } });
  const json_schema = { name: 'a', schema: { type: 'object' } };
  expect(await ask(target, { response_format: { type: 'json_schema', json_schema } })).toEqual([
    expect.stringMatching(/^response_format: /),
  ]);
  expect(server.requests[0]?.body).toMatchObject({ response_format: { type: 'json_object' } });
});

test('a window that is known of a compatible vendor spares the request, and its user knows better', async () => {
  await using server = await startCompatible('groq');
  const baseURL = `http://127.0.0.1:${server.port}`;
  const long = { messages: [{ role: 'user', content: 'word '.repeat(200_000) }] };
  const target = (traits: Partial<ModelTraits>) =>
    compatible('groq', { model: 'openai/gpt-oss-120b', apiKey, baseURL, traits });
  await expect(ask(target({}), long)).rejects.toThrow();
  expect(server.requests).toHaveLength(0);
  await ask(target({ window: 1_000_000 }), long);
  expect(server.requests).toHaveLength(1);
});
