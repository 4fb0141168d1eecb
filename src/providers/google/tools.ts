import type { ChatRequest } from '../../core/chat.ts';
import { invalid } from '../../core/failure.ts';
import type { Warn } from './content.ts';
import type { FunctionCallingConfig, FunctionDeclaration, GeminiRequest } from './wire.ts';

type Tool = NonNullable<ChatRequest['tools']>[number];
type ToolFields = Pick<GeminiRequest, 'tools' | 'toolConfig'>;

/** OpenAI's tools and choice as Gemini's; empty where there are none. Throws a `Failure` for a tool that is no function. */
export function toolFields({ tools, tool_choice }: ChatRequest, warn: Warn): ToolFields {
  if (!tools?.length) return {};
  const all = tools.map((tool, index) => declarationOf(tool, `tools[${index}]`, warn));
  const { mode, names } = choiceOf(tool_choice);
  if (mode === 'ANY') {
    const allowed = names && { allowedFunctionNames: names };
    return {
      tools: [{ functionDeclarations: all }],
      toolConfig: { functionCallingConfig: { mode, ...allowed } },
    };
  }
  // Names beside any other mode are a 400: the list itself is cut.
  const offered = names ? all.filter(({ name }) => names.includes(name)) : all;
  return { tools: [{ functionDeclarations: offered }], toolConfig: { functionCallingConfig: { mode } } };
}

function declarationOf(tool: Tool, at: string, warn: Warn): FunctionDeclaration {
  if (tool?.type !== 'function' || !tool.function?.name)
    throw invalid(at, `a tool of type ${tool?.type} cannot be sent to Gemini: only functions can`);
  const { name, description, parameters, strict } = tool.function;
  if (strict) warn(`${at}.function.strict: arguments are not forced to fit the schema`);
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
