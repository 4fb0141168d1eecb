import { beforeEach, expect, test, vi } from 'vitest';
import type { ChatRequest } from '../../src/core/chat.ts';
import { startOpenAI } from '../../src/drill/servers/openai.ts';
import { newCall, plain, says } from '../fakes.ts';

/** In a process of which nobody has asked anything yet. */
const fresh = async () => {
  vi.resetModules();
  return { ...(await import('../../src/load.ts')), ...(await import('../../src/index.ts')) };
};

beforeEach(() => vi.resetModules());

test('the first calls wait for what they need, and those after them begin at once', async () => {
  const { madeOf, loadRooms } = await fresh();
  let made = 0;
  const chat = madeOf(({ chainOf }) => {
    made++;
    expect(chainOf).toBeTypeOf('function');
    return says('Hi');
  });
  const first = [chat(plain, newCall()), chat(plain, newCall())];
  expect(made).toBe(0);
  expect(await Promise.all(first)).toHaveLength(2);
  expect(made).toBe(1);
  await loadRooms();
  const begun: string[] = [];
  const later = madeOf(() => async () => {
    begun.push('at once');
    return says('Hi')(plain, newCall());
  });
  void later(plain, newCall());
  expect(begun).toEqual(['at once']);
});

test('a conversation that goes on meanwhile is asked as it was', async () => {
  const { createFailover } = await fresh();
  const counted = ({ messages }: ChatRequest) => `${messages.length} messages`;
  const failover = createFailover({ health: 'own', routes: { home: [counted] } });
  const messages: ChatRequest['messages'] = [{ role: 'user', content: 'Hello' }];
  const answer = failover.chat({ model: 'home', messages });
  messages.push({ role: 'user', content: 'One thing more' });
  const reply = await answer;
  expect(reply.type === 'completion' && reply.completion.choices[0]?.message.content).toBe('1 messages');
});

test('the first call of a client is answered as any other, and so are a check and a ready client', async () => {
  await using server = await startOpenAI({ answer: () => 'Hello.' });
  const options = { apiKey: 'key', baseURL: server.url, health: 'own' as const };
  const ask = { model: 'gpt-5.5', messages: [{ role: 'user' as const, content: 'Hello' }] };
  const first = new (await fresh()).Understudy(options);
  expect((await first.chat.completions.create(ask)).choices[0]?.message.content).toBe('Hello.');
  expect(await new (await fresh()).Understudy(options).failover.check('gpt-5.5')).toMatchObject([
    { ok: true },
  ]);
  const ready = new (await fresh()).Understudy(options);
  await ready.failover.ready();
  expect((await ready.chat.completions.create(ask)).choices[0]?.message.content).toBe('Hello.');
});
