import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/core/failure.ts';
import { failureInBody, failureOf } from '../../../src/providers/anthropic/errors.ts';
import { kindOf } from '../../../src/providers/anthropic/kinds.ts';
import { fakeCall, TODAY } from '../fake-call.ts';

const said = (type: string, message = 'x', code = '') => ({ type, message, code, requestId: undefined });

describe('the kind of an error', () => {
  test.each([
    [400, said('invalid_request_error'), 'invalid-request'],
    [400, said('invalid_request_error', 'prompt is too long: 9 tokens > 8 maximum'), 'context-length'],
    [
      400,
      said('invalid_request_error', 'input length and `max_tokens` exceed context limit: 9 > 8'),
      'context-length',
    ],
    [400, said('invalid_request_error', 'You have reached your specified API usage limits.'), 'quota'],
    [400, said('invalid_request_error', 'Your credit balance is too low to access the API.'), 'quota'],
    [400, said('invalid_request_error', 'Output blocked by content filtering policy'), 'content-filter'],
    [400, said('invalid_request_error', 'This organization has been disabled.'), 'permission'],
    [400, said('invalid_request_error', 'x', 'organization_on_hold'), 'permission'],
    [401, said('authentication_error'), 'auth'],
    [402, said('billing_error'), 'quota'],
    [403, said('permission_error'), 'permission'],
    [404, said('not_found_error'), 'model-not-found'],
    [409, said('conflict_error'), 'transient'],
    [413, said('request_too_large'), 'context-length'],
    [429, said('rate_limit_error'), 'rate-limit'],
    [429, said('rate_limit_error', 'x', 'ramp_limit_exceeded'), 'rate-limit'],
    [429, said('rate_limit_error', 'x', 'enforced_spend_limit_reached'), 'quota'],
    [429, said('rate_limit_error', 'x', 'contract_spend_limit_reached'), 'quota'],
    [402, said('billing_error', 'x', 'linked_organization_spend_limit_reached'), 'quota'],
    [500, said('api_error'), 'transient'],
    [500, said('overloaded_error'), 'overloaded'],
    [504, said('timeout_error'), 'transient'],
    [529, said('overloaded_error'), 'overloaded'],
  ] as const)('%i %j is %s', (status, error, kind) => {
    expect(kindOf(status, error)).toBe(kind);
  });

  test.each([
    [302, 'transient'],
    [400, 'invalid-request'],
    [401, 'auth'],
    [403, 'permission'],
    [404, 'model-not-found'],
    [405, 'invalid-request'],
    [408, 'transient'],
    [413, 'context-length'],
    [422, 'invalid-request'],
    [429, 'rate-limit'],
    [499, 'transient'],
    [502, 'transient'],
    [503, 'overloaded'],
    [520, 'transient'],
    [529, 'overloaded'],
  ] as const)('%i by whoever stands before Anthropic is %s', (status, kind) => {
    expect(kindOf(status, said(''))).toBe(kind);
  });

  test.each([
    ['overloaded_error', 'overloaded'],
    ['rate_limit_error', 'rate-limit'],
    ['api_error', 'transient'],
    ['timeout_error', 'transient'],
    ['invalid_request_error', 'invalid-request'],
    ['', 'transient'],
  ] as const)('%s inside of a 200 is %s', (type, kind) => {
    expect(kindOf(undefined, said(type))).toBe(kind);
  });
});

describe('what is kept of an error', () => {
  const thrown = (headers: Record<string, string>, error: unknown, status = 429) =>
    Object.assign(new Error(`${status} <html>`), { status, headers: new Headers(headers), error });
  const body = {
    type: 'error',
    error: {
      type: 'rate_limit_error',
      message: 'Slow down.',
      details: { error_code: 'ramp_limit_exceeded' },
    },
    request_id: 'req_body',
  };

  test('words, status, code, id and wait', () => {
    const cause = thrown({ 'request-id': 'req_1', 'retry-after': '7' }, body);
    const failure = failureOf(cause, fakeCall());
    expect(failure).toMatchObject({ kind: 'rate-limit', message: 'Slow down.', cause });
    expect(failure.details).toMatchObject({
      status: 429,
      code: 'ramp_limit_exceeded',
      requestId: 'req_1',
      retryAfterMs: 7000,
    });
  });

  test('without a retry-after, the budget that is used up says when it is full again', () => {
    const reset = (seconds: number) => new Date(TODAY + seconds * 1000).toISOString();
    const headers = {
      'anthropic-ratelimit-requests-remaining': '12',
      'anthropic-ratelimit-requests-reset': reset(60),
      'anthropic-ratelimit-input-tokens-remaining': '0',
      'anthropic-ratelimit-input-tokens-reset': reset(5),
      'anthropic-ratelimit-tokens-remaining': '0',
      'anthropic-ratelimit-tokens-reset': reset(3),
    };
    const { details } = failureOf(thrown(headers, body), fakeCall());
    expect(details).toMatchObject({ requestId: 'req_body', retryAfterMs: 5000 });
    expect(failureOf(thrown({}, body), fakeCall()).details.retryAfterMs).toBeUndefined();
  });

  test('a page is not repeated', () => {
    const failure = failureOf(thrown({}, undefined, 502), fakeCall());
    expect(failure).toMatchObject({ kind: 'transient', message: '502 an HTML page' });
  });

  test('an error that is the whole body of a 200', () => {
    const failure = failureInBody({
      type: 'error',
      error: { type: 'overloaded_error', message: 'Overloaded' },
    });
    expect(failure).toMatchObject({ kind: 'overloaded', message: 'Overloaded' });
  });
});

describe('what is no answer of Anthropic at all', () => {
  test("a connection that broke, with the system's code", () => {
    const refused = new Error('fetch failed', {
      cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }),
    });
    const failure = failureOf(new Error('Connection error.', { cause: refused }), fakeCall());
    expect(failure.kind).toBe('transient');
    expect(failure.details.code).toBe('ECONNREFUSED');
  });

  test('a connection that never came', () => {
    const late = Object.assign(new Error('Request timed out.'), { name: 'APIConnectionTimeoutError' });
    expect(failureOf(late, fakeCall()).kind).toBe('timeout');
    const silent = new TypeError('terminated', {
      cause: Object.assign(new Error(), { code: 'UND_ERR_BODY_TIMEOUT' }),
    });
    expect(failureOf(silent, fakeCall()).kind).toBe('timeout');
  });

  test.each([
    new TypeError('terminated'),
    new SyntaxError('Unexpected end of JSON input'),
    undefined,
    'text',
  ])('%s', (thrown) => expect(failureOf(thrown, fakeCall()).kind).toBe('transient'));

  test('a call that was aborted is aborted, whatever was thrown; a failure stays itself', () => {
    const call = fakeCall(AbortSignal.abort('bored'));
    expect(failureOf(new TypeError('terminated'), call)).toMatchObject({ kind: 'aborted', cause: 'bored' });
    const failure = new Failure('quota', 'x');
    expect(failureOf(failure, fakeCall())).toBe(failure);
  });
});
