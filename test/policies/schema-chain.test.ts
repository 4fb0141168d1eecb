import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/core/clock.ts';
import { type AnthropicServer, startAnthropic } from '../../src/drill/servers/anthropic.ts';
import { type GeminiServer, startGemini } from '../../src/drill/servers/gemini.ts';
import { type OpenAIServer, startOpenAI } from '../../src/drill/servers/openai.ts';
import { anthropic, google, served, Understudy } from '../../src/index.ts';

const SCHEMA = {
  type: 'object',
  properties: { name: { type: 'string', minLength: 2 } },
  required: ['name'],
  additionalProperties: false,
};
const FIT = '{"name":"Ann"}';
const UNFIT = '{"name":"A"}';
const WORDS = 'Sure, her name is Ann.';

const asked = {
  model: 'gpt-5.5',
  messages: [{ role: 'user' as const, content: 'Who? Say it in JSON.' }],
};
const bySchema = {
  ...asked,
  response_format: { type: 'json_schema' as const, json_schema: { name: 'x', strict: true, schema: SCHEMA } },
};
const anyJson = { ...asked, response_format: { type: 'json_object' as const } };

const said: { claude: string[]; gemini: string[] } = { claude: [], gemini: [] };
let openai: OpenAIServer;
let claude: AnthropicServer;
let gemini: GeminiServer;
let client: Understudy;
const events: unknown[] = [];

beforeEach(async () => {
  openai = await startOpenAI({ answer: () => UNFIT });
  claude = await startAnthropic({ answer: () => said.claude.shift() ?? FIT });
  gemini = await startGemini({ answer: () => said.gemini.shift() ?? FIT });
  said.claude = [];
  said.gemini = [];
  events.length = 0;
  client = new Understudy({
    apiKey: 'sk-test-of-openai',
    baseURL: openai.url,
    health: 'own',
    // No test sleeps through a backoff.
    clock: { ...systemClock, random: () => 0 },
    fallbacks: [
      anthropic('claude-sonnet-5-5', { apiKey: 'key-of-claude', baseURL: claude.url }),
      google('gemini-3.8-flash', { apiKey: 'key-of-gemini', baseURL: gemini.url }),
    ],
  });
  client.failover.on((event) => void events.push(structuredClone(event)));
});
afterEach(() => Promise.all([openai.close(), claude.close(), gemini.close()]));

const attemptsOf = (answer: object) =>
  served(answer)?.attempts.map(({ provider, outcome, code }) => `${provider} ${code ?? outcome}`);

async function wordsOf(
  stream: AsyncIterable<{ choices: { delta: { content?: string | null } }[] }>,
): Promise<string> {
  let text = '';
  for await (const { choices } of stream) text += choices[0]?.delta.content ?? '';
  return text;
}

test("OpenAI's own answer is as it is", async () => {
  const answer = await client.chat.completions.create(bySchema);
  expect(answer.choices[0]?.message.content).toBe(UNFIT);
});

describe('while OpenAI is down', () => {
  beforeEach(() => openai.fail({ kind: 'status', status: 503 }));

  test('an answer that does not fit is asked for again, and then of the next one', async () => {
    said.claude = [UNFIT, UNFIT];
    const answer = await client.chat.completions.create(bySchema);
    expect(answer.choices[0]?.message.content).toBe(FIT);
    expect(attemptsOf(answer)?.slice(-3)).toEqual([
      'anthropic off_schema',
      'anthropic off_schema',
      'google answered',
    ]);
  });

  test('where none fits, the call fails, and no event tells a word of it', async () => {
    said.claude = [WORDS, WORDS];
    said.gemini = ['{"s3cret":1}', '{"s3cret":1}'];
    await expect(client.chat.completions.create(bySchema)).rejects.toThrow();
    expect(JSON.stringify(events)).toContain('off_schema');
    expect(JSON.stringify(events)).not.toMatch(/Ann|s3cret/);
  });

  test('JSON that was only asked for is checked, and its fence taken off', async () => {
    said.claude = [WORDS, `\`\`\`json\n${FIT}\n\`\`\``];
    const answer = await client.chat.completions.create(anyJson);
    expect(answer.choices[0]?.message.content).toBe(FIT);
    expect(attemptsOf(answer)?.slice(-2)).toEqual(['anthropic off_schema', 'anthropic answered']);
    expect(served(answer)?.attempts.at(-1)?.warnings).toEqual([expect.stringMatching(/^response_format: /)]);
  });

  test('streamed, it is held until it fits, and nothing of another answer is ever seen', async () => {
    said.claude = [WORDS];
    const stream = await client.chat.completions.create({ ...anyJson, stream: true });
    expect(await wordsOf(stream)).toBe(FIT);
    expect(attemptsOf(stream)).toContain('anthropic off_schema');
    expect(attemptsOf(stream)?.at(-1)).toBe('google answered');
  });

  test('what its vendor holds to the greater part of a schema is streamed, and never ends well unless it fits', async () => {
    said.claude = [UNFIT];
    const broken = await client.chat.completions.create({ ...bySchema, stream: true });
    await expect(wordsOf(broken)).rejects.toMatchObject({ code: 'stream_broken', partial: UNFIT });
    const whole = await client.chat.completions.create({ ...bySchema, stream: true });
    expect(await wordsOf(whole)).toBe(FIT);
  });
});
