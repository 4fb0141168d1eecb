import {
  type Chat,
  createFailover,
  type Policy,
  StreamBrokenError,
  served,
  Understudy,
} from 'llm-understudy';
import { startOpenAI } from 'llm-understudy/drill';
import OpenAI from 'openai';

const client: OpenAI = new Understudy({
  apiKey: 'sk-test',
  fallbacks: [() => 'words'],
  routes: { fast: ['ollama/llama3.2'] },
});

export async function answers(): Promise<string | null | undefined> {
  const plain = await client.chat.completions.create({ model: 'gpt-5.5', messages: [] });
  const stream = await client.chat.completions.create({ model: 'gpt-5.5', messages: [], stream: true });
  for await (const chunk of stream) chunk.choices[0]?.delta.content?.toUpperCase();
  const attempts: number | undefined = served(plain)?.attempts.length;
  return attempts ? plain.choices[0]?.message.content : undefined;
}

const logged: Policy = (next: Chat) => async (request, call) => next(request, call);
export const failover = createFailover({ fallbacks: ['ollama/llama3.2'], use: [logged] });
export const other = new OpenAI({ apiKey: 'sk-test', fetch: failover.fetch });
export const partial = (error: unknown): string => (error instanceof StreamBrokenError ? error.partial : '');
export const server = startOpenAI({ answer: (ask) => ask.lastUser });

// @ts-expect-error: a misspelt option is an error of types too.
new Understudy({ apiKey: 'sk-test', fallback: [] });
