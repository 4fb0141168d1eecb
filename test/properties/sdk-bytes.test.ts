import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Chunk, Provider } from '../../src/core/chat.ts';
import { startAnthropic } from '../../src/drill/servers/anthropic.ts';
import { startGemini } from '../../src/drill/servers/gemini.ts';
import type { Answer } from '../../src/drill/servers/kit/answer.ts';
import type { VendorServer } from '../../src/drill/servers/kit/serve.ts';
import { startOpenAI } from '../../src/drill/servers/openai.ts';
import { anthropicProvider } from '../../src/providers/anthropic/index.ts';
import { googleProvider } from '../../src/providers/google/index.ts';
import { compatibleProvider } from '../../src/providers/openai/index.ts';
import { fakeCall } from '../providers/fake-call.ts';
import { runs } from './runs.ts';

let said: Answer = {};
const answer = () => said;
const servers: VendorServer[] = [];
const providers: Record<string, { server: VendorServer; provider: Provider; comments: boolean }> = {};

beforeAll(async () => {
  const [openai, anthropic, gemini] = await Promise.all([
    startOpenAI({ answer }),
    startAnthropic({ answer }),
    startGemini({ answer }),
  ]);
  servers.push(openai, anthropic, gemini);
  const vendor = { limitField: 'max_completion_tokens', developer: true, rejects: [] } as never;
  const options = { vendor, baseURL: openai.url, apiKey: 'k', params: {}, headers: {} };
  providers.openai = { server: openai, comments: true, provider: compatibleProvider('gpt-5.5', options) };
  providers.anthropic = {
    server: anthropic,
    comments: true,
    provider: anthropicProvider('claude-sonnet-5-5', { apiKey: 'k', baseURL: anthropic.url }),
  };
  providers.genai = {
    server: gemini,
    comments: true,
    provider: googleProvider('gemini-3.8-flash', { apiKey: 'k', baseURL: gemini.url, sdk: 'genai' }),
  };
  // Google's older SDK knows no comments, and Google sends none.
  providers.google = {
    server: gemini,
    comments: false,
    provider: googleProvider('gemini-3.8-flash', { apiKey: 'k', baseURL: gemini.url }),
  };
});
afterAll(async () => void (await Promise.all(servers.map((server) => server.close()))));

const tool = {
  type: 'function' as const,
  function: { name: 'note', parameters: { type: 'object', properties: {} } },
};

/** What an answer says, without the id that a server gives anew to each. */
async function spokenBy(provider: Provider): Promise<Chunk['choices'][]> {
  const request = { model: 'm', messages: [{ role: 'user' as const, content: 'Hello?' }], tools: [tool] };
  const reply = await provider.chat({ ...request, stream: true }, fakeCall());
  if (reply.type !== 'stream') throw new Error('A stream was expected');
  const chunks: Chunk[] = [];
  for await (const { chunk } of reply.items) chunks.push(chunk);
  return chunks.map(({ choices }) => choices);
}

const letters = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.constantFrom('\r\n', '\n\n', 'data: {}\n\n', ': ', '🦊', 'e\u0301', '\ufeff', '\u0085', '\u2028'),
);
const spoken = fc.record({
  text: fc.array(
    letters.filter((token) => token !== ''),
    { minLength: 1, maxLength: 6 },
  ),
  toolCalls: fc.array(
    fc.record({
      id: fc.constantFrom('call-1', 'call-2'),
      name: fc.constant('note'),
      arguments: fc.dictionary(fc.string({ maxLength: 3 }), letters, { maxKeys: 2, noNullPrototype: true }),
    }),
    { maxLength: 2 },
  ),
});
const shape = fc.record({
  size: fc.integer({ min: 1, max: 60 }),
  crlf: fc.boolean(),
  comments: fc.boolean(),
});

test.each(['openai', 'anthropic', 'google', 'genai'])(
  '%s: a stream says the same in pieces of any size',
  async (name) => {
    const { server, provider, comments } = providers[name]!;
    await fc.assert(
      fc.asyncProperty(spoken, shape, async (answer, pieces) => {
        said = answer;
        server.failNext(null, { kind: 'chunked-bytes', ...pieces, comments: comments && pieces.comments });
        const whole = await spokenBy(provider);
        expect(await spokenBy(provider)).toEqual(whole);
        const text = whole.map(([choice]) => choice?.delta.content ?? '').join('');
        expect(text).toBe(answer.text.join(''));
      }),
      runs(40),
    );
  },
);
