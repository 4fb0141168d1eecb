import { expect, test } from 'vitest';
import { toConversation } from '../../../src/providers/google/messages.ts';
import { MODEL } from './helpers.ts';

function translate(messages: unknown, signed = true, model = MODEL) {
  const warnings: string[] = [];
  const conversation = toConversation(messages as never, {
    model,
    signed,
    warn: (text) => warnings.push(text),
  });
  return { ...conversation, warnings };
}

const call = (id: string, name: string, args = '{}') => ({
  id,
  type: 'function',
  function: { name, arguments: args },
});
const sentinel = { thoughtSignature: 'skip_thought_signature_validator' };

test('Instructions go to the front, neighbours of one role together', () => {
  const { warnings, ...conversation } = translate([
    { role: 'system', content: 'Be brief.' },
    { role: 'developer', content: [{ type: 'text', text: 'Be kind.' }] },
    { role: 'user', content: 'One' },
    { role: 'user', content: [{ type: 'text', text: 'Two' }] },
    { role: 'assistant', content: 'Three' },
    { role: 'assistant', content: null, refusal: 'Four' },
    { role: 'user', content: 'Five' },
  ]);
  expect(conversation).toEqual({
    systemInstruction: { parts: [{ text: 'Be brief.' }, { text: 'Be kind.' }] },
    contents: [
      { role: 'user', parts: [{ text: 'One' }, { text: 'Two' }] },
      { role: 'model', parts: [{ text: 'Three' }, { text: 'Four' }] },
      { role: 'user', parts: [{ text: 'Five' }] },
    ],
  });
  expect(warnings).toEqual([]);
});

test('Instructions in mid-conversation are moved, and that is said', () => {
  const { systemInstruction, warnings } = translate([
    { role: 'user', content: 'One' },
    { role: 'system', content: 'Late' },
  ]);
  expect(systemInstruction).toEqual({ parts: [{ text: 'Late' }] });
  expect(warnings).toEqual([expect.stringMatching(/^messages\[1\]: /)]);
});

test('Instructions that stand alone are said by the user: Gemini answers nobody else', () => {
  expect(translate([{ role: 'system', content: 'Say hi' }])).toEqual({
    contents: [{ role: 'user', parts: [{ text: 'Say hi' }] }],
    warnings: [expect.stringContaining('instructions')],
  });
});

test('Calls and their results, in parallel, in one turn each', () => {
  const { contents } = translate([
    { role: 'user', content: 'Weather and time?' },
    {
      role: 'assistant',
      content: 'Let me see.',
      tool_calls: [call('call_a', 'weather', '{"city":"Rome"}'), call('call_b', 'time', '')],
    },
    { role: 'tool', tool_call_id: 'call_a', content: '{"sky":"blue"}' },
    { role: 'tool', tool_call_id: 'call_b', content: [{ type: 'text', text: 'noon' }] },
    { role: 'user', content: 'Well?' },
  ]);
  expect(contents).toEqual([
    { role: 'user', parts: [{ text: 'Weather and time?' }] },
    {
      role: 'model',
      parts: [
        { text: 'Let me see.' },
        { functionCall: { id: 'call_a', name: 'weather', args: { city: 'Rome' } }, ...sentinel },
        { functionCall: { id: 'call_b', name: 'time', args: {} }, ...sentinel },
      ],
    },
    {
      role: 'user',
      parts: [
        { functionResponse: { id: 'call_a', name: 'weather', response: { sky: 'blue' } } },
        { functionResponse: { id: 'call_b', name: 'time', response: { output: 'noon' } } },
        { text: 'Well?' },
      ],
    },
  ]);
});

test('An older model is not shown the word that stands for a signature', () => {
  const messages = [{ role: 'assistant', content: null, tool_calls: [call('1', 'f')] }];
  expect(translate(messages, false).contents[1]?.parts[0]).not.toHaveProperty('thoughtSignature');
});

test('An id that comes twice means the later call', () => {
  const { contents } = translate([
    { role: 'user', content: 'Go' },
    { role: 'assistant', tool_calls: [call('0', 'first')] },
    { role: 'tool', tool_call_id: '0', content: 'a' },
    { role: 'assistant', tool_calls: [call('0', 'second')] },
    { role: 'tool', tool_call_id: '0', content: '[1]' },
  ]);
  expect(contents.map(({ parts }) => parts[0]?.functionResponse)).toEqual([
    undefined,
    undefined,
    { id: '0', name: 'first', response: { output: 'a' } },
    undefined,
    { id: '0', name: 'second', response: { output: '[1]' } },
  ]);
});

test('Arguments that are no JSON object become an empty one, and that is said', () => {
  const { contents, warnings } = translate([
    { role: 'user', content: 'Go' },
    { role: 'assistant', tool_calls: [call('1', 'f', '{"a":')] },
    { role: 'tool', tool_call_id: '1', content: '?' },
  ]);
  expect(contents[1]?.parts[0]?.functionCall?.args).toEqual({});
  expect(warnings).toEqual([expect.stringMatching(/^messages\[1\]\.tool_calls\[0\]/)]);
  expect(warnings[0]).not.toContain('"a"');
});

test('What travels with the request is carried: images, sound, documents', () => {
  const { contents, warnings } = translate([
    {
      role: 'user',
      content: [
        { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA', detail: 'low' } },
        { type: 'input_audio', input_audio: { data: 'BBBB', format: 'mp3' } },
        { type: 'file', file: { file_data: 'data:application/pdf;base64,CCCC', filename: 'a.pdf' } },
      ],
    },
  ]);
  expect(contents[0]?.parts).toEqual([
    { inlineData: { mimeType: 'image/png', data: 'AAAA' } },
    { inlineData: { mimeType: 'audio/mp3', data: 'BBBB' } },
    { inlineData: { mimeType: 'application/pdf', data: 'CCCC' } },
  ]);
  expect(warnings).toEqual([expect.stringContaining('detail'), expect.stringContaining('filename')]);
});

test('Empty text is left out, and so is a turn of nothing else', () => {
  const { contents } = translate([
    { role: 'user', content: 'One' },
    { role: 'assistant', content: '' },
    { role: 'user', content: 'Two' },
  ]);
  expect(contents).toEqual([{ role: 'user', parts: [{ text: 'One' }, { text: 'Two' }] }]);
});

test('The user speaks first and last; a result that is missing or lost is told of', () => {
  const { contents, warnings } = translate([
    { role: 'assistant', content: 'Hi', tool_calls: [call('1', 'f')] },
    { role: 'tool', tool_call_id: 'other', content: 'x' },
    { role: 'assistant', content: 'Well' },
  ]);
  expect(contents).toEqual([
    { role: 'user', parts: [{ text: '(The conversation begins.)' }] },
    {
      role: 'model',
      parts: [{ text: 'Hi' }, { functionCall: { id: '1', name: 'f', args: {} }, ...sentinel }],
    },
    {
      role: 'user',
      parts: [
        {
          functionResponse: {
            id: '1',
            name: 'f',
            response: { error: 'No result of this call was recorded.' },
          },
        },
        { text: 'The result of an earlier tool call:' },
        { text: 'x' },
      ],
    },
    { role: 'model', parts: [{ text: 'Well' }] },
    { role: 'user', parts: [{ text: '(Carry on.)' }] },
  ]);
  expect(warnings).toHaveLength(4);
});

test.each(['{"id":12345678901234567890}', '{"a":1,"a":2}', '{"b":0,"1":0}', '{"n":1.0}'])(
  'A result that an object would not hold as it is goes as a text: %s',
  (content) => {
    const { contents } = translate([
      { role: 'assistant', tool_calls: [call('1', 'f')] },
      { role: 'tool', tool_call_id: '1', content },
    ]);
    expect(contents.at(-1)?.parts[0]?.functionResponse?.response).toEqual({ output: content });
  },
);

test('A signature that the caller brings along, as Google writes it for OpenAI, is sent', () => {
  const signed = { ...call('1', 'f'), extra_content: { google: { thought_signature: 'c2ln' } } };
  const messages = [
    { role: 'user', content: 'Go' },
    { role: 'assistant', tool_calls: [signed, call('2', 'g')] },
    { role: 'tool', tool_call_id: '1', content: 'x' },
    { role: 'tool', tool_call_id: '2', content: 'y' },
  ];
  expect(translate(messages).contents[1]?.parts).toEqual([
    { functionCall: { id: '1', name: 'f', args: {} }, thoughtSignature: 'c2ln' },
    { functionCall: { id: '2', name: 'g', args: {} } },
  ]);
});

test('Names of speakers are missed', () => {
  expect(translate([{ role: 'user', name: 'Ann', content: 'Hi' }]).warnings).toHaveLength(1);
});

test.each<[string, unknown, RegExp]>([
  ['no list', undefined, /^messages: /],
  ['an empty list', [], /^messages: /],
  ['null', [null], /^messages\[0\]: the role undefined/],
  ['an unknown role', [{ role: 'robot', content: 'x' }], /^messages\[0\]: the role robot .*use system/],
  ['the role function', [{ role: 'function', name: 'f', content: 'x' }], /^messages\[0\]: the role function/],
  ['no content', [{ role: 'user' }], /^messages\[0\]: content is missing/],
  [
    'a text part without text',
    [{ role: 'user', content: [{ type: 'text' }] }],
    /^messages\[0\]\.content\[0\]: /,
  ],
  [
    'a part of another type',
    [{ role: 'user', content: [{ type: 'video' }] }],
    /video cannot be sent to Gemini/,
  ],
  [
    'an image address without TLS',
    [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'http://a.b/c.png' } }] }],
    /^messages\[0\]\.content\[0\]\.image_url\.url: .*data: URL/,
  ],
  [
    'a file of OpenAI',
    [{ role: 'user', content: [{ type: 'file', file: { file_id: 'f1' } }] }],
    /^messages\[0\]\.content\[0\]\.file\.file_id: only OpenAI has this file/,
  ],
  ['an old function call', [{ role: 'assistant', function_call: { name: 'f' } }], /use tool_calls/],
  ['spoken words', [{ role: 'assistant', audio: { id: 'a' } }], /spoken/],
  ['a custom call', [{ role: 'assistant', tool_calls: [{ id: '1', type: 'custom' }] }], /custom/],
  [
    'a call without an id',
    [{ role: 'assistant', tool_calls: [{ function: { name: 'f' } }] }],
    /id is missing/,
  ],
  ['a result without an id', [{ role: 'tool', content: 'x' }], /^messages\[0\]: tool_call_id is missing/],
  [
    'the address of an image in a result',
    [
      { role: 'assistant', tool_calls: [call('1', 'f')] },
      {
        role: 'tool',
        tool_call_id: '1',
        content: [{ type: 'image_url', image_url: { url: 'https://a.b/c.png' } }],
      },
    ],
    /^messages\[1\]: .*data: URLs only/,
  ],
])('Refused, with its place: %s', (_, messages, message) => {
  expect(() => translate(messages)).toThrow(
    expect.objectContaining({ kind: 'invalid-request', message: expect.stringMatching(message) }),
  );
});
