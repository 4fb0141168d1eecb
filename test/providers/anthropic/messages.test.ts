import { describe, expect, test } from 'vitest';
import type { ChatRequest } from '../../../src/core/chat.ts';
import { Failure } from '../../../src/core/failure.ts';
import { toConversation } from '../../../src/providers/anthropic/messages.ts';

const warnings: string[] = [];
const convert = (messages: unknown) => {
  warnings.length = 0;
  return toConversation(messages as ChatRequest['messages'], (warning) => void warnings.push(warning));
};
const text = (words: string) => ({ type: 'text', text: words });
const call = (id: string, name = 'add', args = '{"a":1}') => ({
  id,
  type: 'function',
  function: { name, arguments: args },
});

describe('turns', () => {
  test('instructions go to the front, in their order', () => {
    const { system, messages } = convert([
      { role: 'system', content: 'Be brief.' },
      { role: 'developer', content: [{ type: 'text', text: 'No jokes.' }] },
      { role: 'user', content: 'Hello?' },
    ]);
    expect(system).toEqual([text('Be brief.'), text('No jokes.')]);
    expect(messages).toEqual([{ role: 'user', content: [text('Hello?')] }]);
    expect(warnings).toEqual([]);
  });

  test('instructions in mid-conversation go there too, with a warning', () => {
    const { system } = convert([
      { role: 'user', content: 'Hello?' },
      { role: 'system', content: 'Be brief.' },
    ]);
    expect(system).toEqual([text('Be brief.')]);
    expect(warnings).toEqual([expect.stringContaining('messages[1]')]);
  });

  test('neighbours of one role are one turn', () => {
    const { messages } = convert([
      { role: 'user', content: 'One.' },
      { role: 'user', content: 'Two.' },
      { role: 'assistant', content: 'Three.' },
      { role: 'user', content: 'Four.' },
    ]);
    expect(messages).toEqual([
      { role: 'user', content: [text('One.'), text('Two.')] },
      { role: 'assistant', content: [text('Three.')] },
      { role: 'user', content: [text('Four.')] },
    ]);
  });

  test('an assistant turn at the end stays at the end', () => {
    const { messages } = convert([
      { role: 'user', content: 'Count.' },
      { role: 'assistant', content: 'One, two' },
    ]);
    expect(messages.at(-1)).toEqual({ role: 'assistant', content: [text('One, two')] });
  });

  test('instructions alone are sent as a user turn', () => {
    const { system, messages } = convert([{ role: 'system', content: 'Say hello.' }]);
    expect(system).toEqual([]);
    expect(messages).toEqual([{ role: 'user', content: [text('Say hello.')] }]);
    expect(warnings).toHaveLength(1);
  });

  test('a conversation that the assistant opens gets a user turn before it', () => {
    const { messages } = convert([
      { role: 'assistant', content: 'How can I help?' },
      { role: 'user', content: 'Sing.' },
    ]);
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
    expect(warnings).toHaveLength(1);
  });

  test('names are warned of once, blank text is left out, refusals are words', () => {
    const { messages } = convert([
      { role: 'user', content: 'Hi', name: 'ann' },
      { role: 'user', content: ' ', name: 'bob' },
      { role: 'assistant', content: null, refusal: 'I will not.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: '' },
          { type: 'text', text: 'Why?' },
        ],
      },
    ]);
    expect(messages).toEqual([
      { role: 'user', content: [text('Hi')] },
      { role: 'assistant', content: [text('I will not.')] },
      { role: 'user', content: [text('Why?')] },
    ]);
    expect(warnings).toEqual(['messages: Anthropic has no names of speakers']);
  });
});

describe('images', () => {
  const image = (url: string, detail?: string) => [
    { role: 'user', content: [{ type: 'image_url', image_url: { url, ...(detail && { detail }) } }] },
  ];

  test('data: URLs are sent as base64, addresses as addresses', () => {
    expect(convert(image('data:image/png;base64,iVBORw0=')).messages[0]!.content).toEqual([
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0=' } },
    ]);
    expect(convert(image('https://example.com/a.jpg')).messages[0]!.content).toEqual([
      { type: 'image', source: { type: 'url', url: 'https://example.com/a.jpg' } },
    ]);
  });

  test('a detail is warned of', () => {
    convert(image('https://example.com/a.jpg', 'low'));
    expect(warnings).toEqual([expect.stringContaining('detail')]);
  });

  test.each(['data:image/tiff;base64,AA==', 'file:///etc/passwd', ''])('%s cannot be sent', (url) => {
    expect(() => convert(image(url))).toThrow(/messages\[0\].content\[0\]/);
  });
});

describe('tools', () => {
  const asked = { role: 'user', content: 'Add.' };

  test('parallel calls and their results: one turn each, results before words', () => {
    const { messages } = convert([
      asked,
      { role: 'assistant', content: 'Adding.', tool_calls: [call('call_1'), call('call_2', 'mul')] },
      { role: 'tool', tool_call_id: 'call_1', content: '2' },
      { role: 'user', content: 'Quick!' },
      { role: 'tool', tool_call_id: 'call_2', content: [{ type: 'text', text: '6' }] },
    ]);
    expect(messages.slice(1)).toEqual([
      {
        role: 'assistant',
        content: [
          text('Adding.'),
          { type: 'tool_use', id: 'call_1', name: 'add', input: { a: 1 } },
          { type: 'tool_use', id: 'call_2', name: 'mul', input: { a: 1 } },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'call_1', content: [text('2')] },
          { type: 'tool_result', tool_use_id: 'call_2', content: [text('6')] },
          text('Quick!'),
        ],
      },
    ]);
    expect(warnings).toEqual([]);
  });

  test('ids become legal and unique, and their results follow them', () => {
    const { messages } = convert([
      asked,
      { role: 'assistant', tool_calls: [call('functions.add:0'), call('functions.add_0')] },
      { role: 'tool', tool_call_id: 'functions.add_0', content: '1' },
      { role: 'tool', tool_call_id: 'functions.add:0', content: '2' },
      { role: 'assistant', tool_calls: [call('functions.add:0')] },
      { role: 'tool', tool_call_id: 'functions.add:0', content: '3' },
    ]);
    const blocks = messages.flatMap(({ content }) => content as { id?: string; tool_use_id?: string }[]);
    expect(blocks.flatMap(({ id, tool_use_id }) => id ?? tool_use_id ?? [])).toEqual([
      'functions_add_0',
      'functions_add_0_2',
      'functions_add_0_2',
      'functions_add_0',
      'functions_add_0_3',
      'functions_add_0_3',
    ]);
  });

  test.each(['{"a":', '[1]', '"a"', 'null'])('arguments %s become {}, with a warning', (args) => {
    const { messages } = convert([asked, { role: 'assistant', tool_calls: [call('c', 'add', args)] }]);
    expect(messages[1]!.content).toEqual([{ type: 'tool_use', id: 'c', name: 'add', input: {} }]);
    expect(warnings).toEqual([expect.stringContaining('messages[1].tool_calls[0].function.arguments')]);
  });

  test('no arguments are {} without one; an empty result has no content', () => {
    const { messages } = convert([
      asked,
      { role: 'assistant', content: '', tool_calls: [call('c', 'now', '')] },
      { role: 'tool', tool_call_id: 'c', content: '' },
    ]);
    expect(messages[1]!.content).toEqual([{ type: 'tool_use', id: 'c', name: 'now', input: {} }]);
    expect(messages[2]!.content).toEqual([{ type: 'tool_result', tool_use_id: 'c' }]);
    expect(warnings).toEqual([]);
  });
});

describe('what cannot be carried', () => {
  const part = (type: string) => [{ role: 'user', content: [{ type, [type]: {} }] }];

  test.each([
    ['no messages', undefined, /messages/],
    ['an empty list', [], /messages: give at least one/],
    ['null', [null], /messages\[0\]: the role undefined/],
    ['an unknown role', [{ role: 'robot', content: 'x' }], /the role robot is unknown/],
    ['the old function role', [{ role: 'function', name: 'f', content: 'x' }], /the role function/],
    ['no content', [{ role: 'user' }], /messages\[0\]: content is missing/],
    ['an empty assistant message', [{ role: 'assistant', content: null }], /content or tool_calls/],
    ['a result without a call', [{ role: 'tool', content: 'x' }], /tool_call_id is missing/],
    ['a text part without text', [{ role: 'user', content: [{ type: 'text' }] }], /the text is missing/],
    ['audio', part('input_audio'), /messages\[0\].content\[0\]: a part of type input_audio.*Anthropic/],
    ['a file', part('file'), /a part of type file/],
    [
      'an image in the instructions',
      [{ role: 'system', content: [{ type: 'image_url', image_url: { url: 'https://x/y' } }] }],
      /only text/,
    ],
    ['an old function call', [{ role: 'assistant', function_call: {} }], /use tool_calls/],
    ['an answer in audio', [{ role: 'assistant', audio: { id: 'a' } }], /transcript/],
    [
      'a custom tool call',
      [{ role: 'assistant', tool_calls: [{ id: 'a', type: 'custom', custom: {} }] }],
      /type custom/,
    ],
    [
      'a call without an id',
      [{ role: 'assistant', tool_calls: [{ function: { name: 'f' } }] }],
      /id is missing/,
    ],
  ])('%s', (_, messages, words) => {
    expect(() => convert(messages)).toThrow(words);
    expect(() => convert(messages)).toThrow(expect.objectContaining({ kind: 'invalid-request' }));
    expect(() => convert(messages)).toThrow(Failure);
  });
});
