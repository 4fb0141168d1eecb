import { describe, expect, test } from 'vitest';
import type { Answer } from '../../../src/drill/servers/kit/answer.ts';
import type { StatusFault } from '../../../src/drill/servers/kit/faults.ts';
import type { CompatibleName } from '../../../src/drill/servers/openai/accents.ts';
import { compatibleErrors } from '../../../src/drill/servers/openai/compatible.ts';
import { served } from '../../../src/index.ts';
import { vendors } from '../../../src/providers/openai/vendors.ts';
import { messages, names, through, tools } from './through.ts';

test('every vendor of the table but OpenAI has a server that plays it', () => {
  const listed = Object.keys(vendors).filter((name) => name !== 'openai');
  expect(names.toSorted()).toEqual(listed.toSorted());
});

const thoughtful: Answer = { text: 'Sunny, 24 °C.', reasoning: 'They ask. I look.', usage: { cached: 2 } };
const twoCalls: Answer = {
  toolCalls: [
    { name: 'weather', arguments: { city: 'Paris' } },
    { name: 'time', arguments: { city: 'Rome' } },
  ],
};

describe.each(names)('%s', (name) => {
  test('a plain answer in OpenAI’s words', async () => {
    await using at = await through(name, thoughtful);
    const answer = await at.client.chat.completions.create({ model: 'm', messages });
    expect(answer.choices[0]).toMatchObject({
      index: 0,
      finish_reason: 'stop',
      message: { role: 'assistant', content: 'Sunny, 24 °C.' },
    });
    // One word of text or thought is one token there.
    expect(answer.usage).toMatchObject({ completion_tokens: 7 });
    expect(served(answer)?.target).toBe(`${name}/their-model`);
    expect(at.server.requests[0]?.body).toMatchObject({ model: 'their-model' });
  });

  test('a stream that OpenAI’s own helper puts together', async () => {
    await using at = await through(name, thoughtful);
    const stream = at.client.chat.completions.stream({
      model: 'm',
      messages,
      stream_options: { include_usage: true },
    });
    const said: unknown[] = [];
    stream.on('content', (words) => said.push(words));
    const answer = await stream.finalChatCompletion();
    expect(answer.choices).toHaveLength(1);
    expect(answer.choices[0]).toMatchObject({
      finish_reason: 'stop',
      message: { content: 'Sunny, 24 °C.' },
    });
    // Thoughts are a sign of life and no words.
    expect(said.join('')).toBe('Sunny, 24 °C.');
    expect(answer.usage).toMatchObject({ completion_tokens: 7 });
  });

  test('tool calls, plain and streamed, each with its place, id and arguments', async () => {
    await using at = await through(name, twoCalls);
    const plainly = await at.client.chat.completions.create({ model: 'm', messages, tools });
    const streamed = await at.client.chat.completions
      .stream({ model: 'm', messages, tools })
      .finalChatCompletion();
    for (const { choices } of [plainly, streamed]) {
      expect(choices[0]?.finish_reason).toBe('tool_calls');
      const calls = choices[0]?.message.tool_calls ?? [];
      expect(calls.map((call) => call.type === 'function' && call.function)).toMatchObject([
        { name: 'weather', arguments: '{"city":"Paris"}' },
        { name: 'time', arguments: '{"city":"Rome"}' },
      ]);
      const ids = calls.map(({ id }) => id);
      expect(new Set(ids).size).toBe(2);
      for (const id of ids) expect(id).toMatch(/^[\w-]{1,40}$/);
    }
  });

  test('a stream that ends in a limit', async () => {
    await using at = await through(name, { text: 'Sunny,', finish: 'length' });
    const answer = await at.client.chat.completions.create({
      model: 'm',
      messages,
      max_completion_tokens: 1,
    });
    expect(answer.choices[0]?.finish_reason).toBe('length');
    expect(at.server.requests[0]?.body).toMatchObject({ [vendors[name].limitField]: 1 });
  });
});

describe('an error of theirs', () => {
  const { azure, openRouter, groq, mistral, deepSeek, xai, ollama, vllm } = compatibleErrors;
  const bare = (status: number, body: object): StatusFault => ({ kind: 'status', status, body });
  test.each<[CompatibleName, StatusFault, string]>([
    ['azure', azure.rateLimit, 'rate-limit'],
    ['deepseek', deepSeek.quota, 'quota'],
    ['groq', groq.capacity, 'rate-limit'],
    ['mistral', mistral.modelNotFound, 'model-not-found'],
    ['openrouter', openRouter.overloaded, 'overloaded'],
    ['together', bare(429, { error: { message: 'm', type: 'rate_limit', code: null } }), 'rate-limit'],
    ['xai', xai.auth, 'auth'],
    [
      'lmstudio',
      bare(404, { error: { message: 'No model loaded', code: 'model_not_found' } }),
      'model-not-found',
    ],
    ['ollama', ollama.modelNotFound, 'model-not-found'],
    ['vllm', vllm.contextLength, 'context-length'],
  ])('%s', async (name, fault, kind) => {
    await using at = await through(name, '');
    at.server.fail(fault);
    const error = await at.client.chat.completions.create({ model: 'm', messages }).catch((error) => error);
    expect(served(error)?.attempts).toMatchObject([{ target: `${name}/their-model`, kind }]);
  });

  const cut = { id: 'x', object: 'chat.completion.chunk', created: 1, model: 'm' };
  test.each<[CompatibleName, object, string]>([
    [
      'deepseek',
      { ...cut, choices: [{ index: 0, delta: {}, finish_reason: 'insufficient_system_resource' }] },
      'overloaded',
    ],
    ['groq', { ...cut, choices: [], x_groq: { error: 'The model is over capacity' } }, 'transient'],
    ['lmstudio', { error: { message: 'Model unloaded' } }, 'transient'],
    ['mistral', { ...cut, choices: [{ index: 0, delta: {}, finish_reason: 'error' }] }, 'transient'],
    ['openrouter', { ...cut, error: { code: 429, message: 'm' }, choices: [] }, 'rate-limit'],
    ['vllm', { object: 'error', message: 'm', type: 'InternalServerError', code: 503 }, 'overloaded'],
    ['vllm', { ...cut, choices: [{ index: 0, delta: {}, finish_reason: 'abort' }] }, 'transient'],
  ])('%s, inside of a 200', async (name, payload, kind) => {
    await using at = await through(name, 'One two three.');
    at.server.fail({ kind: 'error-event', afterTokens: 0, payload });
    for (const stream of [true, false]) {
      const error = await at.client.chat.completions
        .create({ model: 'm', messages, stream })
        .catch((error) => error);
      expect(served(error)?.attempts.map((attempt) => attempt.kind)).toEqual([kind]);
    }
  });
});
