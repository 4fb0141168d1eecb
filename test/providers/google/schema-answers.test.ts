import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ChatRequest } from '../../../src/core/chat.ts';
import { type GeminiServer, startGemini } from '../../../src/drill/servers/gemini.ts';
import { googleProvider } from '../../../src/providers/google/index.ts';
import { type FakeCall, fakeCall } from '../fake-call.ts';
import { chunksOf, completionOf, failureFrom, hello, KEY, MODEL, sdks } from './helpers.ts';

const SCHEMA = { type: 'object', properties: { name: { type: 'string', minLength: 2 } }, required: ['name'] };
const WHOLE = { type: 'object', properties: { age: { type: 'integer', minimum: 0 } } };
const RECURSIVE = { type: 'object', properties: { child: { $ref: '#' } } };
const ANSWER = '{"name":"Ann"}';

const wanting = (schema?: object): Partial<ChatRequest> => ({
  response_format: schema
    ? { type: 'json_schema', json_schema: { name: 'x', description: 'Who', schema: { ...schema } } }
    : { type: 'json_object' },
});
const tools = [{ type: 'function' as const, function: { name: 'weather', parameters: { type: 'object' } } }];
const inWords = (schema: object) => ({ parts: [{ text: expect.stringContaining(JSON.stringify(schema)) }] });

describe.each(sdks)('through %s', (sdk) => {
  let server: GeminiServer;
  let call: FakeCall;
  beforeEach(async () => {
    server = await startGemini({ answer: () => ANSWER });
    call = fakeCall();
  });
  afterEach(() => server.close());

  const ask = (fields: Partial<ChatRequest>, model = MODEL, params = {}) =>
    googleProvider(model, { apiKey: KEY, baseURL: server.url, sdk, params }).chat(
      { ...hello, ...fields } as ChatRequest,
      call,
    );

  /** What was sent, and what is said of the answer. */
  async function sent(fields: Partial<ChatRequest>, model = MODEL) {
    const reply = await ask(fields, model);
    expect((await completionOf(reply)).choices[0]?.message.content).toBe(ANSWER);
    const stream = await ask({ ...fields, stream: true } as Partial<ChatRequest>, model);
    await chunksOf(stream);
    expect(stream.unproven).toBe(reply.unproven);
    const body = server.requests.at(-1)?.body as Record<string, unknown>;
    return { ...body, unproven: reply.unproven };
  }

  test('a schema is sent as far as Gemini takes it; what it leaves out is unproven', async () => {
    expect(await sent(wanting(SCHEMA))).toMatchObject({
      generationConfig: {
        responseMimeType: 'application/json',
        responseJsonSchema: {
          type: 'object',
          description: 'Who',
          properties: { name: { type: 'string', description: 'As JSON Schema says it: {"minLength":2}' } },
          required: ['name'],
        },
      },
      unproven: 'in-part',
    });
    expect(call.warnings).toEqual([]);
    expect(await sent(wanting(WHOLE))).toMatchObject({ unproven: undefined });
  });

  test('uncut, it is rejected', async () => {
    const generationConfig = { responseMimeType: 'application/json', responseJsonSchema: SCHEMA };
    const failure = await failureFrom(ask({}, MODEL, { generationConfig }));
    expect(failure.kind).toBe('invalid-request');
    expect(failure.message).toContain('minLength');
  });

  test('a schema that Gemini cannot be told is asked for in words, in its JSON mode', async () => {
    const body = await sent({
      ...wanting(RECURSIVE),
      messages: [{ role: 'system', content: 'Be brief.' }, ...hello.messages],
    });
    expect(body).toMatchObject({
      systemInstruction: { parts: [{ text: 'Be brief.' }, ...inWords(RECURSIVE).parts] },
      generationConfig: { responseMimeType: 'application/json' },
      unproven: 'asked',
    });
    expect(body).not.toHaveProperty('generationConfig.responseJsonSchema');
    expect(call.warnings[0]).toMatch(/^response_format: /);
  });

  test('JSON without a schema is a mode of its own', async () => {
    const body = await sent(wanting());
    expect(body).toMatchObject({
      generationConfig: { responseMimeType: 'application/json' },
      unproven: undefined,
    });
    expect(body).not.toHaveProperty('systemInstruction');
  });

  test('beside tools, a model up to 2.5 is asked in words alone', async () => {
    expect(await sent({ ...wanting(SCHEMA), tools })).toMatchObject({ unproven: 'in-part' });
    const older = await sent({ ...wanting(SCHEMA), tools }, 'gemini-2.5-flash');
    expect(older).toMatchObject({ systemInstruction: inWords(SCHEMA), unproven: 'asked' });
    expect(older).not.toHaveProperty('generationConfig.responseMimeType');
    expect(await sent(wanting(SCHEMA), 'gemini-2.5-flash')).toMatchObject({ unproven: 'in-part' });
    expect(await sent({ ...wanting(), tools }, 'gemini-2.5-flash')).toMatchObject({ unproven: 'asked' });
  });

  test('and so is a model without any JSON mode', async () => {
    const body = await sent(wanting(SCHEMA), 'gemma-3-27b-it');
    expect(body).toMatchObject({ systemInstruction: inWords(SCHEMA), unproven: 'asked' });
    expect(body).not.toHaveProperty('generationConfig.responseMimeType');
  });
});
