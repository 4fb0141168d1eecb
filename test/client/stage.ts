import { type Clock, systemClock } from '../../src/core/clock.ts';
import { startAnthropic } from '../../src/drill/servers/anthropic.ts';
import type { ServerOptions } from '../../src/drill/servers/kit/vendor.ts';
import { type OpenAIServer, startOpenAI } from '../../src/drill/servers/openai.ts';
import { anthropic, Understudy, type UnderstudyOptions } from '../../src/index.ts';

/** Real time, but chance always takes the shortest wait: no test sleeps through a backoff. */
const prompt: Clock = { ...systemClock, random: () => 0 };

export const hello = { model: 'gpt-5.5', messages: [{ role: 'user' as const, content: 'Hello' }] };

/** A vendor in OpenAI's place, one in Claude's behind it, and a client for both that shares no health. */
export async function stage(options: UnderstudyOptions = {}, openaiOptions: ServerOptions = {}) {
  const openai = await startOpenAI({ answer: () => 'I am ChatGPT and all is well.', ...openaiOptions });
  const claude = await startAnthropic({ answer: () => 'I am Claude and all is well.' });
  const fallbacks = [anthropic('claude-sonnet-5-5', { apiKey: 'key-of-claude', baseURL: claude.url })];
  const client = new Understudy({ ...keyed(openai), health: 'own', clock: prompt, fallbacks, ...options });
  return {
    openai,
    claude,
    client,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([openai.close(), claude.close()]);
    },
  };
}

/** What any OpenAI client needs to reach the server in OpenAI's place. */
export function keyed(openai: OpenAIServer) {
  return { apiKey: 'sk-test-of-openai', baseURL: openai.url };
}

/** All words of a stream. */
export async function wordsOf(stream: AsyncIterable<{ choices: { delta?: { content?: string | null } }[] }>) {
  let words = '';
  for await (const chunk of stream) words += chunk.choices[0]?.delta?.content ?? '';
  return words;
}
