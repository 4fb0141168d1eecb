import type { ChatRequest } from '../../core/chat.ts';
import { invalid } from '../../core/failure.ts';
import { isOlder, type Warn } from './content.ts';
import type { FunctionCallingConfig, FunctionDeclaration, GeminiRequest } from './wire.ts';

type Tool = NonNullable<ChatRequest['tools']>[number];
type ToolFields = Pick<GeminiRequest, 'tools' | 'toolConfig'>;

/** OpenAI's tools and choice as Gemini's; empty where there are none. Throws a `Failure` for a tool that is no function. */
export function toolFields(
  { tools, tool_choice }: ChatRequest,
  model: string,
  forces: boolean,
  warn: Warn,
): ToolFields {
  if (!tools?.length) return {};
  const all = tools.map((tool, index) => declarationOf(tool, `tools[${index}]`));
  const wanted = choiceOf(tool_choice);
  const { names } = wanted;
  const free = wanted.mode === 'ANY' && !forces;
  if (free) warn('tool_choice: this model cannot be forced to call a tool; it decides itself');
  const mode = free ? 'AUTO' : wanted.mode;
  if (mode === 'ANY') return fields(all, { mode, ...(names && { allowedFunctionNames: names }) });
  // Names beside `AUTO` and `NONE` are a 400: the list itself is cut.
  const offered = names ? all.filter(({ name }) => names.includes(name)) : all;
  const strict = mode === 'AUTO' && tools.some((tool) => 'function' in tool && tool.function.strict);
  if (strict && isOlder(model)) warn('tools[].function.strict: arguments are not forced to fit the schema');
  return fields(offered, { mode: strict && !isOlder(model) ? 'VALIDATED' : mode });
}

function fields(functionDeclarations: FunctionDeclaration[], calling: FunctionCallingConfig): ToolFields {
  return { tools: [{ functionDeclarations }], toolConfig: { functionCallingConfig: calling } };
}

function declarationOf(tool: Tool, at: string): FunctionDeclaration {
  if (tool?.type !== 'function' || !tool.function?.name)
    throw invalid(at, `a tool of type ${tool?.type} cannot be sent to Gemini: only functions can`);
  const { name, description, parameters } = tool.function;
  return {
    name,
    ...(description && { description }),
    ...(parameters && { parametersJsonSchema: parameters }),
  };
}

interface Choice {
  mode: FunctionCallingConfig['mode'];
  /** The functions that may be called; undefined: all. */
  names?: string[];
}

const modes: Readonly<Record<string, Choice['mode']>> = { none: 'NONE', auto: 'AUTO', required: 'ANY' };

function choiceOf(choice: ChatRequest['tool_choice']): Choice {
  if (choice == null) return { mode: 'AUTO' };
  if (typeof choice === 'string' && modes[choice]) return { mode: modes[choice] };
  if (typeof choice === 'object' && choice.type === 'function')
    return { mode: 'ANY', names: [choice.function.name] };
  if (typeof choice === 'object' && choice.type === 'allowed_tools') {
    const { mode, tools } = choice.allowed_tools;
    return { mode: modes[mode] ?? 'AUTO', names: tools.map(nameOf) };
  }
  throw invalid('tool_choice', 'Gemini knows none, auto, required, one function, or a list of functions');
}

function nameOf(tool: Record<string, unknown>): string {
  const { name } = (tool.function ?? {}) as { name?: unknown };
  if (typeof name !== 'string') throw invalid('tool_choice.allowed_tools', 'only functions can be allowed');
  return name;
}
