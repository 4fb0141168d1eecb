import type { ChatRequest } from '../../core/chat.ts';
import type { Vendor } from './vendor.ts';

type Body = Record<string, unknown> & Pick<ChatRequest, 'tools' | 'tool_choice'>;

/** Says with fewer tools and a word what a vendor takes no list or no name for. */
export function settleChoice(
  body: Body,
  { toolChoice, thinksFreely, unthinking }: Pick<Vendor, 'toolChoice' | 'thinksFreely' | 'unthinking'>,
  warn: (message: string) => void,
): void {
  const choice = body.tool_choice;
  if (toolChoice && choice && typeof choice === 'object') {
    if (choice.type === 'allowed_tools') {
      const { mode, tools } = choice.allowed_tools;
      narrow(body, mode, tools.map(nameOf));
    } else if (toolChoice === 'word') narrow(body, 'required', [nameOf(choice)]);
  }
  const forced =
    body.tool_choice === 'required' || (body.tool_choice && typeof body.tool_choice === 'object');
  const thinks = Object.keys(unthinking ?? {}).some((field) => !(field in body));
  if (!thinksFreely || !forced || !thinks) return;
  delete body.reasoning_effort;
  Object.assign(body, unthinking);
  warn('tool_choice: this vendor cannot think where it has to call a tool');
}

function narrow(body: Body, mode: 'auto' | 'required', names: readonly string[]): void {
  if (body.tools) body.tools = body.tools.filter((tool) => names.includes(nameOf(tool)));
  body.tool_choice = mode;
}

/** The name of a tool, or of what stands for one in a list. */
function nameOf(tool: object): string {
  const { function: called, custom } = tool as { function?: { name: string }; custom?: { name: string } };
  return (called ?? custom)?.name ?? '';
}
