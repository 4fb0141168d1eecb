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
    { logprobs: true, user: 'somebody', stream: true, stream_options: { include_usage: true } },
    vendors.mistral,
  );
  for (const field of ['logprobs', 'user', 'stream_options']) expect(body).not.toHaveProperty(field);
  expect(body).toMatchObject({ stream: true, temperature: 0.2 });
  // Its usage comes unasked.
  expect(warnings.map((warning) => warning.split(':')[0])).toEqual(['user', 'logprobs']);
  expect(warnings.join()).not.toContain('somebody');
});

test('a value that asks for nothing is left out without a word', () => {
  const idle = {
    n: 1,
    store: false,
    logprobs: false,
    presence_penalty: 0,
    logit_bias: {},
    metadata: null,
    modalities: ['text' as const],
    service_tier: 'auto' as const,
  };
  const { body, warnings } = mapped(idle, vendors.groq);
  for (const field of Object.keys(idle)) expect(body).not.toHaveProperty(field);
  expect(warnings).toEqual([]);
});

test('a conversation stays as it is where nothing is known of the vendor but the oldest names', () => {
  const messages = [
    { role: 'user', content: [{ type: 'text', text: 'Hi' }], name: 'ann' },
    {
      role: 'assistant',
      content: null,
      refusal: null,
      reasoning_content: 'x',
      tool_calls: [{ id: 'a b', type: 'function' }],
    },
    { role: 'tool', tool_call_id: 'a b', content: 'y' },
  ];
  expect(mapped({ messages: messages as never }, unknownVendor).body.messages).toEqual(messages);
});

test('words of refusal are words where a vendor has no field for them', () => {
  const messages = [{ role: 'assistant' as const, content: null, refusal: 'I would rather not.' }];
  expect(mapped({ messages }, vendors.groq).body.messages).toEqual([
    { role: 'assistant', content: 'I would rather not.' },
  ]);
  expect(mapped({ messages }, vendors.openai).body.messages).toEqual(messages);
});

test('ids of tool calls are made legal, each once, and those that are legal are kept', () => {
  const call = (id: string) => ({ id, type: 'function' as const, function: { name: 'f', arguments: '{}' } });
  const messages = [
    {
      role: 'assistant' as const,
      content: null,
      tool_calls: [call('call_a'), call('Abc123xyz'), call('call_b')],
    },
    { role: 'tool' as const, tool_call_id: 'call_b', content: '2' },
    { role: 'tool' as const, tool_call_id: 'Abc123xyz', content: '3' },
    { role: 'tool' as const, tool_call_id: 'call_a', content: '1' },
  ];
  const [turn, ...results] = mapped({ messages }, vendors.mistral).body.messages as never as {
    tool_calls: { id: string }[];
    tool_call_id: string;
  }[];
  expect(turn?.tool_calls.map(({ id }) => id)).toEqual(['call00000', 'Abc123xyz', 'call00001']);
  expect(results.map(({ tool_call_id }) => tool_call_id)).toEqual(['call00001', 'Abc123xyz', 'call00000']);
});

test('text in parts is one text where a vendor takes no parts, and pictures stay parts', () => {
  const text = { type: 'text' as const, text: 'Look' };
  const picture = { type: 'image_url' as const, image_url: { url: 'https://a.example/b.png' } };
  const messages = [
    { role: 'user' as const, content: [text, { ...text, text: ' here.' }] },
    { role: 'user' as const, content: [text, picture] },
  ];
  expect(mapped({ messages }, vendors.deepseek).body.messages).toMatchObject([
    { content: 'Look here.' },
    { content: [text, picture] },
  ]);
});

test('the target’s own parameters come last', () => {
  const params = { temperature: 1, random_seed: 7, model: 'another' };
  expect(mapped({}, vendors.mistral, params).body).toMatchObject(params);
});
