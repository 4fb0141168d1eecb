import { expect, test } from 'vitest';
import { Attempts } from '../../src/core/attempts.ts';
import type { ChatReply } from '../../src/core/chat.ts';
import { Slip } from '../../src/wire/slip.ts';
import { chunk, completion, end, items } from '../fakes.ts';

function slip(reply: ChatReply, { shared = false, leave = (_reason: unknown) => {} } = {}) {
  const attempts = new Attempts();
  const attempt = attempts.begin({ id: 'a/1', provider: 'a', model: '1' }, 0, 'first');
  return new Slip({ ...reply, attempt }, attempts.list, leave, shared);
}

const stream = (): ChatReply => ({ type: 'stream', items: items([chunk('Hi'), end()]) });

test('a client finds in it what it reads of a response', () => {
  const headers = new Headers({ 'x-request-id': 'req_1', 'x-ratelimit-remaining-tokens': '7' });
  const made = slip({ type: 'completion', completion: completion('Hi'), headers });
  expect(made).toBeInstanceOf(Response);
  expect([made.ok, made.status, made.url, made.bodyUsed]).toEqual([true, 200, '', false]);
  expect([...made.headers.entries()]).toEqual([['x-request-id', 'req_1']]);
  expect(made.headers.get('content-type')).toBeNull();
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
  expect(made.written).toBe(made.written);
  expect(Object.fromEntries(made.written.headers)).toEqual({
    'content-type': 'application/json',
    'x-request-id': 'req_1',
    'x-understudy-attempts': '1',
    'x-understudy-target': 'a/1',
  });
  expect(await made.written.text()).toBe('{ "as" : "it came" }');
});

test('its body is there for who reads it all the same, in every way that a response can be read', async () => {
  const made = () => slip({ type: 'completion', completion: completion('Hi'), raw: '{"a":"ü"}' });
  const decode = (bytes: ArrayBuffer | Uint8Array) => new TextDecoder().decode(bytes);
  const read = [
    await made().text(),
    JSON.stringify(await made().json()),
    decode(await made().arrayBuffer()),
    decode(await made().bytes()),
    await (await made().blob()).text(),
    await made().clone().text(),
    await new Response(made().body).text(),
  ];
  expect(read).toEqual(Array(7).fill('{"a":"ü"}'));
  const once = made();
  await once.text();
  expect(once.bodyUsed).toBe(true);
});

test('it inherits nothing of a response, of which there is none in it', async () => {
  const made = slip({ type: 'completion', completion: completion('Hi') });
  const its = (name: string) => Object.hasOwn(Slip.prototype, name) || Object.hasOwn(made, name);
  expect(Object.getOwnPropertyNames(Response.prototype).filter((name) => !its(name))).toEqual([]);
  await expect(made.formData()).rejects.toThrow(TypeError);
});

test('an answer that was read from bytes is handed on', () => {
  const ours = completion('Hi');
  expect(slip({ type: 'completion', completion: ours, raw: '{}' }).answer).toBe(ours);
});

test('what somebody else may hold is made anew', () => {
  const theirs = Object.freeze({ ...completion('Hi'), extra: undefined });
  const copy = slip({ type: 'completion', completion: theirs }).answer;
  expect(copy).not.toBe(theirs);
  expect(copy).toStrictEqual(completion('Hi'));
  const kept = slip({ type: 'completion', completion: theirs, raw: '\uFEFF{"id":"1"}' }, { shared: true });
  expect(kept.answer).toEqual({ id: '1' });
});

test('a stream is read by its items, or as bytes', async () => {
  const read = slip(stream());
  expect(read.answer).toBeUndefined();
  expect((await read.items?.next())?.value?.chunk).toEqual(chunk('Hi'));
  expect(await slip(stream()).written.text()).toContain('"content":"Hi"');
});

test('who leaves the body of a stream leaves the call', async () => {
  const left: unknown[] = [];
  await slip(stream(), { leave: (reason) => left.push(reason) }).written.body?.cancel('enough');
  expect(left).toEqual(['enough']);
});
