import { expect, test } from 'vitest';
import { Attempts } from '../../src/core/attempts.ts';
import type { ChatReply } from '../../src/core/chat.ts';
import { answerIn, itemsIn, slipFor, written } from '../../src/wire/slip.ts';
import { chunk, completion, end, items } from '../fakes.ts';

function slip(reply: ChatReply, leave = (_reason: unknown) => {}) {
  const attempts = new Attempts();
  const attempt = attempts.begin({ id: 'a/1', provider: 'a', model: '1' }, 0, 'first');
  return slipFor({ ...reply, attempt }, attempts.list, leave);
}

const stream = (): ChatReply => ({ type: 'stream', items: items([chunk('Hi'), end()]) });

test('it looks like the vendor’s response to a client that reads its status and headers', () => {
  const headers = new Headers({ 'x-request-id': 'req_1', 'x-ratelimit-remaining-tokens': '7' });
  const made = slip({ type: 'completion', completion: completion('Hi'), headers });
  expect(made).toBeInstanceOf(Response);
  expect([made.ok, made.status, made.body]).toEqual([true, 200, null]);
  expect(Object.fromEntries(made.headers)).toEqual(Object.fromEntries(headers));
});

test.each([undefined, new Headers({ 'request-id': 'req_1' })])(
  'an id of the request is where the client looks for it: %o',
  (headers) => {
    const made = slip({ type: 'completion', completion: completion('Hi'), ...(headers && { headers }) });
    expect(made.headers.get('x-request-id')).toBe(headers ? 'req_1' : null);
  },
);

test('in full it is the response that anybody else is given, the same each time', async () => {
  const headers = new Headers({ 'x-request-id': 'req_1', 'content-length': '999' });
  const made = slip({
    type: 'completion',
    completion: completion('Hi'),
    raw: '{ "as" : "it came" }',
    headers,
  });
  const whole = written(made);
  expect(written(made)).toBe(whole);
  expect(Object.fromEntries(whole.headers)).toEqual({
    'content-type': 'application/json',
    'x-request-id': 'req_1',
    'x-understudy-attempts': '1',
    'x-understudy-target': 'a/1',
  });
  expect(await whole.text()).toBe('{ "as" : "it came" }');
});

test('any other response stands for itself', async () => {
  const other = Response.json({ id: 'other' });
  expect(written(other)).toBe(other);
  expect(itemsIn(other)).toBeUndefined();
  expect(await answerIn(other)).toEqual({ id: 'other' });
});

test('what was read from bytes is handed on; what may be somebody else’s is copied', () => {
  const ours = completion('Hi');
  expect(answerIn(slip({ type: 'completion', completion: ours, raw: '{}' }))).toBe(ours);
  const theirs = Object.freeze({ ...completion('Hi'), extra: undefined });
  const copy = answerIn(slip({ type: 'completion', completion: theirs }));
  expect(copy).not.toBe(theirs);
  expect(copy).toStrictEqual(completion('Hi'));
});

test('a stream is read by its items, or as bytes', async () => {
  const read = itemsIn(slip(stream()));
  expect((await read?.next())?.value?.chunk).toEqual(chunk('Hi'));
  expect(await written(slip(stream())).text()).toContain('"content":"Hi"');
});

test('who leaves the body of a stream leaves the call', async () => {
  const left: unknown[] = [];
  await written(slip(stream(), (reason) => left.push(reason))).body?.cancel('enough');
  expect(left).toEqual(['enough']);
});

test('a stream in the place of a plain answer is no answer', async () => {
  await expect(answerIn(slip(stream()))).rejects.toThrow(SyntaxError);
});
