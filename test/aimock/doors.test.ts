import { LLMock } from '@copilotkit/aimock';
import OpenAI from 'openai';
import { expect, it } from 'vitest';
import {
  anthropic,
  compatible,
  createFailover,
  google,
  openai,
  served,
  type VendorTarget,
} from '../../src/index.ts';
import { prompt, tried } from './stage.ts';

const apiKey = 'key-of-the-test';

/** Ways to one server, and the path that each asks. */
const doors: [string, (url: string) => VendorTarget, path: string][] = [
  ['openai()', (url) => openai('gpt-5.5', { apiKey, baseURL: `${url}/v1` }), '/v1/chat/completions'],
  ['anthropic()', (url) => anthropic('claude-sonnet-5-5', { apiKey, baseURL: url }), '/v1/messages'],
  [
    'google()',
    (url) => google('gemini-3.8-flash', { apiKey, baseURL: url }),
    '/v1beta/models/gemini-3.8-flash:generateContent',
  ],
  [
    'compatible(), a model of Ollama',
    (url) => compatible('ollama', { model: 'llama3.2', baseURL: `${url}/v1` }),
    '/v1/chat/completions',
  ],
  [
    'compatible(), a deployment of Azure',
    (url) => compatible('azure', { model: 'gpt-5.5', apiKey, baseURL: `${url}/openai/deployments/ours` }),
    '/openai/deployments/ours/chat/completions',
  ],
  [
    'compatible(), a model of Groq',
    (url) => compatible('groq', { model: 'openai/gpt-oss-20b', apiKey, baseURL: `${url}/openai/v1` }),
    '/openai/v1/chat/completions',
  ],
];

async function open(door: (url: string) => VendorTarget) {
  const mock = await LLMock.create({ port: 0 });
  mock.onMessage('Hello', { content: 'Come in.' });
  const failover = createFailover({
    routes: { door: [door(mock.url)] },
    health: 'own',
    clock: prompt,
    logger: { warn() {} },
  });
  return { mock, failover, [Symbol.asyncDispose]: () => mock.stop() };
}

const hello = { model: 'door', messages: [{ role: 'user' as const, content: 'Hello' }] };

it.each(doors)('%s answers through createFailover().chat', async (_, door, path) => {
  await using at = await open(door);
  const reply = await at.failover.chat(hello);
  expect(reply).toMatchObject({ completion: { choices: [{ message: { content: 'Come in.' } }] } });
  expect(served(reply)?.attempts).toMatchObject([{ outcome: 'answered' }]);
  expect(at.mock.getRequests()).toMatchObject([{ path }]);
});

it.each(doors)("%s answers through createFailover().fetch, under OpenAI's own client", async (_, door) => {
  await using at = await open(door);
  const client = new OpenAI({ apiKey: 'nobody-is-sent-this', fetch: at.failover.fetch });
  const stream = client.chat.completions.stream(hello);
  expect(await stream.finalContent()).toBe('Come in.');
  expect(JSON.stringify(at.mock.getRequests())).not.toContain('nobody-is-sent-this');
});

it.each(doors)('%s tells check() whether it can be reached', async (_, door) => {
  await using at = await open(door);
  at.mock.onMessage(/Reply with OK/, { content: 'OK.' });
  expect(await at.failover.check()).toMatchObject([{ ok: true }]);
  at.mock.nextRequestError(401);
  expect(await at.failover.check()).toMatchObject([{ ok: false, kind: 'auth' }]);
});

it('sends Ollama no key', async () => {
  await using at = await open(doors[3]![1]);
  await at.failover.chat(hello);
  expect(Object.keys(at.mock.getLastRequest()!.headers)).not.toContain('authorization');
});

it('asks one after another through all doors, and the last one answers', async () => {
  await using at = await open(doors[0]![1]);
  const routes = { door: doors.map(([, door]) => door(at.mock.url)) };
  at.failover.update({ routes });
  for (let failing = 1; failing < doors.length; failing++) at.mock.nextRequestError(401);
  const reply = await at.failover.chat(hello);
  expect(tried(reply)).toEqual([
    'openai first auth 401',
    'anthropic fallback auth 401',
    'google fallback auth 401',
    'ollama fallback auth 401',
    'azure fallback auth 401',
    'groq fallback answered',
  ]);
});
