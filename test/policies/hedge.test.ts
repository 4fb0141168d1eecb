import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Chat, ChatReply } from '../../src/core/chat.ts';
import { sleep } from '../../src/core/clock.ts';
import type { AllTargetsFailedError } from '../../src/core/exhausted.ts';
import type { Target } from '../../src/core/target.ts';
import { Budget } from '../../src/health/budget.ts';
import { Latency } from '../../src/health/latency.ts';
import { choose } from '../../src/policies/choose.ts';
import { firstToken } from '../../src/policies/first-token.ts';
import { retry } from '../../src/policies/retry.ts';
import type { Choice } from '../../src/policies/round.ts';
import { verdict } from '../../src/policies/verdict.ts';
import { settled } from '../clock.ts';
import {
  end,
  fails,
  failure,
  hangs,
  newCall,
  plain,
  read,
  says,
  script,
  streamed,
  streams,
  type TestTarget,
  target,
  thrown,
} from '../fakes.ts';

const choice = (hedge: Choice['hedge']): Choice => ({
  fallbackOn: { contentFilter: false, invalidRequest: false },
  hedge,
  blocked: ({ health }: Target) => health.blocked(),
});

/** A target with the rooms that stand around every provider. */
function room(id: string, chat: Chat): TestTarget & { asked: ReturnType<typeof script>['asked'] } {
  const asked = script(chat);
  const made = target(id, asked);
  const policies = [retry(made, { attempts: 2, maxRetryAfterMs: 3_000 }), verdict(made), firstToken];
  made.chat = policies.reduceRight((inner, policy) => policy(inner), asked as Chat);
  return Object.assign(made, { asked: asked.asked });
}

/** Says its words after so long. */
const after =
  (ms: number, chat: Chat): Chat =>
  async (request, call) => {
    await sleep(call.clock, ms, call.signal);
    return chat(request, call);
  };

const words = (reply: ChatReply) =>
  reply.type === 'completion' && reply.completion.choices[0]?.message.content;
const story = (call: ReturnType<typeof newCall>) =>
  call.attempts.list.map(({ target, reason, outcome, kind }) => [target, reason, outcome, kind]);

test('the next one starts beside one that is slow, and the first sign of life wins', async () => {
  const call = newCall();
  const [a, b] = [room('a/1', hangs), room('b/1', says('B'))];
  const reply = choose([a, b], choice({ afterMs: 1_000 }))(plain, call);
  await call.clock.advance(999);
  expect(b.asked).toHaveLength(0);
  await call.clock.advance(1);
  expect(words(await reply)).toBe('B');
  expect(a.asked[0]?.call.signal.aborted).toBe(true);
  expect(story(call)).toEqual([
    ['a/1', 'first', 'failed', 'timeout'],
    ['b/1', 'hedge', 'answered', undefined],
  ]);
  expect(a.health.waits).toEqual([['plain', 1_000]]);
  expect(call.clock.pending).toBe(0);
});

test('a slow one that is faster after all answers, and the one beside it learns nothing bad', async () => {
  const call = newCall();
  const [a, b] = [room('a/1', after(1_500, says('A'))), room('b/1', hangs)];
  const reply = choose([a, b], choice({ afterMs: 1_000 }))(plain, call);
  await call.clock.advance(1_500);
  expect(words(await reply)).toBe('A');
  await settled();
  expect(b.health.outcomes).toEqual([{ type: 'abandoned' }]);
  expect(b.asked[0]?.call.signal.aborted).toBe(true);
  expect(call.clock.pending).toBe(0);
});

test('a quick one is not raced, and streams are raced until their first token alone', async () => {
  const call = newCall();
  const [a, b] = [room('a/1', streams('Hi', new Promise(() => {}))), room('b/1', says('B'))];
  await choose([a, b], choice({ afterMs: 1_000 }))(streamed, call);
  await call.clock.advance(9_000);
  expect(b.asked).toHaveLength(0);
});

test('when the slow one fails, the one beside it goes on alone', async () => {
  const call = newCall();
  const [a, b, c] = [
    room('a/1', after(1_500, fails(failure('timeout')))),
    room('b/1', after(900, says('B'))),
    room('c/1', says('C')),
  ];
  const reply = choose([a, b, c], choice({ afterMs: 1_000 }))(plain, call);
  await call.clock.advance(1_900);
  expect(words(await reply)).toBe('B');
  expect(c.asked).toHaveLength(0);
});

test('when both fail, the third is asked', async () => {
  const call = newCall();
  const [a, b, c] = [
    room('a/1', after(1_500, fails(failure('timeout')))),
    room('b/1', fails(failure('quota'))),
    room('c/1', says('C')),
  ];
  const reply = choose([a, b, c], choice({ afterMs: 1_000 }))(plain, call);
  await call.clock.advance(1_500);
  expect(words(await reply)).toBe('C');
});

test('a mistake of the caller ends the race', async () => {
  const call = newCall();
  const [a, b] = [room('a/1', after(1_500, fails(failure('invalid-request')))), room('b/1', hangs)];
  const error = thrown<AllTargetsFailedError>(choose([a, b], choice({ afterMs: 1_000 }))(plain, call));
  await call.clock.advance(1_500);
  expect((await error).cause).toMatchObject({ kind: 'invalid-request' });
  expect(b.asked[0]?.call.signal.aborted).toBe(true);
});

test('two answers in one moment: one is read, the other let go', async () => {
  const call = newCall();
  const [a, b] = [room('a/1', after(1_000, streams('A', end()))), room('b/1', streams('B', end()))];
  const reply = choose([a, b], choice({ afterMs: 1_000 }))(streamed, call);
  await call.clock.advance(1_000);
  expect((await read(await reply)).text).toMatch(/^[AB]$/);
  await settled();
  expect(call.attempts.list.filter(({ outcome }) => outcome === 'pending')).toEqual([]);
  expect(call.clock.pending).toBe(0);
});

test('a wait that the vendor asked for is no slowness', async () => {
  const call = newCall();
  const limited = failure('rate-limit', { retryAfterMs: 2_000 });
  const [a, b] = [room('a/1', script(fails(limited), says('A'))), room('b/1', says('B'))];
  const reply = choose([a, b], choice({ afterMs: 1_000 }))(plain, call);
  await call.clock.advance(2_001);
  expect(words(await reply)).toBe('A');
  expect(b.asked).toHaveLength(0);
});

test('the caller ends all of them', async () => {
  const call = newCall();
  const [a, b] = [room('a/1', hangs), room('b/1', hangs)];
  const left = thrown(choose([a, b], choice({ afterMs: 1_000 }))(plain, call));
  await call.clock.advance(1_000);
  call.caller.abort('left');
  expect(await left).toMatchObject({ kind: 'aborted', cause: 'left' });
  expect([a, b].map(({ health }) => health.outcomes)).toEqual([
    [{ type: 'abandoned' }],
    [{ type: 'abandoned' }],
  ]);
  expect(call.clock.pending).toBe(0);
});

test("at most two extra requests a call, and none that the target's budget does not pay", async () => {
  const call = newCall();
  const all = ['a', 'b', 'c', 'd'].map((name) => room(`${name}/1`, hangs));
  void thrown(choose(all, choice({ afterMs: 1_000 }))(plain, call));
  await call.clock.advance(10_000);
  expect(all.map(({ asked }) => asked.length)).toEqual([1, 1, 1, 0]);
  const other = newCall();
  const [a, b] = [room('a/1', hangs), room('b/1', says('B'))];
  b.health.purse = 0;
  void thrown(choose([a, b], choice({ afterMs: 1_000 }))(plain, other));
  await other.clock.advance(10_000);
  expect(b.asked).toHaveLength(0);
});

test('nobody is raced towards a target that is down, nor towards a function', async () => {
  const call = newCall();
  const [a, b, person] = [room('a/1', hangs), room('b/1', says('B')), room('custom/person', says('P'))];
  b.health.rest = { why: 'open', until: 1e12, binding: true };
  Object.assign(person, { custom: true });
  void thrown(choose([a, b, person], choice({ afterMs: 1_000 }))(plain, call));
  await call.clock.advance(10_000);
  expect([b.asked.length, person.asked.length]).toEqual([0, 0]);
});

test.each([
  ['a stream that nothing is known of', streamed, undefined, 8_000],
  ['a plain call that nothing is known of', plain, undefined, undefined],
  [
    'a stream of a model that thinks first',
    { ...streamed, reasoning_effort: 'high' as const },
    undefined,
    undefined,
  ],
  ['one whose usual wait is known', plain, 3_000, 3_000],
  ['one that is always quick', plain, 20, 500],
])('unset, the wait is learned: %s', async (_, request, usually, expected) => {
  const call = newCall();
  const [a, b] = [room('a/1', hangs), room('b/1', hangs)];
  a.health.usually = usually;
  void thrown(choose([a, b], choice(undefined))(request, call));
  await call.clock.advance((expected ?? 60_000) - 1);
  expect(b.asked).toHaveLength(0);
  await call.clock.advance(1);
  expect(b.asked).toHaveLength(expected === undefined ? 0 : 1);
});

test('the usual wait is that of nineteen in twenty, by kind of request, and of late', () => {
  const latency = new Latency();
  for (let ms = 1; ms < 20; ms++) latency.learn('plain', ms);
  expect(latency.usual('plain')).toBeUndefined();
  latency.learn('plain', 1_000);
  expect(latency.usual('plain')).toBe(1_000);
  expect(latency.usual('stream')).toBeUndefined();
  for (let more = 0; more < 50; more++) latency.learn('plain', 7);
  expect(latency.usual('plain')).toBe(7);
});

test('what is usual is true after each wait, whatever came before', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 20, maxLength: 200 }), (waits) => {
      const latency = new Latency();
      for (const [count, ms] of waits.entries()) {
        latency.learn('plain', ms);
        const last = waits.slice(Math.max(0, count - 49), count + 1).sort((a, b) => a - b);
        const usual = last.length < 20 ? undefined : last[Math.floor(last.length * 0.95)];
        expect(latency.usual('plain')).toBe(usual);
      }
    }),
  );
});

test('a budget pays for ten at once, and then for one in ten calls', () => {
  const budget = new Budget();
  const spent = () => Array.from({ length: 20 }, () => budget.spend()).filter(Boolean).length;
  expect(spent()).toBe(10);
  for (let calls = 0; calls < 30; calls++) budget.deposit();
  expect(spent()).toBeGreaterThanOrEqual(2);
  for (let calls = 0; calls < 10_000; calls++) budget.deposit();
  expect(spent()).toBe(10);
});

test('a stream that nobody answers leaves no timer behind', async () => {
  const call = newCall();
  await thrown(
    choose([room('a/1', fails(failure('quota'))), room('b/1', fails(failure('quota')))], choice(undefined))(
      streamed,
      call,
    ),
  );
  expect(call.clock.pending).toBe(0);
});

test('the next one starts at once beside one that turns out to be down, and that is a first try: it is free', async () => {
  const call = newCall();
  const [a, b] = [room('a/1', hangs), room('b/1', says('B'))];
  call.extras.left = 0;
  b.health.purse = 0;
  const reply = choose([a, b], choice(undefined))(plain, call);
  await settled();
  for (const tell of [...a.health.watchers]) tell();
  expect(words(await reply)).toBe('B');
  expect(story(call).map(([id, reason]) => `${id} ${reason}`)).toEqual(['a/1 first', 'b/1 hedge']);
  await settled();
  expect([...a.health.watchers, ...b.health.watchers]).toEqual([]);
});

test('who does not want races waits also on one that is down', async () => {
  const call = newCall();
  const [a, b] = [room('a/1', hangs), room('b/1', says('B'))];
  void choose([a, b], choice(false))(plain, call).catch(() => {});
  await settled();
  for (const tell of [...a.health.watchers]) tell();
  await settled();
  expect(b.asked).toHaveLength(0);
  call.caller.abort();
});

test('one that is down starts one other, not one for each who tells', async () => {
  const call = newCall();
  const [a, b, c] = [room('a/1', hangs), room('b/1', hangs), room('c/1', says('C'))];
  void choose([a, b, c], choice(undefined))(plain, call).catch(() => {});
  await settled();
  for (const tell of [...a.health.watchers]) tell();
  for (const tell of [...a.health.watchers]) tell();
  await settled();
  expect([b.asked.length, c.asked.length]).toEqual([1, 0]);
  call.caller.abort();
});

test('each call pays into the budget of every target that it may come to, once', async () => {
  const call = newCall();
  const targets = [room('a/1', says('A')), room('b/1', says('B'))];
  await choose(targets, choice(undefined))(plain, call);
  await choose(targets, choice(undefined))(plain, { ...call, avoid: new Set(['a/1']) });
  expect(targets.map(({ health }) => health.expected)).toEqual([1, 1]);
});
