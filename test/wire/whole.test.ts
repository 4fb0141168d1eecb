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
