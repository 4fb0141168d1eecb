import { expect, test } from 'vitest';
import { type Attempt, Attempts } from '../../src/core/attempts.ts';
import { AllTargetsFailedError } from '../../src/core/exhausted.ts';
import { writeBadRequest, writeExhausted } from '../../src/wire/errors.ts';
import { writeReply } from '../../src/wire/reply.ts';
import { chunk, completion, end, failure, items } from '../fakes.ts';

const stay = () => {};

/** A ledger in which these targets were asked, the last of which answers. */
function asked(...ids: string[]) {
  const { list } = ids.reduce((attempts, id) => {
    attempts.begin({ id, provider: 'p', model: 'm' }, 0, 'first');
    return attempts;
  }, new Attempts());
  return { list, attempt: list.at(-1) as Attempt };
}

test('a plain answer, as its vendor wrote it', async () => {
  const { list, attempt } = asked('openai/gpt-5.5', 'a/1');
  const raw = '{ "id" : "as it came" }';
  const headers = new Headers({
    'content-type': 'application/json; odd',
    'content-encoding': 'br',
    'content-length': '999',
    'transfer-encoding': 'chunked',
    connection: 'keep-alive',
    'keep-alive': 'timeout=5',
    'x-request-id': 'req_1',
    'x-ratelimit-remaining-tokens': '7',
  });
  const response = writeReply(
    { type: 'completion', completion: completion('Hi'), raw, headers, attempt },
    list,
    stay,
  );
  expect(await response.text()).toBe(raw);
  expect(Object.fromEntries(response.headers)).toEqual({
    'content-type': 'application/json',
    'x-ratelimit-remaining-tokens': '7',
    'x-request-id': 'req_1',
    'x-understudy-attempts': '2',
    'x-understudy-target': 'a/1',
  });
  expect(response.status).toBe(200);
});

test('a plain answer of a vendor with another wire is written in OpenAI’s', async () => {
  const { list, attempt } = asked('a/1');
  const headers = new Headers({ 'request-id': 'req_a' });
  const response = writeReply(
    { type: 'completion', completion: completion('Hi'), headers, attempt },
    list,
    stay,
  );
  expect(await response.json()).toEqual(completion('Hi'));
  expect(response.headers.get('x-request-id')).toBe('req_a');
});

test('a stream', async () => {
  const { list, attempt } = asked('a/1');
  const response = writeReply({ type: 'stream', items: items([chunk('Hi'), end()]), attempt }, list, stay);
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  expect(response.headers.get('x-understudy-target')).toBe('a/1');
  expect((await response.text()).endsWith('data: [DONE]\n\n')).toBe(true);
});

test.each(['custom/人工', 'custom/größe', 'a/b\nc'])('a target may be called %j', async (id) => {
  const { list, attempt } = asked(id);
  const response = writeReply({ type: 'completion', completion: completion('Hi'), attempt }, list, stay);
  expect(await response.json()).toEqual(completion('Hi'));
});

test('a request that is wrong is told as OpenAI tells it, and need not be sent again', async () => {
  const response = writeBadRequest({ message: 'No model.', param: 'model' });
  expect(response.status).toBe(400);
  expect(response.headers.get('x-should-retry')).toBe('false');
  expect(await response.json()).toEqual({
    error: { message: 'No model.', param: 'model', type: 'invalid_request_error', code: null },
  });
});

test('where everything failed, the caller’s client is given what OpenAI said', async () => {
  const headers = new Headers({
    'x-request-id': 'req_1',
    'content-encoding': 'gzip',
    'x-should-retry': 'true',
  });
  const named = failure('quota', { status: 429, response: { status: 429, headers, body: '{"error":{}}' } });
  const response = writeExhausted(new AllTargetsFailedError({ attempts: [], failures: [], named }));
  expect(response?.status).toBe(429);
  expect(await response?.text()).toBe('{"error":{}}');
  expect(Object.fromEntries(response?.headers ?? [])).toMatchObject({
    'x-request-id': 'req_1',
    'x-should-retry': 'false',
  });
  expect(response?.headers.has('content-encoding')).toBe(false);
});

test('where OpenAI said nothing there is no response', () => {
  const silent = (named?: ReturnType<typeof failure>) =>
    writeExhausted(new AllTargetsFailedError({ attempts: [], failures: [], named }));
  expect(silent()).toBeUndefined();
  expect(silent(failure('timeout'))).toBeUndefined();
});
