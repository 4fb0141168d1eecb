import { expect, test } from 'vitest';
import { readRequest } from '../../src/wire/request.ts';

const messages = [{ role: 'user', content: 'Hello?' }];
const read = (body: unknown) => readRequest(typeof body === 'string' ? body : JSON.stringify(body));

test.each([
  ['{"model"', 'body', /not JSON/],
  ['', 'body', /not JSON/],
  ['null', 'body', /no object/],
  ['"text"', 'body', /no object/],
  ['[]', 'body', /no object/],
  [{ messages }, 'model', /names no model/],
  [{ model: '', messages }, 'model', /names no model/],
  [{ model: 7, messages }, 'model', /names no model/],
  [{ model: 'm' }, 'messages', /no messages/],
  [{ model: 'm', messages: [] }, 'messages', /no messages/],
  [{ model: 'm', messages: 'Hello?' }, 'messages', /no messages/],
  [
    { model: 'm', messages: [messages[0], { content: 'x' }] },
    'messages[1].role',
    /messages\[1\] has no role/,
  ],
  [{ model: 'm', messages: [null] }, 'messages[0].role', /messages\[0\] has no role/],
  [{ model: 'm', messages: ['Hello?'] }, 'messages[0].role', /messages\[0\] has no role/],
])('%j is told as wrong: %s', (body, param, message) => {
  expect(read(body)).toEqual({ bad: { param, message: expect.stringMatching(message) } });
});

test.each([
  ['a role that is new', { messages: [{ role: 'overseer', content: 'x' }] }],
  ['a model with a slash', { model: 'a/b/c' }],
  ['fields that are new', { param: 1, message: 'x', bad: true, anything: {} }],
])('%s is the vendors’ matter', (_, more) => {
  const body = { model: 'm', messages, ...more };
  expect(read(body)).toEqual({ request: body });
});
