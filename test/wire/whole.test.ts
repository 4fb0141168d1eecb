import { expect, test } from 'vitest';
import { whole } from '../../src/wire/whole.ts';

const made = () => whole('{"a":"ü"}', { headers: { 'content-type': 'application/json' } });

test('its text is there once, as with any response', async () => {
  const response = made();
  expect(response.bodyUsed).toBe(false);
  expect(await response.text()).toBe('{"a":"ü"}');
  expect(response.bodyUsed).toBe(true);
  await expect(response.text()).rejects.toThrow(TypeError);
  await expect(made().json()).resolves.toEqual({ a: 'ü' });
});

test('its bytes are there for who reads the body, and for a copy', async () => {
  expect(new TextDecoder().decode(await made().arrayBuffer())).toBe('{"a":"ü"}');
  const response = made();
  const copy = response.clone();
  expect(await Promise.all([copy.text(), response.json()])).toEqual(['{"a":"ü"}', { a: 'ü' }]);
});

test('its text is there beside a copy, whichever is read first', async () => {
  for (const order of [0, 1]) {
    const response = made();
    const read = [response, response.clone()];
    const first = await read[order]?.text();
    expect([first, await read[1 - order]?.text()]).toEqual(['{"a":"ü"}', '{"a":"ü"}']);
    await expect(response.text()).rejects.toThrow(TypeError);
  }
});

test('its text is not there for who looks on while another reads it', async () => {
  const response = made();
  response.body?.getReader();
  await expect(response.text()).rejects.toThrow(TypeError);
});
