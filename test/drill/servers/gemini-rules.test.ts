import { expect, test } from 'vitest';
import { startGemini } from '../../../src/drill/servers/gemini.ts';

const user = { role: 'user', parts: [{ text: 'Hello?' }] };
const model = { role: 'model', parts: [{ text: 'Hello.' }] };
const call = (name: string, signed = true) => ({
  functionCall: { name, args: {} },
  ...(signed ? { thoughtSignature: 'skip_thought_signature_validator' } : {}),
});
const result = (name: string, response: unknown = { output: 'Sunny' }) => ({
  functionResponse: { name, response },
});
const PNG = { mimeType: 'image/png', data: 'iVBORw0KGgo=' };
const turn = (role: string, ...parts: object[]) => ({ role, parts });
const tools = (fields: object = {}) => [{ functionDeclarations: [{ name: 'weather', ...fields }] }];
const calling = (config: object) => ({ toolConfig: { functionCallingConfig: config } });
const config = (generationConfig: object) => ({ generationConfig });

/** What is wrong with a request; `undefined` where nothing is. */
const rows: [wrong: string | undefined, body: object, model?: string][] = [
  [undefined, {}],
  [
    undefined,
    {
      contents: [
        user,
        turn('model', call('weather'), call('time', false)),
        turn('user', result('weather'), result('time')),
      ],
    },
  ],
  [
    undefined,
    { contents: [user, turn('model', call('weather', false)), turn('user', result('weather')), model, user] },
  ],
  [undefined, { contents: [user, model] }, 'gemini-2.5-flash'],
  [undefined, { system_instruction: { parts: [{ text: 'Be brief.' }] } }],
  [
    undefined,
    { tools: tools({ parametersJsonSchema: { additionalProperties: false } }), ...calling({ mode: 'ANY' }) },
  ],
  ['Invalid JSON payload received. Unknown name "messages": Cannot find field.', { messages: [] }],
  [`Unknown name "maxTokens" at 'generation_config': Cannot find field.`, config({ maxTokens: 9 })],
  [
    `Unknown name "content" at 'contents[0]': Cannot find field.`,
    { contents: [{ role: 'user', content: 'Hi' }] },
  ],
  [
    `Unknown name "type" at 'contents[0].parts[0]'`,
    { contents: [turn('user', { type: 'text', text: 'Hi' })] },
  ],
  [
    `Unknown name "additionalProperties" at 'tools[0].function_declarations[0].parameters'`,
    { tools: tools({ parameters: { additionalProperties: false } }) },
  ],
  [
    `Unknown name "const" at 'tools[0].function_declarations[0].parameters.properties[a]'`,
    { tools: tools({ parameters: { properties: { a: { const: 1 } } } }) },
  ],
  ['contents is not specified', { contents: undefined }],
  ['contents is not specified', { contents: [] }],
  ['Please use a valid role: user, model.', { contents: [{ ...user, role: 'assistant' }] }],
  ['Please use a valid role: user, model.', { contents: [{ ...user, role: 'system' }] }],
  ['contents.parts must not be empty.', { contents: [turn('user')] }],
  [
    "required oneof field 'data' must have one initialized field",
    { contents: [turn('user', { thought: true })] },
  ],
  ['ends with a user role or a function response.', { contents: [user, model] }],
  [
    `Invalid value at 'contents[2].parts[0].function_response.response'`,
    { contents: [user, turn('model', call('weather')), turn('user', result('weather', 'Sunny'))] },
  ],
  [
    'function_response.name: Name cannot be empty.',
    { contents: [user, turn('model', call('weather')), turn('user', result(''))] },
  ],
  [
    'number of function response parts is equal',
    { contents: [user, turn('model', call('weather'), call('time')), turn('user', result('weather'))] },
  ],
  ['comes immediately after a function call turn', { contents: [user, turn('user', result('weather'))] }],
  [
    'missing a thought_signature',
    { contents: [user, turn('model', call('weather', false)), turn('user', result('weather'))] },
  ],
  [
    'Corrupted thought signature.',
    {
      contents: [
        user,
        turn('model', { ...call('weather'), thoughtSignature: 'eA==' }),
        turn('user', result('weather')),
      ],
    },
  ],
  [
    'No function call matches the function response time.',
    { contents: [user, turn('model', call('weather')), turn('user', result('time'))] },
  ],
  [
    'immediately after a user turn or after a function response turn',
    { contents: [turn('model', call('weather')), turn('user', result('weather'))] },
  ],
  [
    'Multimodal function responses are not supported',
    {
      contents: [
        user,
        turn('model', call('weather')),
        turn('user', {
          functionResponse: { ...result('weather').functionResponse, parts: [{ inlineData: PNG }] },
        }),
      ],
    },
    'gemini-2.5-flash',
  ],
  ['Base64 decoding failed', { contents: [turn('user', { inlineData: { ...PNG, data: '?' } })] }],
  [
    'Invalid or unsupported file uri.',
    { contents: [turn('user', { fileData: { fileUri: 'file:///x', mimeType: 'image/png' } })] },
  ],
  ['Invalid function name.', { tools: tools({ name: 'the weather' }) }],
  [
    'should only be set when function calling mode is ANY',
    { tools: tools(), ...calling({ mode: 'AUTO', allowedFunctionNames: ['weather'] }) },
  ],
  ['set without function_declarations', calling({ mode: 'ANY' })],
  ['at most 5 stop sequences', config({ stopSequences: ['a', 'b', 'c', 'd', 'e', 'f'] })],
  ['response mime type of application/json', config({ responseJsonSchema: { type: 'object' } })],
  ['Multiple candidates is not enabled', config({ candidateCount: 2 })],
  ['Penalty is not enabled for models/gemini-2.5-flash', config({ presencePenalty: 1 }), 'gemini-2.5-flash'],
  ['Thinking level MINIMAL is not supported', config({ thinkingConfig: { thinkingLevel: 'MINIMAL' } })],
  [
    'only set only one of thinking budget',
    config({ thinkingConfig: { thinkingBudget: 9, thinkingLevel: 'LOW' } }),
  ],
];

test.each(rows)('%s', async (wrong, patch, id = 'gemini-3.8-flash') => {
  await using server = await startGemini();
  const response = await fetch(`${server.url}/v1beta/models/${id}:generateContent`, {
    method: 'POST',
    headers: { 'x-goog-api-key': 'test' },
    body: JSON.stringify({ contents: [user], ...patch }),
  });
  const { error } = await response.json();
  expect(response.status).toBe(wrong ? 400 : 200);
  if (wrong)
    expect(error).toMatchObject({
      code: 400,
      status: 'INVALID_ARGUMENT',
      message: expect.stringContaining(wrong),
    });
});
