import type { ChatCompletionCreateParams } from 'openai/resources/chat/completions';
import { afterEach, describe, expect, test } from 'vitest';
import { startAnthropic } from '../../src/drill/servers/anthropic.ts';
import { startGemini } from '../../src/drill/servers/gemini.ts';
import type { StatusFault } from '../../src/drill/servers/kit/faults.ts';
import type { VendorServer } from '../../src/drill/servers/kit/serve.ts';
import type { ServerOptions } from '../../src/drill/servers/kit/vendor.ts';
import type { CompatibleName } from '../../src/drill/servers/openai/accents.ts';
import { startCompatible } from '../../src/drill/servers/openai/compatible-server.ts';
import { startOpenAI } from '../../src/drill/servers/openai.ts';
import {
  anthropic,
  compatible,
  google,
  openai,
  served,
  type TargetSpec,
  Understudy,
} from '../../src/index.ts';

const silent = () => {};
const logger = { debug: silent, info: silent, warn: silent, error: silent };
const messages: ChatCompletionCreateParams['messages'] = [{ role: 'user', content: 'Hello?' }];
const tools = [{ type: 'function' as const, function: { name: 'weather', parameters: { type: 'object' } } }];
type Fields = Omit<Partial<ChatCompletionCreateParams>, 'model' | 'stream'>;

const open: { close(): Promise<void> }[] = [];
afterEach(() => Promise.all(open.splice(0).map((server) => server.close())));

/** A vendor's server, a target that is answered by it, and a client whose only target it is. */
async function at(
  start: (options: ServerOptions) => Promise<VendorServer>,
  target: (baseURL: string) => TargetSpec,
  refuses: string[] = [],
) {
  const server = await start({ refuses });
  open.push(server);
  const client = new Understudy({
    apiKey: 'sk-openai',
    routes: { m: [target(server.url)] },
    health: 'own',
    retry: { attempts: 2 },
    logger,
  });
  const ask = async (fields: Fields = {}) => {
    const answer = await client.chat.completions.create({ model: 'm', messages, ...fields });
    return served(answer);
  };
  const bodies = () => server.requests.map(({ body }) => body ?? {});
  return { server, client, ask, bodies };
}

const apiKey = 'key-of-theirs';
const own = (model: string) => (baseURL: string) => openai(model, { apiKey, baseURL });
const claude = (model: string) => (baseURL: string) => anthropic(model, { apiKey, baseURL });
const gemini = (model: string) => (baseURL: string) => google(model, { apiKey, baseURL });
const other =
  (name: string, model = 'their-model') =>
  (baseURL: string) =>
    compatible(name, { model, apiKey, baseURL });
const accented = (name: CompatibleName) => (options: ServerOptions) => startCompatible(name, options);

const dialects: [string, Parameters<typeof at>[0], Parameters<typeof at>[1], string, Fields][] = [
  ['OpenAI', startOpenAI, own('gpt-9'), 'verbosity', { verbosity: 'low' }],
  ['OpenAI effort', startOpenAI, own('gpt-9'), 'reasoning_effort', { reasoning_effort: 'high' }],
  ['Anthropic sampling', startAnthropic, claude('claude-opus-4-6'), 'temperature', { temperature: 0.2 }],
  [
    'Anthropic effort',
    startAnthropic,
    claude('claude-opus-5-5'),
    'output_config.effort',
    { reasoning_effort: 'high' },
  ],
  ['Anthropic stop', startAnthropic, claude('claude-opus-5-5'), 'stop_sequences', { stop: 'END' }],
  ['Gemini seed', startGemini, gemini('gemini-3.8-flash'), 'generationConfig.seed', { seed: 7 }],
  [
    'Gemini level',
    startGemini,
    gemini('gemini-3.8-flash'),
    'generationConfig.thinkingConfig.thinkingLevel',
    { reasoning_effort: 'high' },
  ],
  ['Groq', accented('groq'), other('groq'), 'top_p', { top_p: 0.5 }],
  ['Mistral', accented('mistral'), other('mistral'), 'top_p', { top_p: 0.5 }],
  ['Mistral renamed', accented('mistral'), other('mistral'), 'random_seed', { seed: 7 }],
  ['xAI', accented('xai'), other('xai'), 'top_p', { top_p: 0.5 }],
  ['OpenRouter', accented('openrouter'), other('openrouter'), 'top_p', { top_p: 0.5 }],
  ['an unknown vendor', startOpenAI, other('acme', 'a1'), 'logit_bias', { logit_bias: { '1': 2 } }],
];

const inside = (body: object, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>((value, step) => (value as Record<string, unknown> | undefined)?.[step], body);

describe.each(dialects)('%s', (_, start, target, name, fields) => {
  test('is asked once more without what it does not take, and from then on from the start', async () => {
    const { ask, bodies } = await at(start, target, [name]);
    const first = await ask(fields);
    expect(bodies().map((body) => inside(body, name) !== undefined)).toEqual([true, false]);
    expect(first?.attempts).toHaveLength(1);
    expect(first?.attempts[0]?.outcome).toBe('answered');
    const field = Object.keys(fields)[0]!;
    expect(first?.attempts[0]?.warnings?.filter((words) => words.startsWith(field))).toHaveLength(1);
    const second = await ask(fields);
    expect(bodies()).toHaveLength(3);
    expect(inside(bodies()[2]!, name)).toBeUndefined();
    expect(second?.attempts[0]?.warnings?.filter((words) => words.startsWith(field))).toHaveLength(1);
  });
});

describe('the limit of an answer', () => {
  test('goes under its other name', async () => {
    const { ask, bodies } = await at(startOpenAI, other('acme', 'gpt-5.5'));
    await ask({ max_tokens: 99 });
    await ask({ max_tokens: 98 });
    expect(bodies().map((body) => [body.max_tokens, body.max_completion_tokens])).toEqual([
      [99, undefined],
      [undefined, 99],
      [undefined, 98],
    ]);
  });
});

test('a limit that is refused under both of its names is not left out', async () => {
  const { ask, bodies } = await at(startOpenAI, other('acme'), ['max_tokens', 'max_completion_tokens']);
  await expect(ask({ max_tokens: 9 })).rejects.toMatchObject({ status: 400 });
  expect(bodies().map((body) => body.max_tokens ?? body.max_completion_tokens)).toEqual([9, 9]);
});

describe('what is never left out', () => {
  const strict = { type: 'json_schema' as const, json_schema: { name: 'a', schema: { type: 'object' } } };
  test.each<[string, Fields]>([
    ['tools', { tools }],
    ['tool_choice', { tools, tool_choice: 'required' }],
    ['response_format', { response_format: strict }],
  ])('%s', async (name, fields) => {
    const { ask, bodies, server } = await at(startOpenAI, own('gpt-4.1'), [name]);
    await expect(ask(fields)).rejects.toMatchObject({ status: 400 });
    expect(bodies().every((body) => inside(body, name) !== undefined)).toBe(true);
    expect(server.requests).toHaveLength(1);
  });
});

describe('with tools', () => {
  const words: StatusFault = {
    kind: 'status',
    status: 400,
    message: 'Function tools with reasoning_effort are not supported for x in /v1/chat/completions.',
    param: 'reasoning_effort',
  };

  test('a model that has to think less is not kept from thinking without them', async () => {
    const { ask, bodies, server } = await at(startOpenAI, other('acme'));
    server.failNext(words);
    await ask({ tools });
    await ask({ tools });
    await ask();
    expect(bodies().map(({ reasoning_effort }) => reasoning_effort)).toEqual([
      undefined,
      'none',
      'none',
      undefined,
    ]);
  });

  test.each(['gpt-5.6-sol', 'gpt-6-luna', 'gpt-6.1-terra'])(
    '%s is asked without thought at once',
    async (model) => {
      const { ask, bodies } = await at(startOpenAI, own(model));
      const told = await ask({ tools, reasoning_effort: 'high' });
      expect(bodies().map(({ reasoning_effort }) => reasoning_effort)).toEqual(['none']);
      expect(told?.attempts[0]?.warnings).toEqual([expect.stringMatching(/^reasoning_effort: /)]);
    },
  );
});

describe('what does not help', () => {
  const vain: StatusFault = {
    kind: 'status',
    status: 400,
    message: "Unsupported value: 'messages[0].role' does not support 'user' with this model.",
    param: 'messages[0].role',
    code: 'unsupported_value',
  };

  test('is not tried for a parameter that was not named', async () => {
    const { ask, server } = await at(startOpenAI, other('acme'));
    server.fail(vain);
    await expect(ask({ user: 'u-1' })).rejects.toMatchObject({ status: 400 });
    expect(server.requests).toHaveLength(1);
  });

  test('is not tried again with each call', async () => {
    const { ask, server } = await at(startOpenAI, other('acme'));
    server.fail({
      kind: 'status',
      status: 400,
      message: "'user' is not supported",
      param: 'user',
      code: 'unsupported_parameter',
    });
    for (let call = 0; call < 5; call++)
      await expect(ask({ user: 'u-1' })).rejects.toMatchObject({ status: 400 });
    expect(server.requests.length).toBeLessThanOrEqual(6);
  });
});

describe('what the words of an error may be taken for', () => {
  const said = (message: string, error: object = {}): StatusFault => ({
    kind: 'status',
    status: 400,
    body: { error: { message, code: 400, ...error } },
  });
  test.each<[string, StatusFault, object, number]>([
    ['a field that is newer than this library', said("Unknown parameter: 'brand_new'."), { brand_new: 1 }, 2],
    ['a value that is no pattern', said("Unsupported parameter: 'stop'."), { stop: '(' }, 2],
    ['a role', said('messages: the role user is not supported'), { user: 'u' }, 1],
    ['notes of a gateway', said('Unknown model', { metadata: { a: 1 } }), { metadata: { a: 'b' } }, 1],
    ['a number of answers', said("Unsupported parameter: 'n'."), { n: 2 }, 1],
  ])('%s', async (_, fault, fields, requests) => {
    const { ask, server } = await at(startOpenAI, other('acme'));
    server.failNext(fault, { ...fault, status: 401 });
    await expect(ask(fields as Fields)).rejects.toMatchObject({
      status: requests === 2 ? 401 : 400,
      attempts: [{ reason: 'first' }],
    });
    expect(server.requests).toHaveLength(requests);
  });
});

describe('a value that is refused', () => {
  test('leaves the others of its parameter alone', async () => {
    const { ask, bodies, server } = await at(startOpenAI, other('acme'));
    server.failNext({
      kind: 'status',
      status: 400,
      message: "Unsupported value: 'reasoning_effort' does not support 'minimal' with this model.",
      param: 'reasoning_effort',
      code: 'unsupported_value',
    });
    await ask({ reasoning_effort: 'minimal' });
    await ask({ reasoning_effort: 'high' });
    await ask({ reasoning_effort: 'minimal' });
    expect(bodies().map(({ reasoning_effort }) => reasoning_effort)).toEqual([
      'minimal',
      undefined,
      'high',
      undefined,
    ]);
  });
});

describe('the model that the request names', () => {
  test('is sent what its caller wrote, and the caller is given the 400', async () => {
    const server = await startOpenAI({ refuses: ['verbosity'] });
    open.push(server);
    const client = new Understudy({
      apiKey: 'k',
      baseURL: server.url,
      fallbacks: ['openai/gpt-9'],
      health: 'own',
      logger,
    });
    const asked = client.chat.completions.create({ model: 'gpt-9', messages, verbosity: 'low' });
    await expect(asked).rejects.toMatchObject({
      status: 400,
      code: 'unsupported_parameter',
      param: 'verbosity',
    });
    expect(server.requests).toHaveLength(1);
  });
});
