import { expect, test } from 'vitest';
import type { ChatRequest } from '../../../src/core/chat.ts';
import { ownOnly } from '../../../src/providers/openai/own-messages.ts';

const OPENAI = 'https://api.openai.com/v1/chat/completions';
const call = { id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } };
const asking = (...messages: object[]) => ({ model: 'm', messages }) as unknown as ChatRequest;

test.each([
  OPENAI,
  'https://eu.api.openai.com/v1/chat/completions',
  'https://mine.openai.azure.com/openai/v1/chat/completions',
  'https://mine.services.ai.azure.com/openai/v1/chat/completions',
])('what other vendors have left goes, at %s', (url) => {
  const request = asking(
    { role: 'assistant', content: 'Hi', refusal: null, annotations: [], reasoning_content: 'Hm' },
    { role: 'assistant', content: null, reasoning_details: [], tool_calls: [{ ...call, extra_content: {} }] },
    { role: 'tool', tool_call_id: 'a', content: 'x' },
  );
  expect(ownOnly(request, url)).toEqual(
    asking(
      { role: 'assistant', content: 'Hi', refusal: null, annotations: [] },
      { role: 'assistant', content: null, tool_calls: [call] },
      { role: 'tool', tool_call_id: 'a', content: 'x' },
    ),
  );
});

test('an id that is too long is shortened, in its result too', () => {
  const id = 'x'.repeat(50);
  const { messages } = ownOnly(
    asking(
      { role: 'assistant', tool_calls: [{ ...call, id }] },
      { role: 'tool', tool_call_id: id, content: 'x' },
    ),
    OPENAI,
  ) as unknown as { messages: [{ tool_calls: [{ id: string }] }, { tool_call_id: string }] };
  expect(messages[0].tool_calls[0].id).toHaveLength(40);
  expect(messages[1].tool_call_id).toBe(messages[0].tool_calls[0].id);
});

test('nothing is touched where there is nothing of that, at any other address, and in no list', () => {
  const own = asking(
    { role: 'user', content: 'Hi', some_new_field: 1 },
    { role: 'assistant', tool_calls: [call] },
  );
  expect(ownOnly(own, OPENAI)).toBe(own);
  const thinking = asking({ role: 'assistant', content: 'Hi', reasoning_content: 'Hm' });
  for (const url of [
    'https://api.deepseek.com/chat/completions',
    'http://127.0.0.1:8000/v1/chat/completions',
  ])
    expect(ownOnly(thinking, url)).toBe(thinking);
  const odd = { model: 'm', messages: 'Hi' } as unknown as ChatRequest;
  expect(ownOnly(odd, OPENAI)).toBe(odd);
});
