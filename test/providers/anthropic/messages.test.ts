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

  test('behind an assistant turn at the end the user is asked to say something', () => {
    const { messages } = convert([
      { role: 'user', content: 'Count.' },
      { role: 'assistant', content: 'One, two' },
    ]);
    expect(messages.slice(1)).toEqual([
      { role: 'assistant', content: [text('One, two')] },
      { role: 'user', content: [text('(Carry on.)')] },
    ]);
    expect(warnings).toEqual([expect.stringContaining('user turn last')]);
  });

  test('instructions behind an assistant turn are what is to be answered', () => {
    const { system, messages } = convert([
      { role: 'system', content: 'Be brief.' },
      { role: 'assistant', content: 'Hello.' },
      { role: 'developer', content: 'Now in French.' },
    ]);
    expect(system).toEqual([text('Be brief.')]);
    expect(messages.at(-1)).toEqual({ role: 'user', content: [text('Now in French.')] });
    expect(warnings).toEqual([expect.stringContaining('messages[2]'), expect.stringContaining('first')]);
  });

  test('an assistant who says nothing is no turn', () => {
    const { messages } = convert([
      { role: 'user', content: 'One.' },
      { role: 'assistant', content: '' },
      { role: 'assistant', content: null },
      { role: 'user', content: 'Two.' },
    ]);
    expect(messages).toEqual([{ role: 'user', content: [text('One.'), text('Two.')] }]);
    expect(warnings).toEqual([]);
  });

  test('an answer that was broken off by a refusal keeps both', () => {
    const { messages } = convert([
      { role: 'user', content: 'Go.' },
      { role: 'assistant', content: 'First,', refusal: 'No.' },
      { role: 'user', content: 'Why?' },
    ]);
    expect(messages[1]).toEqual({ role: 'assistant', content: [text('First,'), text('No.')] });
  });

  test('what other vendors have put into the messages is named, once, and not sent', () => {
    const said = {
      role: 'assistant',
      content: 'Hi.',
      annotations: [],
      refusal: null,
      reasoning_content: 'Hm.',
    };
    const { messages } = convert([
      { role: 'user', content: 'Hi?' },
      said,
      said,
      { role: 'user', content: 'So?' },
    ]);
    expect(JSON.stringify(messages)).not.toContain('Hm.');
    expect(warnings).toEqual(['messages[].reasoning_content: not sent, for Anthropic has none']);
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
    expect(warnings).toEqual(['messages[].name: not sent, for Anthropic has none']);
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
    expect(warnings).toEqual(['messages[4]: the result is moved to its call']);
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
      'functions_add_0_2aab2b9e',
      'functions_add_0_f5e593e8',
      'functions_add_0_2aab2b9e',
      'functions_add_0_f5e593e8',
      'functions_add_0_2aab2b9e_2',
      'functions_add_0_2aab2b9e_2',
    ]);
  });

  test('a call without a result gets one that says so, and a result without a call is told', () => {
    const { messages } = convert([
      asked,
      { role: 'assistant', tool_calls: [call('c')] },
      { role: 'user', content: 'Never mind.' },
      { role: 'tool', tool_call_id: 'lost', content: '7' },
    ]);
    expect(messages.at(-1)).toEqual({
      role: 'user',
      content: [
        {
          type: 'tool_result',
          tool_use_id: 'c',
          content: 'No result of this call was recorded.',
          is_error: true,
        },
        text('Never mind.'),
        text('The result of an earlier tool call:'),
        text('7'),
      ],
    });
    expect(warnings).toHaveLength(2);
  });

  test('texts that tell of an error are results like any other', () => {
    const { messages } = convert([
      asked,
      { role: 'assistant', tool_calls: [call('c')] },
      { role: 'tool', tool_call_id: 'c', content: '{"error":"Not found"}' },
    ]);
    expect(messages.at(-1)?.content).toEqual([
      { type: 'tool_result', tool_use_id: 'c', content: [text('{"error":"Not found"}')] },
    ]);
  });

  test.each(['{"a":', '[1]', '"a"', 'null'])('arguments %s become {}, with a warning', (args) => {
    const { messages } = convert([
      asked,
      { role: 'assistant', tool_calls: [call('c', 'add', args)] },
      { role: 'tool', tool_call_id: 'c', content: '?' },
    ]);
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
    ['a result without a call', [{ role: 'tool', content: 'x' }], /tool_call_id is missing/],
    ['a text part without text', [{ role: 'user', content: [{ type: 'text' }] }], /the text is missing/],
    ['audio', part('input_audio'), /messages\[0\].content\[0\]: a part of type input_audio.*Anthropic/],
    ['an empty file', part('file'), /file.file_data: Anthropic takes a file as a base64 data: URL/],
    [
      'a file that OpenAI keeps',
      [{ role: 'user', content: [{ type: 'file', file: { file_id: 'file-1' } }] }],
      /file.file_id: only OpenAI has this file/,
    ],
    [
      'a file of another type',
      [
        {
          role: 'user',
          content: [{ type: 'file', file: { file_data: 'data:application/zip;base64,AAAA' } }],
        },
      ],
      /none of application\/zip/,
    ],
    [
      'an image in the instructions',
      [
        { role: 'system', content: [{ type: 'image_url', image_url: { url: 'https://x/y' } }] },
        { role: 'user', content: 'Hi' },
      ],
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
