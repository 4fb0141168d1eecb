import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { isLife } from '../../../src/core/answer.ts';
import { anthropicProvider } from '../../../src/providers/anthropic/index.ts';
import { fakeCall } from '../fake-call.ts';
import { at, provider, serveEachTest, ways } from './harness.ts';
import { asking, chunksOf, completionOf, itemsOf, streaming, textOf } from './helpers.ts';

serveEachTest();

describe('answers', () => {
  test('plain', async () => {
    const reply = await provider().chat(asking(), fakeCall());
    const { choices, model, usage } = completionOf(reply);
    expect(choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: 'One two three four.' } });
    expect(model).toBe('claude-sonnet-5-5');
    expect(usage?.completion_tokens).toBe(4);
    expect(reply.headers?.get('request-id')).toMatch(/^req_/);
  });

  test('stream, with usage only where asked for', async () => {
    const reply = await provider().chat(streaming({ stream_options: { include_usage: true } }), fakeCall());
    const chunks = await chunksOf(itemsOf(reply));
    expect(textOf(chunks)).toBe('One two three four.');
    expect(chunks[0]!.choices[0]!.delta.role).toBe('assistant');
    expect(chunks.at(-2)!.choices[0]!.finish_reason).toBe('stop');
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: 4 } });
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
    expect(reply.headers?.get('request-id')).toMatch(/^req_/);
    expect((await ways.stream()).at(-1)!.choices).toHaveLength(1);
  });

  test('thinking', async () => {
    at.answer = { reasoning: 'Let me see.', text: 'Two.' };
    expect((await ways.plain()).choices[0]!.message).toMatchObject({ reasoning_content: 'Let me see.' });
    const chunks = await ways.stream();
    expect(chunks.find(isLife)!.choices[0]!.delta).toHaveProperty('reasoning_content');
    expect(textOf(chunks)).toBe('Two.');
  });

  test('bytes that come apart anywhere', async () => {
    at.answer = 'Größe 🙂 und mehr.';
    at.server.fail({ kind: 'chunked-bytes', size: 3, crlf: true, comments: true });
    expect(textOf(await ways.stream())).toBe('Größe 🙂 und mehr.');
  });

  test('a refusal', async () => {
    at.server.fail({ kind: 'blocked' });
    expect((await ways.plain()).choices[0]!.finish_reason).toBe('content_filter');
    expect((await ways.stream()).at(-1)!.choices[0]!.finish_reason).toBe('content_filter');
  });

  test('more tokens than the SDK would ask for without a stream', async () => {
    const reply = await provider().chat(asking({ max_tokens: 100_000 }), fakeCall());
    expect(completionOf(reply).choices[0]!.finish_reason).toBe('stop');
  });
});

describe('tools', () => {
  const tools = ['add', 'now'].map((name) => ({ type: 'function' as const, function: { name } }));
  const calls = [
    { name: 'add', arguments: { a: 1 } },
    { name: 'now', arguments: {} },
  ];

  test('there: calls, plain and streamed alike', async () => {
    at.answer = { toolCalls: calls };
    const { choices } = completionOf(await provider().chat(asking({ tools }), fakeCall()));
    expect(choices[0]!.finish_reason).toBe('tool_calls');
    const whole = choices[0]!.message.tool_calls!;
    expect(whole.map((call) => call.type === 'function' && call.function)).toEqual([
      { name: 'add', arguments: '{"a":1}' },
      { name: 'now', arguments: '{}' },
    ]);

    const chunks = await chunksOf(itemsOf(await provider().chat(streaming({ tools }), fakeCall())));
    const pieces = chunks.flatMap((chunk) => chunk.choices[0]!.delta.tool_calls ?? []);
    const joined = [0, 1].map((index) =>
      pieces.flatMap((piece) => (piece.index === index ? piece.function!.arguments! : [])).join(''),
    );
    expect(joined).toEqual(['{"a":1}', '{}']);
  });

  test('and back: results that Anthropic accepts', async () => {
    const tool_calls = ['functions.add:0', 'call_1'].map((id) => ({
      id,
      type: 'function' as const,
      function: { name: 'add', arguments: '{"a":1}' },
    }));
    const messages = [
      { role: 'user' as const, content: 'Add.' },
      { role: 'assistant' as const, content: null, tool_calls },
      { role: 'tool' as const, tool_call_id: 'call_1', content: '1' },
      { role: 'user' as const, content: 'Well?' },
      { role: 'tool' as const, tool_call_id: 'functions.add:0', content: '2' },
    ];
    for (const fields of [{ messages, tools }, { messages }]) {
      const { choices } = completionOf(await provider().chat(asking(fields), fakeCall()));
      expect(choices[0]!.finish_reason).toBe('stop');
    }
  });
});

describe('requests that only a faithful translation gets past the rules', () => {
  test.each([
    ['claude-haiku-4-5', { temperature: 1.7, top_p: 0.5, stop: ['\n', 'END'], max_tokens: 100_000 }],
    [
      'claude-sonnet-5-5',
      { temperature: 0, top_p: 0.5, reasoning_effort: 'none', seed: 1, n: 2, user: 'ann' },
    ],
    ['claude-opus-5', { reasoning_effort: 'none', parallel_tool_calls: false }],
    ['claude-fable-5-2', { reasoning_effort: 'minimal', tool_choice: 'required' }],
  ] as const)('%s %j', async (model, fields) => {
    const tools = [{ type: 'function', function: { name: 'add', strict: true } }];
    const messages = [
      { role: 'assistant', content: 'How can I help?' },
      { role: 'user', content: '' },
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Sing.' },
    ];
    const request = asking({ ...fields, tools, messages } as object);
    const reply = await provider({}, model).chat(request, fakeCall());
    expect(completionOf(reply).choices[0]!.finish_reason).toBe('stop');
  });
});

test('one connection serves stream after stream, although the body ends after its last event', async () => {
  const events = [
    { type: 'message_start', message: { id: 'msg_1', model: 'claude', usage: {} } },
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: {} },
    { type: 'message_stop' },
  ];
  let connections = 0;
  const slow = createServer((request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const event of events) response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    request.resume().on('end', () => setImmediate(() => setImmediate(() => response.end())));
  });
  slow.on('connection', () => void connections++);
  await new Promise<void>((listening) => void slow.listen(0, '127.0.0.1', listening));
  const baseURL = `http://127.0.0.1:${(slow.address() as AddressInfo).port}`;
  const anthropic = anthropicProvider('claude', { apiKey: 'k', baseURL });
  for (let n = 0; n < 10; n++) await chunksOf(itemsOf(await anthropic.chat(streaming(), fakeCall())));
  // The second request may start a moment before the first connection is free again.
  expect(connections).toBeLessThanOrEqual(2);
  slow.closeAllConnections();
  slow.close();
});

test('load loads the SDK ahead of the first use', async () => {
  await expect(provider().load()).resolves.toBeUndefined();
});
