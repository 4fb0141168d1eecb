import { describe, expect, test } from 'vitest';
import type { ChatRequest } from '../../src/core/chat.ts';
import { firstToken } from '../../src/policies/first-token.ts';
import { verdict } from '../../src/policies/verdict.ts';
import { newCall, plain, read, streamed, target } from '../fakes.ts';
import { ways } from './ways.ts';

/** Each drill server counts its requests in its ids, as its vendor writes them. */
const ids: Record<string, string> = {
  primary: 'req_drill000001',
  compatible: 'req_drill000001',
  anthropic: 'req_01Drill000001',
  google: 'drill000001',
  genai: 'drill000001',
};

const both: [string, ChatRequest][] = [
  ['plain', plain],
  ['streamed', streamed],
];

describe.each(Object.entries(ways))('%s', (name, { ask, start }) => {
  test.each(both)('the vendor’s id stands on the attempt that it served, %s', async (_, request) => {
    await using server = await start();
    const chat = (asked: ChatRequest) => ask(server.url, asked);
    const call = newCall();
    const reply = await verdict(target('a/1', chat))(firstToken(chat))(request, call);
    expect(reply.requestId).toBe(ids[name]);
    expect(call.attempts.list).toMatchObject([{ requestId: ids[name] }]);
    if (reply.type === 'stream') expect((await read(reply)).error).toBeUndefined();
    expect(call.attempts.list).toMatchObject([{ requestId: ids[name], outcome: 'answered' }]);
  });

  test('a stream that breaks has been given its id already', async () => {
    await using server = await start();
    server.fail({ kind: 'cut', afterTokens: 2 });
    const chat = (asked: ChatRequest) => ask(server.url, asked);
    const call = newCall();
    await read(await verdict(target('a/1', chat))(firstToken(chat))(streamed, call));
    expect(call.attempts.list).toMatchObject([{ requestId: ids[name], outcome: 'failed' }]);
  });
});

test.each(['compatible', 'anthropic', 'google', 'genai'])('%s: a vendor that gives none', async (name) => {
  const { ask, start } = ways[name]!;
  await using server = await start();
  const gemini = { candidates: [{ content: { parts: [{ text: 'Hi' }] }, finishReason: 'STOP' }] };
  const answers: Record<string, object> = {
    compatible: {
      choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
    },
    anthropic: { content: [{ type: 'text', text: 'Hi' }], stop_reason: 'end_turn' },
    google: gemini,
    genai: gemini,
  };
  const headers = { 'x-request-id': '', 'request-id': '' };
  server.fail({ kind: 'status', status: 200, body: answers[name], headers });
  expect((await ask(server.url, plain)).requestId).toBeUndefined();
});
