import type { Tool } from '@anthropic-ai/sdk/resources/messages';
import type { ChatRequest, Chunk, Completion, Item } from '../../core/chat.ts';
import type { Json } from '../../core/schema-keywords.ts';
import type { ToolFields } from './tools.ts';

/** A tool whose arguments are the answer, under a name that no other of the conversation has. */
export function answerTool(
  { tools, messages, stream }: ChatRequest,
  schema: Json,
  description: string | undefined,
): Tool {
  const called = messages.flatMap((message) => ('tool_calls' in message ? (message.tool_calls ?? []) : []));
  const names = [...(tools ?? []), ...called].map((tool) => 'function' in tool && tool.function?.name);
  let name = 'answer';
  while (names.includes(name)) name += '_';
  return {
    name,
    description: description ?? 'Gives the answer.',
    input_schema: { ...schema, type: 'object' },
    // Otherwise Claude is silent until it has the whole of an argument.
    ...(stream && { eager_input_streaming: true }),
  };
}

/** The tools of a request, with the one that takes the answer. */
export function withAnswer(fields: ToolFields, tool: Tool | undefined): ToolFields {
  const { tools = [], tool_choice: choice } = fields;
  // Where the caller forces a call, that call is the answer.
  if (!tool || choice?.type === 'any' || choice?.type === 'tool') return fields;
  const all = [...tools, tool];
  if (choice?.type === 'auto') return { tools: all, tool_choice: { ...choice, type: 'any' } };
  return { tools: all, tool_choice: { type: 'tool', name: tool.name, disable_parallel_tool_use: true } };
}

/** The completion with the call of that tool as what was said. */
export function answered(completion: Completion, name: string | undefined): Completion {
  const choice = completion.choices[0];
  const all = choice?.message.tool_calls ?? [];
  const [answer] = all.flatMap((call) => ('function' in call && call.function.name === name ? [call] : []));
  if (!choice || !answer) return completion;
  const { tool_calls: _, ...said } = choice.message;
  const calls = all.filter((call) => !('function' in call && call.function.name === name));
  const message = {
    ...said,
    content: answer.function.arguments,
    ...(calls.length > 0 && { tool_calls: calls }),
  };
  const finish_reason = calls.length > 0 ? choice.finish_reason : endOf(choice.finish_reason);
  return { ...completion, choices: [{ ...choice, message, finish_reason }] };
}

/** The same for a stream. */
export function answering(items: AsyncGenerator<Item>, name: string | undefined): AsyncGenerator<Item> {
  return name === undefined ? items : spoken(items, name);
}

async function* spoken(items: AsyncIterable<Item>, name: string): AsyncGenerator<Item> {
  // Places of the calls that are the answer: the first is, and there should be no other.
  const answers: number[] = [];
  let others = false;
  for await (const { chunk } of items) {
    const choice = chunk.choices[0];
    const call = choice?.delta.tool_calls?.[0];
    if (call?.function?.name === name) answers.push(call.index);
    const isAnswer = call !== undefined && answers.includes(call.index);
    others ||= call !== undefined && !isAnswer;
    if (!choice) yield { chunk };
    else if (!call)
      yield saying(chunk, choice.delta, others ? choice.finish_reason : endOf(choice.finish_reason));
    else if (!isAnswer) {
      const index = call.index - answers.filter((place) => place < call.index).length;
      yield saying(chunk, { tool_calls: [{ ...call, index }] });
    } else if (call.index === answers[0]) yield saying(chunk, { content: call.function?.arguments ?? '' });
  }
}

type Reason = Chunk['choices'][number]['finish_reason'];

/** A call that is the answer ends it; one that was cut off does not. */
function endOf<R extends Reason>(reason: R): R | 'stop' {
  return reason === 'tool_calls' ? 'stop' : reason;
}

function saying(chunk: Chunk, delta: Chunk['choices'][number]['delta'], finish_reason: Reason = null): Item {
  return { chunk: { ...chunk, choices: [{ index: 0, delta, logprobs: null, finish_reason }] } };
}
