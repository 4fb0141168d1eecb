import { expect, test } from 'vitest';
import type { Call } from '../../src/core/call.ts';
import type { Chat, ChatReply } from '../../src/core/chat.ts';
import { AllTargetsFailedError } from '../../src/core/exhausted.ts';
import type { FailureKind } from '../../src/core/kind.ts';
import type { Blocked } from '../../src/core/target.ts';
import { choose } from '../../src/policies/choose.ts';
import type { FallbackOn } from '../../src/policies/give-up.ts';
import { verdict } from '../../src/policies/verdict.ts';
import { failure, hangs, newCall, plain, says, script, type TestTarget, target, thrown } from '../fakes.ts';

const strict: FallbackOn = { contentFilter: false, invalidRequest: false };
const no =
  (kind: FailureKind): Chat =>
  () =>
    Promise.reject(failure(kind));

/** A target that enters its attempts in the ledger, as all do. */
function entered(id: string, chat: Chat, probe?: (call: Call) => void) {
  const asked = script(chat);
  const made: TestTarget = target(id, asked, probe && { probe });
  made.chat = verdict(made)(asked);
  return Object.assign(made, { asked: asked.asked });
}

const open = (until: number): Blocked => ({ why: 'open', until, binding: false });
const cooling = (until: number, binding = true): Blocked => ({ why: 'cooling', until, binding });
const ask = (targets: TestTarget[], call = newCall(), fallbackOn = strict) =>
  choose(targets, { fallbackOn, hedge: false, blocked: ({ health }) => health.blocked() })(plain, call);
const text = (reply: ChatReply) =>
  reply.type === 'completion' && reply.completion.choices[0]?.message.content;
const failedBy = (targets: TestTarget[], call = newCall(), fallbackOn = strict) =>
  thrown<AllTargetsFailedError>(ask(targets, call, fallbackOn));

test('the first answers, and nobody else is asked', async () => {
  const [a, b] = [entered('a/1', says('A')), entered('b/1', says('B'))];
  expect(text(await ask([a, b]))).toBe('A');
  expect(b.asked).toHaveLength(0);
});

test('targets are asked in order until one answers', async () => {
  const targets = [entered('a/1', no('transient')), entered('b/1', no('timeout')), entered('c/1', says('C'))];
  const call = newCall();
  expect(text(await ask(targets, call))).toBe('C');
  expect(call.attempts.list.map(({ target, reason }) => `${target} ${reason}`)).toEqual([
    'a/1 first',
    'b/1 fallback',
    'c/1 fallback',
  ]);
});

test('each is told how many healthy targets stand behind it', async () => {
  const targets = ['a/1', 'b/1', 'c/1', 'd/1'].map((id) => entered(id, no('transient')));
  (targets[2] as TestTarget).health.rest = cooling(2_000_000);
  await failedBy(targets);
  expect(targets.map(({ asked }) => asked[0]?.call.others)).toEqual([2, 1, undefined, 0]);
});

test('what is down, resting or avoided is passed over, and said so', async () => {
  const call = newCall();
  const targets: TestTarget[] = [
    entered('a/1', says('A')),
    entered('b/1', says('B')),
    entered('c/1', says('C')),
  ];
  const [a, b] = targets as [TestTarget, TestTarget];
  a.health.rest = open(call.clock.now() + 1);
  b.health.rest = cooling(call.clock.now() + 1);
  expect(text(await ask(targets, call))).toBe('C');
  expect(call.events.filter(({ type }) => type === 'target-skipped')).toEqual([
    { type: 'target-skipped', call: '', target: 'a/1', why: 'open' },
    { type: 'target-skipped', call: '', target: 'b/1', why: 'cooling' },
  ]);
  const avoiding = { ...newCall(), avoid: new Set(['a/2']) };
  expect(text(await ask([entered('a/2', says('A')), entered('b/2', says('B'))], avoiding as never))).toBe(
    'B',
  );
});

test.each<[FailureKind, Partial<FallbackOn>]>([
  ['content-filter', {}],
  ['invalid-request', {}],
  ['content-filter', { invalidRequest: true }],
  ['invalid-request', { contentFilter: true }],
])('%s by the one that was named is reported, not shopped around (%o)', async (kind, on) => {
  const [a, b] = [entered('a/1', no(kind)), entered('b/1', says('B'))];
  const error = await failedBy([a, b], newCall(), { ...strict, ...on });
  expect(error).toMatchObject({ code: 'all_targets_failed', cause: { kind } });
  expect(b.asked).toHaveLength(0);
});

test.each<[FailureKind, Partial<FallbackOn>]>([
  ['content-filter', { contentFilter: true }],
  ['invalid-request', { invalidRequest: true }],
])('%s by the one that was named goes on where that is asked for', async (kind, on) => {
  const targets = [entered('a/1', no(kind)), entered('b/1', says('B'))];
  expect(text(await ask(targets, newCall(), { ...strict, ...on }))).toBe('B');
});

test('a fallback that calls the request invalid may be our translation: the next is asked', async () => {
  for (const kind of ['content-filter', 'invalid-request'] as const) {
    const targets = [entered('a/1', no('transient')), entered('b/1', no(kind)), entered('c/1', says('C'))];
    expect(text(await ask(targets))).toBe('C');
  }
});

test.each<FailureKind>([
  'transient',
  'overloaded',
  'timeout',
  'rate-limit',
  'quota',
  'auth',
  'permission',
  'model-not-found',
  'context-length',
])('%s goes on to the next', async (kind) => {
  expect(text(await ask([entered('a/1', no(kind)), entered('b/1', says('B'))]))).toBe('B');
});

test('everything that was tried is told, with the failure of the one that was named as the cause', async () => {
  const error = await failedBy([entered('a/1', no('quota')), entered('b/1', no('transient'))]);
  expect(error).toBeInstanceOf(AllTargetsFailedError);
  expect(error.attempts.map(({ target, kind }) => `${target} ${kind}`)).toEqual([
    'a/1 quota',
    'b/1 transient',
  ]);
  expect(error.failures.map(({ kind }) => kind)).toEqual(['quota', 'transient']);
  expect(error.cause).toMatchObject({ kind: 'quota' });
});

test('where everybody rests, the error tells why and when', async () => {
  const call = newCall();
  const targets = [entered('a/1', says('A')), entered('b/1', says('B'))] as [TestTarget, TestTarget];
  const why = failure('quota');
  targets[0].health.rest = { ...cooling(call.clock.now() + 9_000), failure: why };
  targets[1].health.rest = cooling(call.clock.now() + 4_000);
  expect(await failedBy(targets, call)).toMatchObject({
    // Not the very failure: it was another call's, and so were its words.
    cause: {
      kind: 'quota',
      message: expect.not.stringContaining(why.message),
      details: { retryAfterMs: 9_000 },
    },
    retryAfterMs: 4_000,
    attempts: [],
  });
});

test('a target that only failed may be asked again at once: no wait is named', async () => {
  const call = newCall();
  const targets = [entered('a/1', no('transient')), entered('b/1', says('B'))] as [TestTarget, TestTarget];
  targets[1].health.rest = cooling(call.clock.now() + 300_000);
  expect((await failedBy(targets, call)).retryAfterMs).toBeUndefined();
});

test('a pause without an end names no wait', async () => {
  const a = entered('a/1', says('A'));
  a.health.rest = { why: 'paused', until: Number.POSITIVE_INFINITY, binding: true };
  expect((await failedBy([a])).retryAfterMs).toBeUndefined();
});

test('while everything is down, the longest rested is asked, once a second at most', async () => {
  const call = newCall();
  const now = call.clock.now();
  const targets = [entered('a/1', says('A')), entered('b/1', says('B'))] as [TestTarget, TestTarget];
  const [a, b] = targets;
  a.health.rest = b.health.rest = open(now + 60_000);
  a.health.asked = now - 1_500;
  b.health.asked = now - 2_000;
  expect(text(await ask(targets, call))).toBe('B');
  a.health.asked = b.health.asked = now - 999;
  expect((await failedBy(targets, newCall({}, { clock: call.clock }))).attempts).toEqual([]);
});

test('who named a time itself, or was paused, is not asked before', async () => {
  const call = newCall();
  const [a, b] = [entered('a/1', says('A')), entered('b/1', says('B'))];
  a.health.rest = cooling(call.clock.now() + 60_000, true);
  b.health.rest = cooling(call.clock.now() + 60_000, false);
  expect(text(await ask([a, b], call))).toBe('B');
  expect(text(await ask([b, a], call))).toBe('B');
});

test('the last resort fails as everything else', async () => {
  const call = newCall();
  const a = entered('a/1', no('transient'));
  a.health.rest = open(call.clock.now() + 60_000);
  expect(await failedBy([a], call)).toMatchObject({
    code: 'all_targets_failed',
    cause: { kind: 'transient' },
  });
});

test('one that was opened long ago is still there when all the others fail', async () => {
  const call = newCall();
  const [a, b] = [entered('a/1', no('transient')), entered('b/1', says('B'))];
  b.health.rest = open(call.clock.now() - 1);
  expect(text(await ask([a, b], call))).toBe('B');
});

test('those that are down are probed beside an answer; who rests or is paused is not', async () => {
  const call = newCall();
  const probed: string[] = [];
  const made = ['open/1', 'cooling/1', 'paused/1', 'up/1', 'later/1'].map((id) =>
    entered(id, says(id), () => void probed.push(id)),
  );
  const [down, resting, paused, , later] = made as TestTarget[];
  for (const target of [down, later] as TestTarget[]) target.health.rest = open(0);
  (resting as TestTarget).health.rest = cooling(Number.MAX_SAFE_INTEGER);
  (paused as TestTarget).health.rest = { why: 'paused', until: Number.POSITIVE_INFINITY, binding: true };
  expect(text(await ask(made, call))).toBe('up/1');
  expect(probed).toEqual(['open/1', 'later/1']);
});

test('nobody is probed while nobody answers', async () => {
  const probed: string[] = [];
  const a = entered('a/1', no('transient'), () => void probed.push('a/1'));
  const b = entered('b/1', no('transient'));
  a.health.rest = open(Number.MAX_SAFE_INTEGER);
  a.health.asked = Number.MAX_SAFE_INTEGER;
  await failedBy([a, b]);
  expect(probed).toEqual([]);
});

test('a caller who leaves gets his own reason, and nobody else is asked', async () => {
  const call = newCall();
  const [a, b] = [entered('a/1', hangs), entered('b/1', says('B'))];
  const failed = thrown(ask([a, b], call));
  call.caller.abort('left');
  expect(await failed).toMatchObject({ kind: 'aborted', cause: 'left' });
  expect(b.asked).toHaveLength(0);
});

test('a caller who leaves in the tick of a failure has left all the same', async () => {
  const call = newCall();
  const a = entered('a/1', async () => {
    call.caller.abort('left');
    throw failure('transient');
  });
  expect(await thrown(ask([a, entered('b/1', says('B'))], call))).toMatchObject({
    kind: 'aborted',
    cause: 'left',
  });
});

test('a deadline that passes ends the search, and is no wish of the caller', async () => {
  const call = newCall();
  const [a, b] = [entered('a/1', hangs), entered('b/1', says('B'))];
  const failed = failedBy([a, b], call);
  call.abort(failure('timeout'));
  expect(await failed).toMatchObject({ code: 'all_targets_failed', cause: { kind: 'timeout' } });
  expect(b.asked).toHaveLength(0);
});

test('while everything is down, one call asks one of them; the next call another', async () => {
  const call = newCall();
  const ids = ['a/1', 'b/1', 'c/1'];
  const targets = ids.map((id) => entered(id, no('transient'))) as TestTarget[];
  for (const { health } of targets) {
    health.rest = open(Number.POSITIVE_INFINITY);
    health.asked = call.clock.now() - 5_000;
  }
  const asked = async () =>
    (await failedBy(targets, newCall({}, { clock: call.clock }))).attempts.map(({ target }) => target);
  expect(await asked()).toEqual(['a/1']);
  (targets[0] as TestTarget).health.asked = call.clock.now();
  expect(await asked()).toEqual(['b/1']);
});

test('a target that is down and lends itself is tried by a live call', async () => {
  const [a, b] = [entered('a/1', says('A')), entered('b/1', says('B'))];
  a.health.rest = open(0);
  expect(text(await ask([a, b]))).toBe('B');
  a.health.lends = true;
  expect(text(await ask([a, b]))).toBe('A');
  a.health.rest = cooling(2_000_000);
  expect(text(await ask([a, b]))).toBe('B');
});
