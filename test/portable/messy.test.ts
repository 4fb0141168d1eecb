import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import type { ChatRequest } from '../../src/core/chat.ts';
import { CLOSING, OPENING } from '../../src/core/conversation.ts';
import { NO_RESULT } from '../../src/core/tool-calls.ts';
import { startAnthropic } from '../../src/drill/servers/anthropic.ts';
import { startGemini } from '../../src/drill/servers/gemini.ts';
import type { Ask } from '../../src/drill/servers/kit/answer.ts';
import { anthropicProvider } from '../../src/providers/anthropic/index.ts';
import { googleProvider } from '../../src/providers/google/index.ts';
import { runs } from '../properties/runs.ts';
import { fakeCall } from '../providers/fake-call.ts';

/** Ids that come twice, that are too long, and that no vendor but one takes. */
const id = fc.constantFrom(
  'call_0',
  'call_1',
  'functions.f:0',
  'functions_f_0',
  'é'.repeat(9),
  'x'.repeat(64),
  '',
);
const words = fc.constantFrom('', ' ', 'One.', 'Two.', 'Three.', '\n');
const call = fc.record({ id, name: fc.constantFrom('f', 'g'), n: fc.nat(9) }).map(({ id, name, n }) => ({
  id,
  type: 'function',
  function: { name, arguments: JSON.stringify({ n }) },
}));

/** Whatever an application may have made of a conversation by cutting, joining and losing parts of it. */
const message = fc.oneof(
  fc.record({ role: fc.constantFrom('system', 'developer', 'user'), content: words }),
  fc.record({ role: fc.constant('assistant'), content: fc.oneof(words, fc.constant(null)) }),
  fc.record({
    role: fc.constant('assistant'),
    content: fc.oneof(words, fc.constant(null)),
    tool_calls: fc.array(call, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    role: fc.constant('tool'),
    tool_call_id: id,
    content: fc.constantFrom('', 'r1', 'r2', '{"r":3}'),
  }),
);

const heard: { ask: Ask | undefined } = { ask: undefined };
const answer = (ask: Ask) => {
  heard.ask = ask;
  return 'Well.';
};
const servers = { claude: await startAnthropic({ answer }), gemini: await startGemini({ answer }) };
afterAll(() => Promise.all(Object.values(servers).map((server) => server.close())));

const targets = {
  claude: anthropicProvider('claude-sonnet-5-5', { apiKey: 'k', baseURL: servers.claude.url }),
  gemini: googleProvider('gemini-3.8-flash', { apiKey: 'k', baseURL: servers.gemini.url }),
  'an older Gemini': googleProvider('gemini-2.5-flash', { apiKey: 'k', baseURL: servers.gemini.url }),
};

interface Told {
  role: string;
  content: string | null;
  tool_calls?: { function: { name: string; arguments: string } }[];
}

test.each(Object.entries(targets))(
  'whatever is made of a conversation, %s takes it, and nothing is lost',
  async (_, target) => {
    await fc.assert(
      fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 8 }), async (given) => {
        heard.ask = undefined;
        const call = fakeCall();
        await target.chat({ model: 'm', messages: given } as ChatRequest, call);
        const told = given as Told[];
        const read = (heard.ask as Ask | undefined)!.messages;

        const made = told.flatMap(({ tool_calls = [] }) => tool_calls.map((one) => one.function));
        const calls = read.flatMap(({ toolCalls = [] }) => toolCalls);
        expect(calls.map((one) => [one.name, JSON.stringify(one.arguments)])).toEqual(
          made.map((one) => [one.name, one.arguments]),
        );
        // Each call has one result, and every word and every result that was given is somewhere.
        const results = read.filter(({ role }) => role === 'tool');
        expect(results).toHaveLength(made.length);
        // Gemini's results are texts inside of JSON.
        const all = read.map(({ text }) => text.replaceAll('\\"', '"')).join('\n');
        for (const { content } of told) if (content?.trim()) expect(all).toContain(content.trim());
        // And where something stands in for a result, that was said.
        expect(call.warnings.some((warning) => warning.includes(NO_RESULT))).toBe(all.includes(NO_RESULT));
      }),
      runs(300),
    );
  },
);

test.each(Object.entries(targets))('a conversation in order is sent to %s as it is', async (_, target) => {
  const turn = fc.record({
    text: fc.constantFrom('One.', 'Two.'),
    calls: fc.array(call, { maxLength: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(turn, { maxLength: 4 }), async (turns) => {
      const messages = [
        { role: 'user', content: 'Go.' },
        ...turns.flatMap(({ text, calls }, place) => {
          const unique = calls.map((one, index) => ({ ...one, id: `${one.id}${place}${index}` }));
          return [
            { role: 'assistant', content: text, ...(calls.length > 0 && { tool_calls: unique }) },
            ...unique.map(({ id }) => ({ role: 'tool', tool_call_id: id, content: `result of ${id}` })),
            { role: 'user', content: 'On.' },
          ];
        }),
      ];
      const call = fakeCall();
      await target.chat({ model: 'm', messages } as unknown as ChatRequest, call);
      expect(call.warnings).toEqual([]);
      const all = JSON.stringify(heard.ask?.messages);
      for (const word of [OPENING, CLOSING, NO_RESULT]) expect(all).not.toContain(word);
    }),
    runs(100),
  );
});
