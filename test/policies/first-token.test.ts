import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import type { Call } from '../../src/core/call.ts';
import type { Chat, ChatRequest } from '../../src/core/chat.ts';
import { firstToken } from '../../src/policies/first-token.ts';
import { settled } from '../clock.ts';
import {
  chunk,
  completion,
  deaf,
  end,
  failure,
  hangs,
  newCall,
  plain,
  read,
  role,
  says,
  script,
  streamed,
  streams,
  thrown,
  usage,
} from '../fakes.ts';

const never = new Promise<never>(() => {});

/** How a call stands: still held back, or answered, or failed with what. */
function watched(chat: Chat, call: Call, request: ChatRequest = streamed) {
  const state: { reply?: unknown; error?: unknown } = {};
  void firstToken(chat)(request, call).then(
    (reply) => {
      state.reply = reply;
    },
    (error) => {
      state.error = error;
    },
  );
  return state;
}

test('a stream is held back until there is a sign of life, and loses nothing by it', async () => {
  const call = newCall();
  const life = Promise.withResolvers<void>();
  const state = watched(streams(role(), chunk(''), usage(), life.promise, 'Hi', end()), call);
  await call.clock.advance(1_000);
  expect(state).toEqual({});
  life.resolve();
  await settled();
  const { text, chunks } = await read(state.reply as never);
  expect(text).toBe('Hi');
  expect(chunks).toEqual([role(), chunk(''), usage(), chunk('Hi'), end()]);
});

test.each([
  ['a role', role()],
  ['empty words', chunk('')],
  ['usage', usage()],
])('%s is no life: a vendor that sends no more has not begun', async (_, piece) => {
  const call = newCall({ firstTokenMs: 5_000 });
  const state = watched(streams(piece, piece, never), call);
  await call.clock.advance(5_000);
  expect(state.error).toMatchObject({ kind: 'timeout', message: 'No sign of life within 5000 ms' });
});

test.each([
  ['reasoning', { reasoning_content: 'Hm' }],
  ['a tool call', { tool_calls: [{ index: 0, id: 't', function: { name: 'weather' } }] }],
])('%s is life', async (_, delta) => {
  const call = newCall();
  const reply = await firstToken(streams(role(), chunk(undefined, null, delta as never), never))(
    streamed,
    call,
  );
  expect(reply.type).toBe('stream');
});

test('the time to the first token is the smaller of the limit and what is left', async () => {
  const patient = newCall({ firstTokenMs: 5_000, totalMs: 600_000 });
  const first = watched(hangs, patient);
  await patient.clock.advance(4_999);
  expect(first).toEqual({});
  await patient.clock.advance(1);
  expect(first.error).toMatchObject({ kind: 'timeout' });

  const hasty = newCall({ firstTokenMs: 5_000, totalMs: 3_000 });
  const second = watched(hangs, hasty);
  await hasty.clock.advance(3_000);
  expect(second.error).toMatchObject({ kind: 'timeout', message: 'No sign of life within 3000 ms' });
});

test('where others stand behind, the greater half of the time that is left is theirs', async () => {
  for (const request of [streamed, plain]) {
    const call = newCall({ totalMs: 10_000 });
    const state = watched(hangs, { ...call, others: 2 }, request);
    await call.clock.advance(4_499);
    expect(state).toEqual({});
    await call.clock.advance(1);
    expect(state.error).toMatchObject({ kind: 'timeout' });
  }
});

test('a plain answer gives no sign of life: no first-token limit holds for it', async () => {
  const call = newCall({ firstTokenMs: 1_000, totalMs: 10_000 });
  const state = watched(hangs, call, plain);
  await call.clock.advance(9_999);
  expect(state).toEqual({});
  await call.clock.advance(1);
  expect(state.error).toMatchObject({ kind: 'timeout' });
});

test('a vendor that is given up hears it', async () => {
  const call = newCall({ firstTokenMs: 1_000 });
  const chat = script(hangs);
  watched(chat, call);
  await call.clock.advance(1_000);
  expect(chat.asked[0]?.call.signal.reason).toMatchObject({ kind: 'timeout' });
  expect(call.signal.aborted).toBe(false);
});

test('a vendor that is deaf hangs nobody', async () => {
  const call = newCall({ firstTokenMs: 1_000 });
  const before = watched(deaf, call);
  const inside = watched(streams(role(), never), call);
  const gone = watched(deaf, call);
  await call.clock.advance(1_000);
  expect(before.error).toMatchObject({ kind: 'timeout' });
  expect(inside.error).toMatchObject({ kind: 'timeout' });
  expect(gone.error).toMatchObject({ kind: 'timeout' });
  const left = watched(deaf, call);
  call.caller.abort('left');
  await settled();
  expect(left.error).toMatchObject({ kind: 'aborted', cause: 'left' });
});

test.each([
  ['ends without a word or a finish', [role()], /cut off/],
  ['ends with nothing at all', [], /cut off/],
  ['finishes without a word', [role(), end()], /empty/],
] as const)('a stream that %s is a failure', async (_, pieces, words) => {
  const call = newCall();
  const failed = await thrown(firstToken(streams(...pieces))(streamed, call));
  expect(failed).toMatchObject({ kind: 'transient', message: expect.stringMatching(words) });
});

test('a stream may finish without a word where that is legal', async () => {
  const call = newCall();
  const reply = await firstToken(streams(role(), chunk(undefined, 'length'), usage()))(streamed, call);
  expect((await read(reply)).chunks).toEqual([role(), chunk(undefined, 'length'), usage()]);
});

test('an answer that is none is a failure', async () => {
  const cut: Chat = async () => ({ type: 'completion', completion: completion('Hi', null) });
  expect(await thrown(firstToken(cut)(plain, newCall()))).toMatchObject({ kind: 'transient' });
  expect(await thrown(firstToken(says(''))(plain, newCall()))).toMatchObject({ kind: 'transient' });
});

test('an error before the first token is the failure of the attempt', async () => {
  const quota = failure('quota');
  expect(await thrown(firstToken(streams(role(), quota))(streamed, newCall()))).toBe(quota);
  const bug = new RangeError('a bug');
  expect(await thrown(firstToken(streams(role(), bug))(streamed, newCall()))).toMatchObject({
    kind: 'transient',
    cause: bug,
  });
});

test('whatever comes of it, no timer and no listener is left', async () => {
  const call = newCall();
  const clean = () => {
    expect(call.clock.pending).toBe(0);
    expect(getEventListeners(call.signal, 'abort')).toEqual([]);
  };
  await firstToken(says('Hi'))(plain, call);
  clean();
  await thrown(firstToken(says(''))(plain, call));
  clean();
  await thrown(firstToken(streams(role()))(streamed, call));
  clean();
  await read(await firstToken(streams('Hi', end()))(streamed, call));
  clean();
  await read(await firstToken(streams('Hi', failure('transient')))(streamed, call));
  clean();
  const reply = await firstToken(streams('Hi', ' there', end()))(streamed, call);
  if (reply.type === 'stream') for await (const _ of reply.items) break;
  await settled();
  clean();
});

test('nothing to add to an answer is no answer, and no fault of the target', async () => {
  const call = { ...newCall(), delivered: true };
  expect(await thrown(firstToken(streams(role(), end()))(streamed, call))).toMatchObject({
    kind: 'invalid-request',
  });
});

test('a source that came to nothing is closed, and the attempt fails by its own fault', async () => {
  let closed = false;
  async function* empty() {
    try {
      yield { chunk: end() };
    } finally {
      closed = true;
    }
  }
  const given: Chat = async () => ({ type: 'stream', items: empty() });
  await expect(firstToken(given)(streamed, newCall())).rejects.toThrow('empty');
  await settled();
  expect(closed).toBe(true);
});
