import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { ConfigError, UnderstudyError } from '../../src/core/errors.ts';
import { isUnderstudyError } from '../../src/core/exhausted.ts';
import { abortedBy, asFailure, bounded, Failure } from '../../src/core/failure.ts';

const abortedWith = (reason: unknown): AbortSignal => AbortSignal.abort(reason);

test('a failure stays the failure that it is, whatever the signal says', () => {
  const failure = new Failure('quota', 'Out of credit');
  expect(asFailure(failure)).toBe(failure);
  expect(asFailure(failure, abortedWith('gone'))).toBe(failure);
});

test('what no provider knew is the fault of the target', () => {
  const error = new TypeError('x is not a function');
  const failure = asFailure(error, new AbortController().signal);
  expect(failure).toMatchObject({ kind: 'transient', message: 'x is not a function', cause: error });
  expect(asFailure('just words')).toMatchObject({ kind: 'transient', message: 'just words' });
  expect(asFailure(undefined)).toMatchObject({ kind: 'transient', message: 'undefined' });
});

test("whatever is thrown after the caller's abort is that abort", () => {
  const reason = new DOMException('Left', 'AbortError');
  expect(asFailure(new Error('socket closed'), abortedWith(reason))).toMatchObject({
    kind: 'aborted',
    cause: reason,
  });
});

test('a signal that was aborted with a failure hands on that failure', () => {
  const late = new Failure('timeout', 'Too late');
  expect(abortedBy(abortedWith(late))).toBe(late);
  expect(asFailure(new Error('socket closed'), abortedWith(late))).toBe(late);
});

test('a page is no message', () => {
  const page = 'x'.repeat(10_000);
  expect(new Failure('transient', page).message).toBe(`${'x'.repeat(500)} … (10000 characters)`);
  expect(bounded('x'.repeat(500))).toBe('x'.repeat(500));
});

test("a logged failure shows no header and no body of the vendor's", () => {
  const response = { status: 500, headers: new Headers({ 'set-cookie': 'c00kie' }), body: 'b0dy' };
  const failure = new Failure('transient', 'It broke', { status: 500, response });
  expect(inspect(failure, { depth: 9 })).not.toMatch(/c00kie|b0dy/);
  expect(JSON.stringify(failure)).not.toMatch(/c00kie|b0dy/);
  expect(failure.details.response).toBe(response);
});

test('the brand tells every error of ours, and no other', () => {
  const twin = Object.assign(new Error('from a second copy of the package'), {
    [Symbol.for('llm-understudy.error')]: true,
  });
  for (const ours of [new Failure('quota', ''), new ConfigError(''), twin]) {
    expect(isUnderstudyError(ours)).toBe(true);
  }
  for (const other of [new Error(''), {}, null, undefined, 'text', 7]) {
    expect(isUnderstudyError(other)).toBe(false);
  }
  expect(new Failure('quota', '')).toMatchObject({ name: 'Failure', code: 'attempt_failed' });
  expect(new ConfigError('')).toBeInstanceOf(UnderstudyError);
});
