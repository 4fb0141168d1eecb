import type { ChatCompletionCreateParams } from 'openai/resources/chat/completions';
import type { Answer } from '../../../src/drill/servers/kit/answer.ts';
import { accents, type CompatibleName } from '../../../src/drill/servers/openai/accents.ts';
import { startCompatible } from '../../../src/drill/servers/openai/compatible-server.ts';
import { compatible, Understudy } from '../../../src/index.ts';

/** Every vendor of the table but OpenAI itself. */
export const names = Object.keys(accents) as CompatibleName[];

const silent = () => {};
const quiet = { debug: silent, info: silent, warn: silent, error: silent };

/** A vendor on this machine, and an OpenAI client that is answered by it. */
export async function through(name: CompatibleName, answer: Answer | string, model = 'their-model') {
  const server = await startCompatible(name, { answer: () => answer });
  const baseURL = `http://127.0.0.1:${server.port}`;
  const client = new Understudy({
    apiKey: 'sk-openai',
    routes: { m: [compatible(name, { model, apiKey: 'key-of-theirs', baseURL })] },
    health: 'own',
    retry: { attempts: 1 },
    logger: quiet,
  });
  return { server, client, [Symbol.asyncDispose]: () => server.close() };
}

/** Of a request, beside what each test sets itself. */
export type Fields = Omit<Partial<ChatCompletionCreateParams>, 'model' | 'stream'>;
export const messages: ChatCompletionCreateParams['messages'] = [{ role: 'user', content: 'Hello?' }];
const tool = (name: string) => ({
  type: 'function' as const,
  function: { name, parameters: { type: 'object', properties: { city: { type: 'string' } } } },
});
export const tools = [tool('weather'), tool('time')];
