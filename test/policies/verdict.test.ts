import { expect, test } from 'vitest';
import type { Chat, StreamReply } from '../../src/core/chat.ts';
import { firstToken } from '../../src/policies/first-token.ts';
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
  streamed,
  streams,
  target,
  thrown,
} from '../fakes.ts';

/** One attempt, with the room that it stands before. */
function attempt(chat: Chat, call = newCall()) {
  const at = target('a/1', chat);
  const ask = verdict(at)(firstToken(chat));
  const types = () => call.events.map(({ type }) => type);
  return { call, ask, types, outcomes: at.health.outcomes, entry: () => call.attempts.list[0] };
}

test('an answer is one success', async () => {
  const { call, ask, outcomes, entry, types } = attempt(says('Hi'));
  expect(await ask(plain, call)).toMatchObject({ attempt: { target: 'a/1' } });
  expect(outcomes).toEqual([{ type: 'answered' }]);
  expect(entry()).toMatchObject({ outcome: 'answered', reason: 'first', endedAt: call.clock.now() });
  expect(types()).toEqual(['attempt-started', 'attempt-answered']);
});

test('a failure is one failure, and goes into the ledger without the words of the vendor', async () => {
  const quota = failure('quota', { status: 429, code: 'insufficient_quota', requestId: 'req_1' });
  const { call, ask, outcomes, entry, types } = attempt(fails(quota));
  expect(await thrown(ask(plain, call))).toBe(quota);
  expect(outcomes).toEqual([{ type: 'failed', failure: quota }]);
  expect(entry()).toMatchObject({
    outcome: 'failed',
    kind: 'quota',
    status: 429,
    code: 'insufficient_quota',
    requestId: 'req_1',
  });
  expect(JSON.stringify(entry())).not.toContain(quota.message);
  expect(types()).toEqual(['attempt-started', 'attempt-failed']);
});

test('a stream has its verdict at its end, not at its first token', async () => {
  const { call, ask, outcomes, entry, types } = attempt(streams('Hi', ' there', end()));
  const reply = await ask(streamed, call);
  await call.clock.advance(70);
  expect(outcomes).toEqual([]);
  expect(entry()).toMatchObject({ outcome: 'pending', firstTokenAt: call.clock.now() - 70 });
  await read(reply);
  expect(outcomes).toEqual([{ type: 'answered' }]);
  expect(entry()).toMatchObject({ outcome: 'answered', endedAt: call.clock.now() });
  expect(types()).toEqual(['attempt-started', 'attempt-answered']);
});

test('a death in mid-stream is one failure', async () => {
  const broken = failure('transient');
  const { call, ask, outcomes, entry, types } = attempt(streams('Hi', broken));
  expect(await read(await ask(streamed, call))).toMatchObject({ text: 'Hi', error: broken });
  expect(outcomes).toEqual([{ type: 'failed', failure: broken }]);
  expect(entry()).toMatchObject({ outcome: 'failed', kind: 'transient' });
  expect(types()).toEqual(['attempt-started', 'attempt-failed']);
});

test('a reader who leaves teaches nothing', async () => {
  const { call, ask, outcomes, entry, types } = attempt(streams('Hi', ' there', end()));
  const reply = (await ask(streamed, call)) as StreamReply;
  for await (const _ of reply.items) break;
  await settled();
  expect(outcomes).toEqual([{ type: 'abandoned' }]);
  expect(entry()).toMatchObject({ outcome: 'abandoned' });
  expect(types()).toEqual(['attempt-started', 'attempt-abandoned']);
});

test('a caller who leaves teaches nothing, before the first token or after', async () => {
  const early = attempt(hangs);
  const failed = thrown(early.ask(plain, early.call));
  early.call.caller.abort('left');
  expect(await failed).toMatchObject({ kind: 'aborted' });
  expect(early.outcomes).toEqual([{ type: 'abandoned' }]);
  expect(early.entry()).not.toHaveProperty('kind');

  const late = attempt(streams('Hi', new Promise(() => {})));
  await late.ask(streamed, late.call);
  late.call.caller.abort('left');
  await settled();
  expect(late.outcomes).toEqual([{ type: 'abandoned' }]);
});

test('a deadline that passes is no abort by the caller', async () => {
  const { call, ask, outcomes } = attempt(hangs);
  const failed = thrown(ask(plain, call));
  call.abort(failure('timeout'));
  expect(await failed).toMatchObject({ kind: 'timeout' });
  expect(outcomes).toMatchObject([{ type: 'failed', failure: { kind: 'timeout' } }]);
});

test.each([
  ['a plain answer', plain],
  ['a stream', streamed],
])('the vendor’s id of %s is noted as soon as it speaks', async (_, request) => {
  const identified: Chat = async (asked, below) => ({
    ...(await (asked.stream ? streams('Hi', end()) : says('Hi'))(asked, below)),
    requestId: 'req_1',
  });
  const { call, ask, entry } = attempt(identified);
  const reply = await ask(request, call);
  expect(entry()).toMatchObject({ requestId: 'req_1' });
  expect(entry()).not.toHaveProperty('status');
  if (reply.type === 'stream') await read(reply);
  expect(entry()).toMatchObject({ outcome: 'answered', requestId: 'req_1' });
});

test('a stream that breaks without an id keeps the one that it came with', async () => {
  const chat: Chat = async (asked, below) => ({
    ...(await streams('Hi', failure('transient'))(asked, below)),
    requestId: 'req_1',
  });
  const { call, ask, entry } = attempt(chat);
  await read(await ask(streamed, call));
  expect(entry()).toMatchObject({ outcome: 'failed', requestId: 'req_1' });
});

test.each(['sk-ant-123456', 'the prompt was: hello', 'x'.repeat(81), '', undefined, null as never])(
  'an id that could be a secret is none: %j',
  async (requestId) => {
    const { call, ask, entry } = attempt(async (asked, below) => ({
      ...(await says('Hi')(asked, below)),
      requestId,
    }));
    await ask(plain, call);
    expect(entry()).not.toHaveProperty('requestId');
  },
);

test('what a target could not carry is noted on its attempt', async () => {
  const { call, ask, entry } = attempt((request, below) => {
    below.warn('seed: this vendor does not take it');
    below.warn('n: one answer only');
    return says('Hi')(request, below);
  });
  await ask(plain, call);
  expect(entry()?.warnings).toEqual(['seed: this vendor does not take it', 'n: one answer only']);
});

test('the reason for an attempt stands in its entry', async () => {
  const { call, ask } = attempt(says('Hi'));
  await ask(plain, call);
  const other = target('b/1', says('Hi'));
  await verdict(other)(says('Hi'))(plain, { ...call, reason: 'continuation' });
  expect(call.attempts.list.map(({ reason }) => reason)).toEqual(['first', 'continuation']);
});
