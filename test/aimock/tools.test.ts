import type {
  ChatCompletionAssistantMessageParam,
  ChatCompletionFunctionTool,
  ChatCompletionMessageFunctionToolCall,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions';
import { describe, expect, it } from 'vitest';
import { type Stage, stage, understood, vendors, wordsOf } from './stage.ts';

const tools: ChatCompletionFunctionTool[] = [
  {
    type: 'function',
    function: {
      name: 'weather',
      description: 'The weather of a city',
      parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    },
  },
  { type: 'function', function: { name: 'clock' } },
];
const question: ChatCompletionMessageParam = { role: 'user', content: 'What is it like outside?' };

const lyon = { name: 'weather', arguments: '{"city":"Lyon \\"la belle\\""}' };
const paris = { name: 'weather', arguments: '{"city":"Paris"}' };
const clock = { name: 'clock', arguments: '{}' };
const cases: [string, (typeof lyon)[]][] = [
  ['one', [lyon]],
  ['one without arguments', [clock]],
  ['three at once, two of one name', [lyon, paris, clock]],
];

/** The vendor calls tools until it is given a result; then it speaks. */
function plays({ sick }: Stage, toolCalls: object[], content?: string): void {
  const words = content === undefined ? {} : { content };
  sick.on({ hasToolResult: false }, { toolCalls, ...words } as never, { chunkSize: 5 });
  sick.on({ hasToolResult: true }, { content: 'It is fine.' });
}

async function calls(at: Stage, stream: boolean, messages: ChatCompletionMessageParam[]) {
  const request = { model: at.hello.model, messages, tools };
  if (!stream) return (await at.client.chat.completions.create(request)).choices[0];
  return (await at.client.chat.completions.stream(request).finalChatCompletion()).choices[0];
}

describe.each(vendors)('$name, as aimock plays it, calls tools', (vendor) => {
  describe.each([false, true])('stream %s', (stream) => {
    it.each(cases)('%s', async (_, wanted) => {
      await using at = await stage(vendor);
      plays(at, wanted);
      const choice = await calls(at, stream, [question]);
      expect(choice?.finish_reason).toBe('tool_calls');
      const made = (choice?.message.tool_calls ?? []) as ChatCompletionMessageFunctionToolCall[];
      expect(made.map((call) => call.function)).toMatchObject(wanted);
      expect(new Set(made.map(({ id }) => id)).size).toBe(wanted.length);
    });

    it('beside words', async () => {
      await using at = await stage(vendor);
      plays(at, [paris], 'Let me look.');
      const choice = await calls(at, stream, [question]);
      expect(choice).toMatchObject({
        finish_reason: 'tool_calls',
        message: { content: 'Let me look.', tool_calls: [{ type: 'function', function: paris }] },
      });
    });

    it('and is told their results', async () => {
      await using at = await stage(vendor);
      plays(at, [lyon, clock]);
      const asked = await calls(at, stream, [question]);
      const made = asked?.message.tool_calls as ChatCompletionMessageFunctionToolCall[];
      const results = made.map(({ id }, index): ChatCompletionMessageParam => {
        return { role: 'tool', tool_call_id: id, content: index === 0 ? '{"sky":"grey"}' : 'noon' };
      });
      const answer = await calls(at, stream, [question, asked!.message, ...results]);
      expect(answer).toMatchObject({ message: { content: 'It is fine.' }, finish_reason: 'stop' });
      // As aimock understood it, in OpenAI's words: which call each result belongs to, and in which order.
      const messages = understood(at.sick);
      expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'tool']);
      expect(messages[1]).toMatchObject({
        tool_calls: made.map(({ id, function: { name } }) => ({ id, function: { name } })),
      });
      expect(messages.slice(2).map((message) => 'tool_call_id' in message && message.tool_call_id)).toEqual(
        made.map(({ id }) => id),
      );
      expect(messages.slice(2).map(({ content }) => wordsOf(content))).toEqual([
        '{"sky":"grey"}',
        expect.stringContaining('noon'),
      ]);
    });
  });

  it('whose results another vendor understands', async () => {
    await using at = await stage(vendor);
    plays(at, [lyon, paris]);
    at.well.on({ hasToolResult: true }, { content: 'It is fine.' });
    const asked = await calls(at, false, [question]);
    const made = asked?.message.tool_calls as ChatCompletionMessageFunctionToolCall[];
    at.sick.nextRequestError(401);
    const results = made.map(({ id }): ChatCompletionMessageParam => {
      return { role: 'tool', tool_call_id: id, content: 'grey' };
    });
    const answer = await calls(at, true, [question, asked!.message, ...results]);
    expect(answer?.message.content).toBe('It is fine.');
    const messages = understood(at.well);
    const [, called, ...told] = messages as [never, ChatCompletionAssistantMessageParam, ...object[]];
    expect(called.tool_calls).toMatchObject([{ function: lyon }, { function: paris }]);
    expect(told).toMatchObject(called.tool_calls!.map(({ id }) => ({ role: 'tool', tool_call_id: id })));
  });

  it('that it was told of', async () => {
    await using at = await stage(vendor);
    plays(at, [paris]);
    await calls(at, false, [question]);
    // aimock reads no schema of Gemini's newer field; the wire has it.
    const told = at.sick.getLastRequest()!.body as { tools: ChatCompletionFunctionTool[] };
    expect(told.tools.map((tool) => tool.function.name)).toEqual(['weather', 'clock']);
    expect(JSON.stringify(at.wires[0]?.body)).toContain(
      JSON.stringify(tools[0]!.function.parameters!.properties),
    );
  });
});
