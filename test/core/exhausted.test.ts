import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { Attempts } from '../../src/core/attempts.ts';
import { AllTargetsFailedError, describe, StreamBrokenError } from '../../src/core/exhausted.ts';
import { Failure } from '../../src/core/failure.ts';

const SECRET = /sk-secret|the prompt|c00kie|flagged words/;

/** A ledger of two attempts whose failures are as talkative as vendors are. */
function talkative() {
  const attempts = new Attempts();
  const headers = new Headers({ 'set-cookie': 'c00kie' });
  const response = { status: 401, headers, body: '{"error":"key sk-secret, the prompt"}' };
  const auth = new Failure('auth', 'Wrong key sk-secret in the prompt', {
    status: 401,
    code: 'invalid_api_key',
    requestId: 'req_1',
    response,
    cause: new Error('sk-secret'),
  });
  const first = attempts.begin({ id: 'openai/gpt-5.5', provider: 'openai', model: 'gpt-5.5' }, 0, 'first');
  attempts.fail(first, auth);
  const second = attempts.begin({ id: 'google/g', provider: 'google', model: 'g' }, 0, 'fallback');
  const limit = new Failure('rate-limit', 'the prompt was too much', { status: 429, retryAfterMs: 2_000 });
  attempts.fail(second, limit);
  Object.assign(second, { endedAt: 1234.4, outcome: 'failed' });
  return { attempts, auth };
}

test('the message names targets, reasons and kinds, and no word of the vendors', () => {
  const { attempts, auth } = talkative();
  const error = new AllTargetsFailedError({
    attempts: attempts.list,
    failures: attempts.failures,
    named: auth,
    retryAfterMs: 1_200,
  });
  expect(error.message).toBe(
    'No target answered. Try again in 2 s.' +
      '\n  openai/gpt-5.5 [first]: 401 auth (invalid_api_key)' +
      '\n  google/g [fallback]: 429 rate-limit after 1234 ms',
  );
  expect(JSON.stringify(error)).not.toMatch(SECRET);
  expect(JSON.stringify(attempts.list)).not.toMatch(SECRET);
  expect(error).toMatchObject({ code: 'all_targets_failed', cause: auth, retryAfterMs: 1_200 });
  expect(error.failures.map(({ kind }) => kind)).toEqual(['auth', 'rate-limit']);
  expect(Object.keys(error)).not.toContain('failures');
});

test('a code that is a sentence of the vendor’s stays out of the message', () => {
  const attempts = new Attempts();
  const attempt = attempts.begin({ id: 'xai/grok', provider: 'xai', model: 'grok' }, 0, 'first');
  attempts.fail(attempt, new Failure('auth', '', { code: 'Client said flagged words of the prompt' }));
  expect(describe(attempt)).not.toMatch(SECRET);
});

test('nobody was asked', () => {
  const error = new AllTargetsFailedError({ attempts: [], failures: [] });
  expect(error.message).toBe('No target answered.\n  every target is resting or paused');
  expect(error.retryAfterMs).toBeUndefined();
});

test('a broken stream tells how much was delivered, not what', () => {
  const { attempts } = talkative();
  const cause = new Failure('transient', 'cut');
  const error = new StreamBrokenError('the prompt, said again', attempts.list, 'nobody was left', cause);
  expect(error.message).toBe('The answer broke off after 22 characters: nobody was left.');
  expect(error).toMatchObject({ code: 'stream_broken', partial: 'the prompt, said again', cause });
  expect(inspect(error.message)).not.toMatch(SECRET);
});

test('the last failure of a target is told apart from those of the others', () => {
  const attempts = new Attempts();
  const fail = (id: string, message: string) =>
    attempts.fail(
      attempts.begin({ id, provider: 'p', model: 'm' }, 0, 'first'),
      new Failure('transient', message),
    );
  fail('a', 'one');
  fail('a', 'two');
  fail('b', 'three');
  expect(attempts.lastFailureOf('a')?.message).toBe('two');
  expect(attempts.lastFailureOf('c')).toBeUndefined();
});
