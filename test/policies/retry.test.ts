import { expect, test } from 'vitest';
import type { FailureKind } from '../../src/core/kind.ts';
import { retry } from '../../src/policies/retry.ts';
import { fails, failure, newCall, plain, says, script, type TestCall, target, thrown } from '../fakes.ts';

const OPTIONS = { attempts: 2, maxRetryAfterMs: 3_000 };
const at = target('a/1', says(''));

/** Starts a call on a chat that fails with `kind` first and then answers; `others` stand behind. */
function failing(
  kind: FailureKind,
  {
    retryAfterMs,
    others = 1,
    attempts = 2,
    call = newCall({ attempts }),
  }: {
    retryAfterMs?: number;
    others?: number;
    attempts?: number;
    call?: TestCall;
  } = {},
) {
  const chat = script(fails(failure(kind, { retryAfterMs })), says('Hi'));
  call.clock.chance = 1 - 2 ** -50;
  const wrapped = retry(target('a/1', chat), OPTIONS)(chat);
  const result = wrapped(plain, { ...call, others }).then(
    () => 'answered',
    (error) => error,
  );
  return { call, chat, result };
}

test.each<[FailureKind, number]>([
  ['transient', 250],
  ['overloaded', 1_000],
])('%s is tried again after a backoff of %d ms at most', async (kind, most) => {
  const { call, chat, result } = failing(kind, { others: 0 });
  await call.clock.advance(most - 1);
  expect(chat.asked).toHaveLength(1);
  await call.clock.advance(1);
  expect(await result).toBe('answered');
  expect(chat.asked).toHaveLength(2);
});

test.each<FailureKind>([
  'timeout',
  'rate-limit',
  'quota',
  'auth',
  'permission',
  'model-not-found',
  'context-length',
  'content-filter',
  'invalid-request',
  'aborted',
])('%s is not tried again', async (kind) => {
  const { call, chat, result } = failing(kind);
  await call.clock.advance(60_000);
  expect(await result).toMatchObject({ kind });
  expect(chat.asked).toHaveLength(1);
});

test.each<FailureKind>(['quota', 'auth', 'timeout', 'invalid-request'])(
  '%s is not tried again although it names a wait',
  async (kind) => {
    const { call, chat, result } = failing(kind, { retryAfterMs: 10 });
    await call.clock.advance(60_000);
    expect(await result).toMatchObject({ kind });
    expect(chat.asked).toHaveLength(1);
  },
);

test('jitter is full: from nothing to the whole backoff', async () => {
  const call = newCall();
  const { chat, result } = failing('transient', { call });
  call.clock.chance = 0;
  await call.clock.advance(0);
  expect(await result).toBe('answered');
  expect(chat.asked).toHaveLength(2);
});

test('the backoff doubles with each try', async () => {
  const call = newCall({ attempts: 4 });
  call.clock.chance = 1 - 2 ** -50;
  const chat = script(fails(failure('transient')));
  const asked: number[] = [];
  const start = call.clock.now();
  const noting = retry(
    at,
    OPTIONS,
  )((request, below) => {
    asked.push(Math.round(call.clock.now() - start));
    return chat(request, below);
  });
  const failed = thrown(noting(plain, call));
  await call.clock.advance(60_000);
  expect(await failed).toMatchObject({ kind: 'transient' });
  expect(asked).toEqual([0, 250, 750, 1_750]);
});

test('one try is one try', async () => {
  const { call, chat, result } = failing('transient', { attempts: 1 });
  await call.clock.advance(60_000);
  expect(await result).toMatchObject({ kind: 'transient' });
  expect(chat.asked).toHaveLength(1);
});

test('a person is not asked twice', async () => {
  const chat = script(fails(failure('transient')), says('Hi'));
  const call = newCall();
  const failed = thrown(retry(target('custom/f', chat, { custom: true }), OPTIONS)(chat)(plain, call));
  await call.clock.advance(60_000);
  expect(await failed).toMatchObject({ kind: 'transient' });
  expect(chat.asked).toHaveLength(1);
});

test.each<[FailureKind, number]>([
  ['rate-limit', 1_700],
  ['rate-limit', 3_000],
  ['transient', 2_000],
  ['overloaded', 40],
])('the wait that a vendor names is kept to the millisecond: %s, %d ms', async (kind, retryAfterMs) => {
  const { call, chat, result } = failing(kind, { retryAfterMs });
  await call.clock.advance(retryAfterMs);
  expect(chat.asked).toHaveLength(1);
  await call.clock.advance(1);
  expect(await result).toBe('answered');
});

test.each<FailureKind>(['rate-limit', 'transient', 'overloaded'])(
  'a longer wait than allowed is not waited for: %s',
  async (kind) => {
    const { result, call } = failing(kind, { retryAfterMs: 3_001 });
    expect(await result).toMatchObject({ kind });
    expect(call.clock.pending).toBe(0);
  },
);

test('while another target is healthy, a backoff is half a second at most', async () => {
  const { call, result } = failing('overloaded', { others: 1 });
  await call.clock.advance(500);
  expect(await result).toBe('answered');
});

test('a wait that would end behind the deadline is not begun', async () => {
  const call = newCall({ totalMs: 1_000 });
  const { result } = failing('rate-limit', { call, retryAfterMs: 999 });
  expect(await result).toMatchObject({ kind: 'rate-limit' });
  expect(call.clock.pending).toBe(0);
  const other = failing('rate-limit', { call: newCall({ totalMs: 1_001 }), retryAfterMs: 999 });
  await other.call.clock.advance(1_000);
  expect(await other.result).toBe('answered');
});

test('what was found down meanwhile is not tried again', async () => {
  const call = newCall();
  const chat = script(fails(failure('transient')), says('Hi'));
  const resting = target('a/1', chat);
  const failed = thrown(retry(resting, OPTIONS)(chat)(plain, call));
  await call.clock.advance(0);
  resting.health.rest = { why: 'open', until: Number.MAX_SAFE_INTEGER, binding: false };
  await call.clock.advance(60_000);
  expect(await failed).toMatchObject({ kind: 'transient' });
  expect(chat.asked).toHaveLength(1);
});

test('a circuit that is open already is no reason to wait', async () => {
  const call = newCall();
  call.clock.chance = 0.9;
  const chat = script(fails(failure('overloaded')));
  const resting = target('a/1', chat);
  resting.health.rest = { why: 'open', until: Number.MAX_SAFE_INTEGER, binding: false };
  const failed = thrown(retry(resting, OPTIONS)(chat)(plain, call));
  await call.clock.advance(0);
  expect(call.clock.pending).toBe(0);
  expect(await failed).toMatchObject({ kind: 'overloaded' });
});

test('a caller who leaves during the wait is let go at once', async () => {
  const { call, chat, result } = failing('rate-limit', { retryAfterMs: 2_000 });
  await call.clock.advance(100);
  call.caller.abort('left');
  expect(await result).toBe('left');
  expect(call.clock.pending).toBe(0);
  await call.clock.advance(60_000);
  expect(chat.asked).toHaveLength(1);
});

test('what is no failure becomes one, and is tried again', async () => {
  const call = newCall();
  const chat = script(fails(new TypeError('undefined is not a function')), says('Hi'));
  const answered = retry(at, OPTIONS)(chat)(plain, call);
  await call.clock.advance(250);
  expect(await answered).toMatchObject({ type: 'completion' });
});
