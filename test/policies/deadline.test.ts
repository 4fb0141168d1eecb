import { expect, test } from 'vitest';
import { deadline } from '../../src/policies/deadline.ts';
import { hangs, newCall, plain, says, script, thrown } from '../fakes.ts';

test('the call ends at its deadline, for a reason of its own', async () => {
  const call = newCall({ totalMs: 1_000 });
  const failed = thrown(deadline(hangs)(plain, call));
  await call.clock.advance(999);
  expect(call.signal.aborted).toBe(false);
  await call.clock.advance(1);
  expect(await failed).toMatchObject({ kind: 'timeout', message: 'No answer within 1000 ms' });
  expect(call.caller.signal.aborted).toBe(false);
});

test('those below are told when it is', async () => {
  const call = newCall({ totalMs: 1_000 });
  const chat = script(says('Hi'));
  await call.clock.advance(250);
  await deadline(chat)(plain, call);
  expect(chat.asked[0]?.call.deadline).toBe(call.clock.now() + 1_000);
});

test('an answer takes the timer off, and so does a failure', async () => {
  const call = newCall({ totalMs: 1_000 });
  await deadline(says('Hi'))(plain, call);
  await thrown(deadline(() => Promise.reject(new Error('no')))(plain, call));
  expect(call.clock.pending).toBe(0);
  await call.clock.advance(2_000);
  expect(call.signal.aborted).toBe(false);
});

test('a person lifts it', async () => {
  const call = newCall({ totalMs: 1_000 });
  const failed = thrown(
    deadline((request, below) => {
      below.lift();
      return hangs(request, below);
    })(plain, call),
  );
  await call.clock.advance(1_000_000);
  expect(call.signal.aborted).toBe(false);
  call.caller.abort('left');
  expect(await failed).toBe('left');
});
