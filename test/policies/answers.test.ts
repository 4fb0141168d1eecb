import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChatRequest } from '../../src/core/chat.ts';
import { AnswersInMemory, keyOf, type StoredAnswer } from '../../src/policies/answers.ts';
import { plain } from '../fakes.ts';
import { runs } from '../properties/runs.ts';

describe('the memory', () => {
  const kept = (body = 'x'): StoredAnswer => ({
    target: { id: 'a/1', provider: 'a', model: '1' },
    at: 0,
    type: 'completion',
    body,
  });

  it('lets go of the answer unused for longest', () => {
    const store = new AnswersInMemory(2);
    store.set('a', kept());
    store.set('b', kept());
    store.get('a');
    store.set('c', kept());
    expect(['a', 'b', 'c'].map((key) => store.get(key) !== undefined)).toEqual([true, false, true]);
  });

  it('is bounded by its size too, however often an answer is changed', () => {
    const store = new AnswersInMemory(1_000);
    const big = 'x'.repeat(1_000_000);
    for (let times = 0; times < 100; times++) store.set('same', kept(big));
    for (let index = 0; index < 31; index++) store.set(`${index}`, kept(big));
    expect(store.get('same')).toBeDefined();
    store.set('one more', kept(big));
    expect(store.get('0')).toBeUndefined();
    expect(store.get('1')).toBeDefined();
  });
});

describe('the key', () => {
  /** Short names and few values, so that two draws are often alike in part. */
  const { value } = fc.letrec((again) => ({
    value: fc.oneof(
      { maxDepth: 3, depthSize: 'medium' },
      fc.constantFrom<unknown>(null, true, 0, 1, '', '1', '[1]', '{"a":1}'),
      fc.array(again('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('a', 'b', '1', '0', '', 'toString'), again('value'), { maxKeys: 3 }),
    ),
  }));
  const keyed = (request: unknown) => keyOf(request as ChatRequest);

  it('is the same for two requests where they are equal as JSON, whatever the order of fields', () => {
    const pair = fc.oneof(
      fc.tuple(value, value),
      value.map((one) => [one, turned(one)]),
    );
    fc.assert(
      fc.property(pair, ([one, two]) => {
        expect(keyed(one) === keyed(two)).toBe(isDeepStrictEqual(copied(one), copied(two)));
      }),
      runs(3_000),
    );
  });

  it('holds the account, and nothing that is new in every request', () => {
    const here = 'https://api.openai.com/v1/chat/completions';
    const at = (headers: Record<string, string>, url = here) =>
      keyOf(plain, { url, init: { headers: new Headers(headers) } });
    const ours = at({ authorization: 'Bearer a', 'openai-project': 'p' });
    expect(at({ authorization: 'Bearer b', 'openai-project': 'p' })).not.toBe(ours);
    expect(at({ authorization: 'Bearer a', 'openai-project': 'q' })).not.toBe(ours);
    expect(at({ authorization: 'Bearer a', 'openai-project': 'p' }, `${here}?v=1`)).not.toBe(ours);
    const passing = {
      'Idempotency-Key': '1',
      'X-Stainless-Retry-Count': '1',
      'user-agent': 'OpenAI/JS 8',
      traceparent: '00-1',
      'x-request-id': '1',
    };
    expect(at({ ...passing, 'openai-project': 'p', authorization: 'Bearer a' })).toBe(ours);
  });
});

const copied = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** The same value with the fields of all its objects the other way round. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).reverse();
  return Object.fromEntries(fields.map(([key, inner]) => [key, turned(inner)]));
}
