import type { MessageParam, Tool, ToolChoice } from '@anthropic-ai/sdk/resources/messages';
import type { ChatRequest } from '../../core/chat.ts';
import { invalid } from '../../core/failure.ts';
import { choose } from './choice.ts';
import type { ModelFacts } from './models.ts';

type Warn = (message: string) => void;

/** The part of a request that is about tools; empty where there are none. */
export interface ToolFields {
  tools?: Tool[];
  tool_choice?: ToolChoice;
}

/** OpenAI's tools, choice and parallelism as Anthropic's. Throws a `Failure` for a tool that is no function. */
export function toolFields(
  request: ChatRequest,
  messages: readonly MessageParam[],
  facts: ModelFacts,
  warn: Warn,
): ToolFields {
  // Otherwise Claude is silent until it has the whole of an argument, which may take minutes.
  const eager = request.stream ? { eager_input_streaming: true } : {};
  const all = (request.tools ?? []).map((tool, index) => ({
    ...toTool(tool, `tools[${index}]`, warn),
    ...eager,
  }));
  if (all.length === 0) return calledBefore(messages);
  const { choice, offered } = choose(request, facts, warn);
  const tools = offered ? all.filter((tool) => offered.includes(tool.name)) : all;
  return { tools, tool_choice: choice };
}

function toTool(tool: NonNullable<ChatRequest['tools']>[number], at: string, warn: Warn): Tool {
  if (tool?.type !== 'function' || !tool.function?.name) {
    throw invalid(at, `a tool of type ${tool?.type} cannot be sent to Anthropic: only functions can`);
  }
  const { name, description, parameters, strict } = tool.function;
  // Anthropic's strict mode rejects many keywords of JSON Schema that OpenAI's takes.
  if (strict) warn(`${at}.function.strict: arguments are not forced to fit the schema`);
  return { name, ...(description && { description }), input_schema: { ...parameters, type: 'object' } };
}

/** Anthropic rejects calls in a conversation whose tools the request does not define; OpenAI does not. */
function calledBefore(messages: readonly MessageParam[]): ToolFields {
  const blocks = messages.flatMap(({ content }) => (typeof content === 'string' ? [] : content));
  const names = new Set(blocks.flatMap((block) => (block.type === 'tool_use' ? [block.name] : [])));
  if (names.size === 0) return {};
  const tools = [...names].map((name): Tool => ({ name, input_schema: { type: 'object' } }));
  return { tools, tool_choice: { type: 'none' } };
}
