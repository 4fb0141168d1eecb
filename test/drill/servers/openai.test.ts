import OpenAI from 'openai';
import { expect, test } from 'vitest';
import type { Answer } from '../../../src/drill/servers/kit/answer.ts';
import { startOpenAI } from '../../../src/drill/servers/openai.ts';
import { eventsOf, openai } from './sdk.ts';

const messages = [{ role: 'user' as const, content: 'What is the weather in Paris?' }];
const tools = [{ type: 'function' as const, function: { name: 'weather', parameters: { type: 'object' } } }];
const call = { name: 'weather', arguments: { city: 'Paris', unit: '°C' } };

const post = (url: string, body: object) =>
  fetch(`${url}/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-test' },
    body: JSON.stringify({ model: 'gpt-4.1', messages, stream: true, ...body }),
  });

const dataOf = (events: string[]) =>
  events.slice(0, -1).map((event) => JSON.parse(event.slice('data: '.length)));

test('a plain answer', async () => {
  await using server = await startOpenAI({
    answer: () => ({ text: 'Sunny.', usage: { cached: 2, reasoning: 4 } }),
  });
  const completion = await openai(server.url).chat.completions.create({ model: 'gpt-5.5', messages });
  expect(completion).toMatchObject({
    id: 'chatcmpl-drill000001',
    object: 'chat.completion',
    model: 'gpt-5.5',
    choices: [
      { index: 0, message: { role: 'assistant', content: 'Sunny.', refusal: null }, finish_reason: 'stop' },
    ],
    usage: {
      prompt_tokens_details: { cached_tokens: 2 },
      completion_tokens_details: { reasoning_tokens: 4 },
    },
  });
  expect(completion._request_id).toBe('req_drill000001');
});

test('the order of a stream: role, words, finish, usage if asked, [DONE]', async () => {
  await using server = await startOpenAI({ answer: () => 'Hello there' });
  const response = await post(server.url, { stream_options: { include_usage: true } });
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  expect(response.headers.get('x-ratelimit-remaining-tokens')).toBe('1999000');
  const events = await eventsOf(response);
  expect(events.at(-1)).toBe('data: [DONE]');
  const chunks = dataOf(events);
  expect(chunks.map(({ choices }) => choices[0]?.delta)).toEqual([
    { role: 'assistant', content: '', refusal: null },
    { content: 'Hello' },
    { content: ' there' },
    {},
    undefined,
  ]);
  expect(chunks.map(({ choices }) => choices[0]?.finish_reason)).toEqual([
    null,
    null,
    null,
    'stop',
    undefined,
  ]);
  expect(chunks.map(({ usage }) => usage?.completion_tokens ?? usage)).toEqual([null, null, null, null, 2]);
  expect(chunks.every(({ obfuscation }) => typeof obfuscation === 'string')).toBe(true);
});

test('no usage and no padding where none is wanted', async () => {
  await using server = await startOpenAI();
  const chunks = dataOf(
    await eventsOf(await post(server.url, { stream_options: { include_obfuscation: false } })),
  );
  expect(chunks.some((chunk) => 'usage' in chunk || 'obfuscation' in chunk)).toBe(false);
});

test('tool calls, plain and in pieces', async () => {
  await using server = await startOpenAI({
    answer: () => ({ toolCalls: [call, { ...call, id: 'call_own' }] }),
  });
  const ask = { model: 'gpt-4.1', messages, tools };
  const { choices } = await openai(server.url).chat.completions.create(ask);
  const streamed = await openai(server.url).chat.completions.stream(ask).finalChatCompletion();
  for (const choice of [choices[0]!, streamed.choices[0]!]) {
    expect(choice.finish_reason).toBe('tool_calls');
    expect(choice.message.content).toBeNull();
    const calls = choice.message.tool_calls!.filter((call) => call.type === 'function');
    expect(calls.map(({ function: { name, arguments: args } }) => [name, JSON.parse(args)])).toEqual([
      ['weather', call.arguments],
      ['weather', call.arguments],
    ]);
    expect(calls[1]!.id).toBe('call_own');
  }
  const deltas = dataOf(await eventsOf(await post(server.url, { tools }))).flatMap(
    (c) => c.choices[0].delta.tool_calls ?? [],
  );
  expect(deltas.filter((delta) => delta.id)).toHaveLength(2);
  expect(deltas.length).toBeGreaterThan(6);
});

test('several choices, a refusal, thinking', async () => {
  const said: Answer[] = [{ text: 'Yes' }, { refusal: 'I will not.' }, { text: 'So', reasoning: 'Hm hm' }];
  await using server = await startOpenAI({ answer: () => said.shift()! });
  const ask = { model: 'gpt-4.1', messages, n: 2 };
  const both = await openai(server.url).chat.completions.stream(ask).finalChatCompletion();
  expect(both.choices.map(({ message }) => message.content)).toEqual(['Yes', 'Yes']);
  const refused = await openai(server.url)
    .chat.completions.stream({ ...ask, n: 1 })
    .finalChatCompletion();
  expect(refused.choices[0]!.message.refusal).toBe('I will not.');
  const thought = await openai(server.url).chat.completions.create({ ...ask, n: 1 });
  expect(thought.choices[0]!.message).toMatchObject({ content: 'So', reasoning_content: 'Hm hm' });
});

test('the tokens of a text in any script come out whole', async () => {
  const text = '  Ünïcode 🦉\n\n線を引く <b>"x"</b> \u2028 end  ';
  await using server = await startOpenAI({ answer: () => text });
  server.fail({ kind: 'chunked-bytes', size: 1, crlf: true, comments: true });
  const answer = await openai(server.url)
    .chat.completions.stream({ model: 'gpt-4.1', messages })
    .finalContent();
  expect(answer).toBe(text);
});

test('the other endpoints answer too', async () => {
  await using server = await startOpenAI({ models: ['gpt-a', 'gpt-b'] });
  const client = openai(server.url);
  expect((await client.models.list()).data.map(({ id }) => id)).toEqual(['gpt-a', 'gpt-b']);
  const { data } = await client.embeddings.create({ model: 'text-embedding-3-small', input: ['a', 'b'] });
  expect(data.map(({ embedding }) => embedding)).toEqual([
    [0.5, -0.25, 0.125],
    [0.5, -0.25, 0.125],
  ]);
  const response = await client.responses.create({ model: 'gpt-a', input: 'Hello?' });
  expect(response.output_text).toBe('OpenAI here, alive and well.');
  await expect(client.images.generate({ model: 'x', prompt: 'y' })).rejects.toMatchObject({
    status: 404,
    code: 'unknown_url',
  });
});

test('keys and models', async () => {
  await using server = await startOpenAI({ keys: ['sk-right'], models: ['gpt-4.1'] });
  const ask = (key: string, model: string) =>
    openai(server.url, key).chat.completions.create({ model, messages });
  await expect(ask('sk-wrong-key-0123', 'gpt-4.1')).rejects.toThrow(
    '401 Incorrect API key provided: sk-w*********0123.',
  );
  await expect(ask('sk-right', 'gpt-9')).rejects.toMatchObject({
    status: 404,
    code: 'model_not_found',
    type: 'invalid_request_error',
  });
  expect((await ask('sk-right', 'gpt-4.1')).model).toBe('gpt-4.1');
});

test('every named error arrives as the SDK reads it', async () => {
  await using server = await startOpenAI();
  const { errors } = server;
  for (const fault of [
    errors.rateLimit(2),
    ...Object.values(errors).filter((error) => typeof error === 'object'),
  ]) {
    server.fail(fault);
    const error = await openai(server.url)
      .chat.completions.create({ model: 'gpt-4.1', messages })
      .catch((e) => e);
    expect(error).toBeInstanceOf(OpenAI.APIError);
    expect(error).toMatchObject({
      status: fault.status,
      type: fault.type,
      code: fault.code,
      error: { message: fault.message },
    });
    expect(error.requestID).toBe(`req_drill${String(server.requests.length).padStart(6, '0')}`);
    expect(error.headers.get('retry-after')).toBe('retryAfter' in fault ? '2' : null);
  }
});
