import { describe, expect, test } from 'vitest';
import type { AnthropicServer } from '../../../src/drill/servers/anthropic.ts';
import type { Fault } from '../../../src/drill/servers/kit/faults.ts';
import { fakeCall } from '../fake-call.ts';
import { at, bothWays, provider, serveEachTest, ways } from './harness.ts';
import { asking, failureOf, itemsOf, streaming, textOf } from './helpers.ts';

serveEachTest();

describe('every kind of failure', () => {
  const named = (pick: (errors: AnthropicServer['errors']) => Fault) => pick(at.server.errors);

  test.each([
    ['rateLimit', 'rate-limit', 429, 'rate_limit_error'],
    ['rampLimit', 'rate-limit', 429, 'ramp_limit_exceeded'],
    ['quota', 'quota', 429, 'enforced_spend_limit_reached'],
    ['contractSpendLimit', 'quota', 429, 'contract_spend_limit_reached'],
    ['billing', 'quota', 402, 'billing_error'],
    ['userSpendLimit', 'quota', 400, 'invalid_request_error'],
    ['auth', 'auth', 401, 'authentication_error'],
    ['permission', 'permission', 403, 'permission_error'],
    ['modelNotFound', 'model-not-found', 404, 'not_found_error'],
    ['contextLength', 'context-length', 400, 'invalid_request_error'],
    ['tooLarge', 'context-length', 413, 'request_too_large'],
    ['invalidRequest', 'invalid-request', 400, 'invalid_request_error'],
    ['conflict', 'transient', 409, 'conflict_error'],
    ['overloaded', 'overloaded', 529, 'overloaded_error'],
    ['serverError', 'transient', 500, 'api_error'],
    ['timeout', 'transient', 504, 'timeout_error'],
  ] as const)('%s is %s, asked once', async (name, kind, status, code) => {
    at.server.fail(named((errors) => (typeof errors[name] === 'function' ? errors[name](4) : errors[name])));
    for (const [, ask] of bothWays) {
      const { kind: was, details } = await failureOf(ask());
      expect(was).toBe(kind);
      expect(details).toMatchObject({ status, code, requestId: expect.stringMatching(/^req_/) });
      expect(details.retryAfterMs).toBe(name.endsWith('Limit') && kind === 'rate-limit' ? 4000 : undefined);
    }
    expect(at.server.requests).toHaveLength(2);
  });

  test.each<[string, Fault, string]>([
    ['HTML under a 502', { kind: 'html', status: 502 }, 'transient'],
    ['HTML under a 503', { kind: 'html', status: 503 }, 'overloaded'],
    ['HTML under a 200', { kind: 'html', status: 200 }, 'transient'],
    ['a reset', { kind: 'reset' }, 'transient'],
    ['a cut', { kind: 'cut', afterTokens: 2 }, 'transient'],
    ['an end without a finish', { kind: 'clean-end', afterTokens: 2 }, 'transient'],
    ['half of the JSON', { kind: 'truncated-json' }, 'transient'],
    ['a broken event', { kind: 'broken-json', atEvent: 5 }, 'transient'],
    ['an error at the start of a 200', { kind: 'error-event', afterTokens: 0 }, 'overloaded'],
    ['an error in the middle of a 200', { kind: 'error-event', afterTokens: 2 }, 'overloaded'],
  ])('%s', async (_, fault, kind) => {
    at.server.fail(fault);
    for (const [, ask] of bothWays) expect((await failureOf(ask())).kind).toBe(kind);
  });

  test('the words before the break have been delivered', async () => {
    at.server.fail({ kind: 'error-event', afterTokens: 2 });
    let text = '';
    const reading = (async () => {
      for await (const { chunk } of itemsOf(await provider().chat(streaming(), fakeCall()))) {
        text += chunk.choices[0]?.delta.content ?? '';
      }
    })();
    await failureOf(reading);
    expect(text).toBe('One two');
  });

  test('finished in words but not in form is an answer', async () => {
    at.server.fail({ kind: 'no-terminator' });
    expect(textOf(await ways.stream())).toBe('One two three four.');
  });

  test('nobody there', async () => {
    await at.server.refuse();
    const { kind, details } = await failureOf(ways.plain());
    expect(kind).toBe('transient');
    expect(details.code).toBe('ECONNREFUSED');
  });

  test("a caller's fault never leaves the house", async () => {
    const broken = asking({ stop: 5 } as object);
    expect((await failureOf(provider().chat(broken, fakeCall()))).kind).toBe('invalid-request');
    expect(at.server.requests).toHaveLength(0);
  });
});
