import { expect, test } from 'vitest';
import type { Chat, ChatReply } from '../../src/core/chat.ts';
import type { AllTargetsFailedError } from '../../src/core/exhausted.ts';
import type { FailureKind } from '../../src/core/kind.ts';
import { choose } from '../../src/policies/choose.ts';
import { verdict } from '../../src/policies/verdict.ts';
import { settled } from '../clock.ts';
import {
  failure,
  newCall,
  plain,
  says,
  script,
  type TestCall,
  type TestTarget,
  target,
  thrown,
} from '../fakes.ts';

/** A target that rests for so long, after a failure of that kind. */
function resting(id: string, ms: number, call: TestCall, kind: FailureKind = 'rate-limit', binding = true) {
  const made = entered(id, says(id));
  const until = call.clock.now() + ms;
  const since = call.clock.now();
  made.health.rest = { why: 'cooling', since, until, binding, failure: failure(kind) };
  call.clock.after(ms, () => {
    if (made.health.rest?.until === until) made.health.rest = undefined;
  });
  return made;
}

function entered(id: string, ...chats: Chat[]) {
  const asked = script(...chats);
  const made: TestTarget = target(id, asked);
  made.chat = verdict(made)(asked);
  return Object.assign(made, { asked: asked.asked });
}

/** Throttled when it is asked, and well again after so long. */
function throttles(id: string, ms: number, call: TestCall) {
  const made: ReturnType<typeof entered> = entered(id, async () => {
    if (made.asked.length > 1) return says(id)(plain, call);
    const why = failure('rate-limit', { retryAfterMs: ms });
    made.health.rest = { why: 'cooling', until: call.clock.now() + ms, binding: true, failure: why };
    call.clock.after(ms, () => {
      made.health.rest = undefined;
    });
    throw why;
  });
  return made;
}

const fallbackOn = { contentFilter: false, invalidRequest: false };
const ask = (targets: TestTarget[], call: TestCall) =>
  choose(targets, { fallbackOn, hedge: false, blocked: ({ health }) => health.blocked() })(plain, call);
const text = (reply: ChatReply) =>
  reply.type === 'completion' && reply.completion.choices[0]?.message.content;
const calm = (limits = {}) => {
  const call = newCall(limits);
  call.clock.chance = 0;
  return call;
};

test('everybody is throttled: the call waits for the first that is back, and tells of it', async () => {
  const call = calm();
  const targets = [resting('a/1', 9_000, call), resting('b/1', 4_000, call)];
  const answer = ask(targets, call);
  await call.clock.advance(4_000);
  expect(targets.map(({ asked }) => asked.length)).toEqual([0, 0]);
  await call.clock.advance(1);
  expect(text(await answer)).toBe('b/1');
  expect(call.events.filter(({ type }) => type === 'call-delayed')).toEqual([
    { type: 'call-delayed', call: '', target: 'b/1', forMs: 4_001 },
  ]);
});

test('those who wait for the same end do not all come in the same moment', async () => {
  const call = calm();
  call.clock.chance = 0.5;
  const answer = ask([resting('a/1', 4_000, call)], call);
  await call.clock.advance(4_001);
  expect(call.attempts.list).toEqual([]);
  await call.clock.advance(400);
  expect(text(await answer)).toBe('a/1');
});

test('an end beyond the deadline is not waited for: the call fails at once, and says when to come back', async () => {
  const call = calm({ totalMs: 4_000 });
  const error = await thrown<AllTargetsFailedError>(ask([resting('a/1', 4_000, call)], call));
  expect(error.retryAfterMs).toBe(4_000);
  expect(call.clock.pending).toBe(1);
});

test.each<FailureKind>(['quota', 'auth', 'permission', 'model-not-found'])(
  'a rest for %s does not pass by itself: nobody waits for it',
  async (kind) => {
    const call = calm();
    const error = await thrown<AllTargetsFailedError>(ask([resting('a/1', 4_000, call, kind)], call));
    expect(error.attempts).toEqual([]);
  },
);

test('whom this call found throttled it asks again after the rest: as a retry, which is paid for', async () => {
  const call = calm();
  const [a, b] = [throttles('a/1', 4_000, call), resting('b/1', 60_000, call)];
  const answer = ask([a, b], call);
  await call.clock.advance(4_001);
  expect(text(await answer)).toBe('a/1');
  expect(call.attempts.list.map(({ target, reason }) => `${target} ${reason}`)).toEqual([
    'a/1 first',
    'a/1 retry',
  ]);
  expect(a.health.purse).toBe(9);
});

test.each<[string, (call: TestCall, a: TestTarget) => unknown]>([
  ['only one try on a target is allowed', (call) => Object.assign(call.limits, { attempts: 1 })],
  ['it is a function of the user', (_, a) => Object.assign(a, { custom: true })],
])('it is not asked again where %s', async (_, change) => {
  const call = calm();
  const a = throttles('a/1', 4_000, call);
  change(call, a);
  const failed = thrown<AllTargetsFailedError>(ask([a], call));
  await call.clock.advance(10_000);
  expect((await failed).attempts).toHaveLength(1);
  expect(a.asked).toHaveLength(1);
});

test('where its budget is spent, it is asked again once it answers others', async () => {
  const call = calm();
  const a = throttles('a/1', 4_000, call);
  a.health.purse = 0;
  a.health.askedAt = () => call.clock.now();
  const answer = ask([a], call);
  await call.clock.advance(10_000);
  expect(a.asked).toHaveLength(1);
  a.health.alive = call.clock.now();
  await call.clock.advance(250);
  expect(text(await answer)).toBe('a/1');
});

test('… or has been left alone for a second', async () => {
  const call = calm();
  const a = throttles('a/1', 4_000, call);
  a.health.purse = 0;
  const askedAt = call.clock.now() + 9_000;
  a.health.askedAt = () => askedAt;
  const answer = ask([a], call);
  await call.clock.advance(9_999);
  expect(a.asked).toHaveLength(1);
  await call.clock.advance(251);
  expect(text(await answer)).toBe('a/1');
});

test('who was throttled and is free again is asked, though others were asked meanwhile', async () => {
  const call = calm();
  const a = throttles('a/1', 1_000, call);
  const late = entered('b/1', async () => {
    await new Promise<void>((resolve) => call.clock.after(2_000, resolve));
    throw failure('rate-limit', { retryAfterMs: 60_000 });
  });
  const answer = ask([a, late], call);
  await call.clock.advance(2_250);
  expect(text(await answer)).toBe('a/1');
});

test('whoever is resumed while somebody waits is asked', async () => {
  const call = calm();
  const [a, b] = [resting('a/1', 9_000, call), entered('b/1', says('B'))];
  b.health.rest = { why: 'paused', until: Number.POSITIVE_INFINITY, binding: true };
  const answer = ask([a, b], call);
  await call.clock.advance(1_000);
  b.health.rest = undefined;
  await call.clock.advance(250);
  expect(text(await answer)).toBe('B');
});

/** Down, asked by somebody a moment ago, and so no last resort. */
function tried(call: TestCall) {
  const made = entered('a/1', says('A'));
  made.health.rest = { why: 'open', until: call.clock.now() + 60_000, binding: false };
  made.health.askedAt = () => call.clock.now();
  made.health.trial = call.clock.now();
  return made;
}

test('nobody is left but one who is being tried: the call waits for a sign of life', async () => {
  const call = calm();
  const a = tried(call);
  const answer = ask([a, resting('b/1', 9_000, call, 'quota')], call);
  await call.clock.advance(900);
  expect(a.asked).toEqual([]);
  a.health.alive = call.clock.now();
  await call.clock.advance(250);
  expect(text(await answer)).toBe('A');
});

test.each<[string, (a: TestTarget) => unknown, number]>([
  ['has failed', (a) => Object.assign(a.health, { trial: undefined }), 500],
  ['takes longer than five seconds', () => {}, 5_000],
])('… and fails when the trial %s', async (_, change, ms) => {
  const call = calm();
  const [a, b] = [tried(call), tried(call)];
  const failed = thrown<AllTargetsFailedError>(ask([a, b], call));
  await call.clock.advance(250);
  for (const one of [a, b]) change(one);
  await call.clock.advance(ms - 250);
  expect((await failed).attempts).toEqual([]);
});

test('whoever is throttled anew meanwhile is waited for again, while there is time', async () => {
  const call = calm();
  const a = resting('a/1', 4_000, call);
  const answer = ask([a], call);
  await call.clock.advance(3_000);
  a.health.rest = {
    why: 'cooling',
    until: call.clock.now() + 5_000,
    binding: true,
    failure: failure('rate-limit'),
  };
  await call.clock.advance(1_001);
  expect(a.asked).toHaveLength(0);
  call.clock.after(3_999, () => Object.assign(a.health, { rest: undefined }));
  await call.clock.advance(4_000);
  expect(text(await answer)).toBe('a/1');
});

test('a caller who leaves while he waits leaves nothing behind', async () => {
  const call = calm();
  const failed = thrown(ask([resting('a/1', 4_000, call)], call));
  await settled();
  call.caller.abort('gone');
  expect(await failed).toMatchObject({ kind: 'aborted' });
  await call.clock.advance(10_000);
  expect(call.attempts.list).toEqual([]);
  expect(call.clock.pending).toBe(0);
});

test('who has read half a sentence does not wait longer for the rest than for a silent vendor', async () => {
  const call = calm({ idleMs: 3_000 });
  const continued = Object.assign(call, { avoid: new Set(['z/1']) });
  const error = await thrown<AllTargetsFailedError>(ask([resting('a/1', 4_000, continued)], continued));
  expect(error.attempts).toEqual([]);
});

test('one that is down is asked as a last resort before anybody is waited for', async () => {
  const call = calm();
  const [a, b] = [resting('a/1', 4_000, call), entered('b/1', says('B'))];
  b.health.rest = { why: 'open', until: call.clock.now() + 60_000, binding: false };
  expect(text(await ask([a, b], call))).toBe('B');
});
