import { expect, test } from 'vitest';
import type { ChatRequest } from '../../../src/core/chat.ts';
import { toVendor } from '../../../src/providers/openai/request.ts';
import { unknownVendor, vendors } from '../../../src/providers/openai/vendors.ts';

const request: ChatRequest = {
  model: 'gpt-5.5',
  messages: [
    { role: 'developer', content: 'Be brief.' },
    { role: 'user', content: 'Hello?' },
  ],
  temperature: 0.2,
};

function mapped(more: Partial<ChatRequest>, vendor: Parameters<typeof toVendor>[2], params = {}) {
  const warnings: string[] = [];
  const given = structuredClone({ ...request, ...more }) as ChatRequest;
  const before = structuredClone(given);
  const body = toVendor(given, 'their-model', vendor, params, (warning) => void warnings.push(warning));
  // The caller's own object is not touched: the next target is given it too.
  expect(given).toEqual(before);
  return { body: body as unknown as Record<string, unknown>, warnings };
}

test('the model is the target’s own', () => {
  expect(mapped({}, vendors.openai).body.model).toBe('their-model');
});

test.each([
  ['openai', vendors.openai, 'max_completion_tokens', 'max_tokens'],
  ['mistral', vendors.mistral, 'max_tokens', 'max_completion_tokens'],
  ['ollama', vendors.ollama, 'max_tokens', 'max_completion_tokens'],
  ['an unknown one', unknownVendor, 'max_tokens', 'max_completion_tokens'],
] as const)('%s has one name for the limit', (_, vendor, name, other) => {
  for (const limit of [
    { max_tokens: 7 },
    { max_completion_tokens: 7 },
    { max_tokens: 9, max_completion_tokens: 7 },
  ]) {
    const { body } = mapped(limit, vendor);
    expect(body[name]).toBe(7);
    expect(body).not.toHaveProperty(other);
  }
});

test('no limit is no limit', () => {
  const { body } = mapped({ max_tokens: null }, vendors.openai);
  expect(body).not.toHaveProperty('max_tokens');
  expect(body).not.toHaveProperty('max_completion_tokens');
});

test('the role "developer" goes only where it is known', () => {
  const roles = (vendor: Parameters<typeof toVendor>[2]) =>
    (mapped({}, vendor).body.messages as { role: string }[]).map(({ role }) => role);
  expect(roles(vendors.openai)).toEqual(['developer', 'user']);
  expect(roles(vendors.mistral)).toEqual(['system', 'user']);
  expect(roles(unknownVendor)).toEqual(['system', 'user']);
});

test('what a vendor rejects is left out, and said so without its value', () => {
  const { body, warnings } = mapped(
    { seed: 7, user: 'somebody', stream: true, stream_options: { include_usage: true } },
    vendors.mistral,
  );
  for (const field of ['seed', 'user', 'stream_options']) expect(body).not.toHaveProperty(field);
  expect(body).toMatchObject({ stream: true, temperature: 0.2 });
  expect(warnings.map((warning) => warning.split(':')[0])).toEqual(['seed', 'user', 'stream_options']);
  expect(warnings.join()).not.toContain('somebody');
});

test('the target’s own parameters come last', () => {
  const params = { temperature: 1, random_seed: 7, model: 'another' };
  expect(mapped({}, vendors.mistral, params).body).toMatchObject(params);
});
