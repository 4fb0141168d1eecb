import type { ToolChoice } from '@anthropic-ai/sdk/resources/messages';
import type { ChatRequest } from '../../core/chat.ts';
import { invalid } from '../../core/failure.ts';
import type { ModelFacts } from './models.ts';

/** Which tools the model is offered, and what it may or must do with them. */
export interface Choice {
  choice: ToolChoice;
  /** The tools on offer; undefined: all. */
  offered?: readonly string[];
}

const words: Readonly<Record<string, ToolChoice['type']>> = { none: 'none', auto: 'auto', required: 'any' };

/** OpenAI's `tool_choice` and `parallel_tool_calls` as Anthropic's one, as far as the model takes it. */
export function choose(request: ChatRequest, facts: ModelFacts, warn: (message: string) => void): Choice {
  const { choice, offered: listed } = read(request.tool_choice);
  const forced = choice.type === 'any' || choice.type === 'tool';
  const free = forced && !facts.forcedTools;
  if (free) warn('tool_choice: this model cannot be forced to call a tool; it decides itself');
  const taken: ToolChoice = free ? { type: 'auto' } : choice;
  // Whoever cannot be made to call one tool can at least be shown no other.
  const offered = free && choice.type === 'tool' ? [choice.name] : listed;
  const single = request.parallel_tool_calls === false && taken.type !== 'none';
  return {
    choice: single ? { ...taken, disable_parallel_tool_use: true } : taken,
    ...(offered && { offered }),
  };
}

function read(choice: ChatRequest['tool_choice']): Choice {
  if (choice == null) return { choice: { type: 'auto' } };
  if (typeof choice === 'string' && words[choice]) return { choice: { type: words[choice] } as ToolChoice };
  if (typeof choice === 'object' && choice.type === 'function') {
    return { choice: { type: 'tool', name: choice.function.name } };
  }
  if (typeof choice === 'object' && choice.type === 'allowed_tools') {
    const { mode, tools } = choice.allowed_tools;
    return { choice: { type: words[mode] ?? 'auto' } as ToolChoice, offered: tools.map(nameOf) };
  }
  throw invalid('tool_choice', 'Anthropic knows none, auto, required, one function, or a list of functions');
}

function nameOf(tool: Record<string, unknown>): string {
  const { name } = (tool.function ?? {}) as { name?: unknown };
  if (typeof name !== 'string') throw invalid('tool_choice.allowed_tools', 'only functions can be allowed');
  return name;
}
