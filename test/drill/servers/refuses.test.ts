import { afterEach, describe, expect, test } from 'vitest';
import { startAnthropic } from '../../../src/drill/servers/anthropic.ts';
import { startGemini } from '../../../src/drill/servers/gemini.ts';
import type { VendorServer } from '../../../src/drill/servers/kit/serve.ts';
import type { CompatibleName } from '../../../src/drill/servers/openai/accents.ts';
import { startCompatible } from '../../../src/drill/servers/openai/compatible-server.ts';
import { startOpenAI } from '../../../src/drill/servers/openai.ts';

let server: Pick<VendorServer, 'url' | 'close'> | undefined;
afterEach(() => server?.close());

async function post(path: string, body: object, headers: Record<string, string>) {
  const response = await fetch(`${server?.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

const bearer = { authorization: 'Bearer k' };
const messages = [{ role: 'user', content: 'Hello?' }];

describe('a parameter that a model does not take', () => {
  test('OpenAI names it as param', async () => {
    server = await startOpenAI({ refuses: ['verbosity', 'max_tokens'] });
    const ask = (more: object) =>
      post('/chat/completions', { model: 'gpt-9', messages, ...more }, bearer).then(({ body }) => body.error);
    expect(await ask({ verbosity: 'low' })).toEqual({
      message: "Unsupported parameter: 'verbosity' is not supported with this model.",
      type: 'invalid_request_error',
      param: 'verbosity',
      code: 'unsupported_parameter',
    });
    expect((await ask({ max_tokens: 9 })).message).toMatch(/Use 'max_completion_tokens' instead\.$/);
    expect(await ask({ verbosity: null })).toBeUndefined();
    expect(await ask({})).toBeUndefined();
  });

  test.each([
    ['temperature', { temperature: 0.2 }, '2023-06-01', /^`temperature` is deprecated for this model\.$/],
    ['thinking', { thinking: { type: 'adaptive' } }, '2026-10-21', /^adaptive thinking is not supported/],
    ['output_config.effort', { output_config: { effort: 'low' } }, '2026-10-21', /the effort parameter\.$/],
    ['metadata', { metadata: { user_id: 'u' } }, '2026-10-21', /^metadata: Extra inputs are not permitted$/],
  ])('Anthropic says it of %s in words', async (name, fields, version, words) => {
    server = await startAnthropic({ refuses: [name] });
    const headers = { ...bearer, 'anthropic-version': version };
    const asked = { model: 'claude-opus-4-6', max_tokens: 9, messages };
    const { status, body } = await post('/v1/messages', { ...asked, ...fields }, headers);
    expect([status, body.error.type]).toEqual([400, 'invalid_request_error']);
    expect(body.error.message).toMatch(words);
    expect((await post('/v1/messages', asked, headers)).status).toBe(200);
  });

  test.each([
    [
      'topK',
      'Invalid JSON payload received. Unknown name "topK" at \'generation_config\': Cannot find field.',
    ],
    ['presencePenalty', 'Penalty is not enabled for this model'],
  ])('Gemini says it of %s in words', async (name, words) => {
    server = await startGemini({ refuses: [`generationConfig.${name}`] });
    const path = '/v1beta/models/gemini-3-flash:generateContent';
    const contents = [{ role: 'user', parts: [{ text: 'Hello?' }] }];
    const headers = { 'x-goog-api-key': 'k' };
    const { status, body } = await post(path, { contents, generationConfig: { [name]: 1 } }, headers);
    expect([status, body.error.status, body.error.message]).toEqual([400, 'INVALID_ARGUMENT', words]);
    expect((await post(path, { contents }, headers)).status).toBe(200);
  });

  const said: [CompatibleName, number, object][] = [
    ['groq', 400, { error: { message: "property 'top_p' is unsupported" } }],
    ['mistral', 422, { detail: [{ type: 'extra_forbidden', loc: ['body', 'top_p'] }] }],
    ['xai', 400, { error: 'Model m does not support parameter topP.' }],
    ['openrouter', 400, { error: { code: 400, message: 'Provider returned error' } }],
    ['together', 400, { error: { param: 'top_p', code: 'unsupported_parameter' } }],
  ];
  test.each(said)('%s says it in its own way', async (name, status, body) => {
    const opened = await startCompatible(name, { refuses: ['top_p'] });
    server = opened;
    const ask = (more: object) => post('/chat/completions', { model: 'm', messages, ...more }, bearer);
    expect(await ask({ top_p: 0.5 })).toMatchObject({ status, body });
    expect((await ask({})).status).toBe(200);
  });
});
