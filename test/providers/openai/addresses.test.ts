import { expect, test } from 'vitest';
import type { Answer } from '../../../src/drill/servers/kit/answer.ts';
import type { CompatibleName } from '../../../src/drill/servers/openai/accents.ts';
import { startCompatible } from '../../../src/drill/servers/openai/compatible-server.ts';
import { ConfigError, compatible, openai } from '../../../src/index.ts';
import { compatibleProvider } from '../../../src/providers/openai/index.ts';
import type { Vendor } from '../../../src/providers/openai/vendor.ts';
import { vendors } from '../../../src/providers/openai/vendors.ts';
import { resolve } from '../../../src/resolve.ts';
import type { TargetSpec } from '../../../src/targets.ts';
import { plain, thrown } from '../../fakes.ts';
import { fakeCall } from '../fake-call.ts';
import { names } from './through.ts';

type Env = Record<string, string>;

const resolved = (spec: TargetSpec, env: Env = {}) => {
  const target = resolve(spec, { env });
  if (target.type !== 'compatible') throw new Error('Another target was expected');
  return target;
};

/** Asks a target once, as the engine would. */
async function ask(spec: TargetSpec, env: Env) {
  const { model, vendor, access } = resolved(spec, env);
  const { chat } = compatibleProvider(model, { ...access, vendor, baseURL: access.baseURL ?? '' });
  return chat(plain, fakeCall());
}

const answer = (): Answer => ({ text: 'Here.' });

const movable = names.filter((name) => 'urlVariable' in vendors[name]);

test.each(movable)('%s by its short form, where its variable says that it is', async (name) => {
  const { keyVariable = 'NONE', urlVariable = '' }: Partial<Vendor> = vendors[name];
  const keys = name === 'ollama' ? [''] : ['its-own-key'];
  await using server = await startCompatible(name, { answer, keys });
  // The host alone: what is behind it is the vendor's own.
  const env = { [keyVariable]: 'its-own-key', [urlVariable]: `http://127.0.0.1:${server.port}/` };
  await ask(`${name}/a-model`, env);
  await ask(`${name}/a-model`, { ...env, [urlVariable]: server.url });
  expect(server.requests.map(({ body }) => body?.model)).toEqual(['a-model', 'a-model']);
});

test('each has its own address, and no other vendor’s key', () => {
  const env = { OPENAI_API_KEY: 'sk-openai', GROQ_API_KEY: 'gsk-own' };
  expect(resolved('groq/llama-3.3-70b-versatile', env).access).toMatchObject({
    baseURL: 'https://api.groq.com/openai/v1',
    apiKey: 'gsk-own',
  });
  expect(() => resolve('together/any', { env })).toThrow(/Set TOGETHER_API_KEY/);
});

test.each<[CompatibleName, string | undefined]>([
  ['lmstudio', 'LM_API_TOKEN'],
  ['ollama', undefined],
  ['vllm', 'VLLM_API_KEY'],
])('%s takes no key, or the one that it is given', async (name, variable) => {
  await using server = await startCompatible(name, { answer });
  const spec = compatible(name, { model: 'm', baseURL: server.url });
  await ask(spec, {});
  await ask(spec, { [variable ?? 'NONE']: 'k-1' });
  const [without, given] = server.requests.map(({ headers }) => headers.authorization);
  expect([without, given]).toEqual([undefined, variable && 'Bearer k-1']);
});

test('a model may begin with its vendor’s name where its own name does', () => {
  const env = { GROQ_API_KEY: 'k', OPENROUTER_API_KEY: 'k', MISTRAL_API_KEY: 'k' };
  expect(resolved('groq/groq/compound', env).model).toBe('groq/compound');
  expect(resolved('openrouter/openrouter/auto', env).model).toBe('openrouter/auto');
  expect(resolved('openrouter/x-ai/grok-4.6', env).model).toBe('x-ai/grok-4.6');
  expect(() => resolve('mistral/mistral/large', { env })).toThrow(/names its provider twice/);
});

test('whether to stream is each request’s own matter, not a parameter of the target', () => {
  for (const target of [
    compatible('groq', { model: 'm', params: { stream: true } }),
    openai('gpt-5.5', { params: { stream: false } }),
  ])
    expect(() => resolve(target, { env: { GROQ_API_KEY: 'k', OPENAI_API_KEY: 'k' } })).toThrow(
      /cannot say stream/,
    );
});

test('a vendor by another of its names', () => {
  for (const [wrong, right] of [
    ['grok', 'xai'],
    ['lm-studio', 'lmstudio'],
    ['open-router', 'openrouter'],
    ['azure-openai', 'azure'],
  ]) {
    expect(() => resolve(`${wrong}/any`, { env: {} })).toThrow(`Did you mean "${right}/any"`);
  }
});

test('Azure is asked for its deployment, with the key in a header of its own', async () => {
  await using server = await startCompatible('azure', { answer, keys: ['its-own-key'] });
  const env = {
    AZURE_OPENAI_API_KEY: 'its-own-key',
    AZURE_OPENAI_ENDPOINT: `http://127.0.0.1:${server.port}`,
  };
  await ask('azure/my-deployment', env);
  const [request] = server.requests;
  expect(request).toMatchObject({ path: '/openai/v1/chat/completions', query: '' });
  expect(request?.body).toMatchObject({ model: 'my-deployment' });
  expect(request?.headers).toMatchObject({ 'api-key': 'its-own-key' });
  expect(request?.headers).not.toHaveProperty('authorization');
});

test('Azure of old is an address with a query', async () => {
  await using server = await startCompatible('azure', { answer });
  const baseURL = `http://127.0.0.1:${server.port}/openai/deployments/d-1?api-version=2024-10-21`;
  await ask(compatible('azure', { model: 'd-1', baseURL, apiKey: 'k' }), {});
  expect(server.requests[0]).toMatchObject({
    path: '/openai/deployments/d-1/chat/completions',
    query: '?api-version=2024-10-21',
  });
});

test('Azure without an address is told so when the client is built', () => {
  const build = () => resolve('azure/d-1', { env: { AZURE_OPENAI_API_KEY: 'k' } });
  expect(build).toThrow(ConfigError);
  expect(build).toThrow(/Set AZURE_OPENAI_ENDPOINT, or pass one: compatible\('azure'/);
});

test('OpenAI’s own address is taken as it is, as its client takes it', () => {
  const env = { OPENAI_API_KEY: 'k', OPENAI_BASE_URL: 'https://gateway.example' };
  expect(resolved('openai/gpt-5.5', env).access.baseURL).toBe('https://gateway.example');
});

test('a wrong key is the vendor’s to say', async () => {
  await using server = await startCompatible('azure', { keys: ['its-own-key'] });
  const spec = compatible('azure', { model: 'd', baseURL: server.url, apiKey: 'another' });
  expect(await thrown(ask(spec, {}))).toMatchObject({ kind: 'auth' });
});
