import Anthropic from '@anthropic-ai/sdk';
import { expect, test } from 'vitest';
import { startAnthropic } from '../../../src/drill/servers/anthropic.ts';
import type { Answer } from '../../../src/drill/servers/kit/answer.ts';
import { anthropic, eventsOf } from './sdk.ts';

const messages = [{ role: 'user' as const, content: 'What is the weather in Paris?' }];
const tools = [{ name: 'weather', input_schema: { type: 'object' as const } }];
const ask = { model: 'claude-sonnet-5-5', max_tokens: 1000, messages };
const call = { name: 'weather', arguments: { city: 'Paris', unit: '°C' } };

const post = (url: string, body: object) =>
  fetch(`${url}/v1/messages`, {
    method: 'POST',
    headers: { 'x-api-key': 'test', 'anthropic-version': '2026-10-21' },
    body: JSON.stringify({ ...ask, stream: true, ...body }),
  });

const namesOf = (events: string[]) => events.map((event) => /^event: (\w+)\ndata: /.exec(event)?.[1]);
const dataOf = (events: string[]) =>
  events.map((event) => JSON.parse(event.slice(event.indexOf('data: ') + 6)));

test('a plain answer', async () => {
  await using server = await startAnthropic({
    answer: () => ({ text: 'Sunny.', usage: { input: 9, cached: 4 } }),
  });
  const message = await anthropic(server.url).messages.create(ask);
  expect(message).toMatchObject({
    id: 'msg_01Drill000001',
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-5-5',
    content: [{ type: 'text', text: 'Sunny.' }],
    stop_reason: 'end_turn',
    usage: { input_tokens: 5, cache_read_input_tokens: 4, output_tokens: 1 },
  });
  expect(message._request_id).toBe('req_01Drill000001');
});

test('the order of a stream, named twice in every event', async () => {
  await using server = await startAnthropic({ answer: () => ({ text: 'Hello there', reasoning: 'Hm' }) });
  const response = await post(server.url, {});
  expect(response.headers.get('anthropic-ratelimit-input-tokens-reset')).toMatch(/^\d{4}-.+T[\d:]+Z$/);
  const events = await eventsOf(response);
  const data = dataOf(events);
  expect(namesOf(events)).toEqual(data.map(({ type }) => type));
  expect(namesOf(events).join(' ')).toBe(
    'message_start content_block_start ping content_block_delta content_block_delta content_block_stop ' +
      'content_block_start content_block_delta content_block_delta content_block_stop message_delta message_stop',
  );
  expect(data.flatMap(({ delta }) => delta?.type ?? [])).toEqual([
    'thinking_delta',
    'signature_delta',
    'text_delta',
    'text_delta',
  ]);
  expect(data[0].message).toMatchObject({ content: [], stop_reason: null, usage: { output_tokens: 1 } });
  expect(data.at(-2)).toMatchObject({ delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 3 } });
});

test('tool calls, plain and in pieces, after a text', async () => {
  await using server = await startAnthropic({
    answer: () => ({ text: 'Let me see.', toolCalls: [call, call] }),
  });
  const client = anthropic(server.url);
  for (const message of [
    await client.messages.create({ ...ask, tools }),
    await client.messages.stream({ ...ask, tools }).finalMessage(),
  ]) {
    expect(message.stop_reason).toBe('tool_use');
    expect(message.content).toMatchObject([
      { type: 'text', text: 'Let me see.' },
      { type: 'tool_use', name: 'weather', input: call.arguments },
      { type: 'tool_use', name: 'weather', input: call.arguments },
    ]);
    expect(new Set(message.content.map((block) => block.type === 'tool_use' && block.id)).size).toBe(3);
  }
});

test('thinking, length and refusal', async () => {
  const said: Answer[] = [{ text: 'So', reasoning: 'Hm hm', finish: 'length' }, { refusal: 'I will not.' }];
  await using server = await startAnthropic({ answer: () => said.shift()! });
  const thought = await anthropic(server.url).messages.stream(ask).finalMessage();
  expect(thought.stop_reason).toBe('max_tokens');
  expect(thought.content).toMatchObject([
    { thinking: 'Hm hm', signature: expect.any(String) },
    { text: 'So' },
  ]);
  const refused = await anthropic(server.url).messages.stream(ask).finalMessage();
  expect(refused).toMatchObject({
    content: [],
    stop_reason: 'refusal',
    stop_details: { explanation: 'I will not.' },
  });
});

test('a clean end is silent for the reader of events, and an error for who wants the message', async () => {
  await using server = await startAnthropic();
  server.fail({ kind: 'clean-end', afterTokens: 1 });
  await expect(anthropic(server.url).messages.stream(ask).finalMessage()).rejects.toThrow(
    Anthropic.AnthropicError,
  );
});

test('keys, models, versions and paths', async () => {
  await using server = await startAnthropic({ keys: ['right'], models: ['claude-sonnet-5-5'] });
  const create = (key: string, model: string) =>
    anthropic(server.url, key).messages.create({ ...ask, model });
  await expect(create('wrong', 'claude-sonnet-5-5')).rejects.toMatchObject({
    status: 401,
    type: 'authentication_error',
  });
  await expect(create('right', 'claude-9')).rejects.toMatchObject({ status: 404, type: 'not_found_error' });
  expect((await create('right', 'claude-sonnet-5-5')).stop_reason).toBe('end_turn');
  const bare = await fetch(`${server.url}/v1/messages`, { method: 'POST', body: '{}' });
  expect([bare.status, (await bare.json()).error.message]).toEqual([401, 'x-api-key header is required']);
  const lost = await fetch(`${server.url}/v1/nothing`, { headers: { 'x-api-key': 'right' } });
  expect([lost.status, (await lost.json()).error.type]).toEqual([404, 'not_found_error']);
});

test('every named error arrives as the SDK reads it', async () => {
  await using server = await startAnthropic();
  const { errors } = server;
  const faults = [
    errors.rateLimit(2),
    errors.rampLimit(),
    ...Object.values(errors).filter((e) => typeof e === 'object'),
  ];
  for (const fault of faults) {
    server.fail(fault);
    const error = await anthropic(server.url)
      .messages.create(ask)
      .catch((e) => e);
    expect(error).toBeInstanceOf(Anthropic.APIError);
    expect(error).toMatchObject({ status: fault.status, type: fault.type, apiMessage: fault.message });
    expect(error.errorCode ?? undefined).toBe('code' in fault ? fault.code : undefined);
    expect(error.requestID).toBe(error.error.request_id);
  }
  server.fail(errors.overloaded);
  await expect(anthropic(server.url).messages.create(ask)).rejects.toThrow(Anthropic.OverloadedError);
});
