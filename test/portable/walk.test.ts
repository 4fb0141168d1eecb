import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { runs } from '../properties/runs.ts';
import { linesIn, linesOf, type Message, stage } from './stage.ts';

/** What a tool may be given or give back: any JSON, and texts that look like it. */
const args = fc.dictionary(fc.string({ minLength: 1, maxLength: 4 }), fc.jsonValue({ maxDepth: 2 }), {
  maxKeys: 3,
});
const result = fc.oneof(
  fc.string(),
  fc.json({ maxDepth: 2 }),
  args.map((value) => JSON.stringify(value, null, 2)),
  fc.constantFrom('', 'Error: it broke', '{"error":"it broke"}', '{"a":', '1e400', '{"n":1.0}'),
);

/** One step: who answers, how it is read, what it thinks and says, and what it calls. */
const step = fc.record({
  who: fc.constantFrom('openai' as const, 'claude' as const, 'gemini' as const),
  way: fc.constantFrom('plain' as const, 'stream' as const),
  reasoning: fc.constantFrom('', 'Let me think.'),
  text: fc.constantFrom('', 'I will look.', 'Ünï 🌞'),
  calls: fc.array(fc.record({ name: fc.constantFrom('weather', 'time', 'book'), args, result }), {
    maxLength: 3,
  }),
  next: fc.constantFrom('Go on.', 'And now?'),
});

const stages = {
  newest: await stage(),
  older: await stage({
    claude: 'claude-haiku-4-5',
    claudeParams: { thinking: { type: 'enabled', budget_tokens: 2000 }, max_tokens: 8000 },
    gemini: 'gemini-2.5-flash',
  }),
};
afterAll(async () => {
  for (const one of Object.values(stages)) await one[Symbol.asyncDispose]();
});

test.each(Object.entries(stages))(
  'any walk through the vendors, %s: each reads all that was said',
  async (_, vendors) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 6 }), async (steps) => {
        const messages: Message[] = [{ role: 'user', content: 'Go.' }];
        for (const { who, way, reasoning, text, calls, next } of steps) {
          const toolCalls = calls.map((call) => ({ name: call.name, arguments: call.args }));
          const answer = { reasoning, toolCalls, text: text || (calls.length > 0 ? '' : 'Well.') };
          const { message, ask, attempts } = await vendors.turn(who, answer, messages, way);
          expect(attempts.slice(0, -1).map(({ kind }) => kind)).toEqual(
            attempts.slice(1).map(() => 'transient'),
          );
          expect(linesIn(who, ask)).toEqual(linesOf(messages));
          messages.push(message);
          const made = message.tool_calls ?? [];
          for (const [index, { id }] of made.entries()) {
            expect(id).toMatch(/^[a-zA-Z0-9_-]{1,40}$/);
            messages.push({ role: 'tool', tool_call_id: id, content: calls[index]!.result });
          }
          if (made.length === 0) messages.push({ role: 'user', content: next });
        }
      }),
      runs(60),
    );
  },
);
