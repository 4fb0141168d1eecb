import type { Ask, Spoken } from '../kit/answer.ts';

/** The request as the documentation has it; what it must be is for the rules, which read it first. */
export type AnthropicRequest = {
  model: string;
  max_tokens: number;
  messages: AnthropicMessage[];
  system?: string | Block[];
  stream?: boolean;
  stop_sequences?: string[];
  tools?: { type?: string; name: string; input_schema?: { type?: string } }[];
  tool_choice?: { type: string; name?: string };
  thinking?: { type: string; budget_tokens?: number };
  output_config?: { effort?: string; format?: unknown };
  [field: string]: unknown;
};

export type AnthropicMessage = { role: string; content: string | Block[] };

export type Block = {
  type: string;
  text?: string;
  id?: string;
  name?: string;
  input?: unknown;
  tool_use_id?: string;
  content?: string | Block[];
  thinking?: string;
  signature?: string;
  source?: { type?: string; media_type?: string; data?: string; url?: string };
};

/** A turn's content as blocks, whichever way it was written. */
export const blocksOf = (content: string | Block[]): Block[] =>
  typeof content === 'string' ? [{ type: 'text', text: content }] : content;

const textOf = (content: string | Block[] = []): string =>
  blocksOf(content)
    .map((block) => block.text ?? '')
    .join('');

export function ask(body: AnthropicRequest): Ask {
  const system: Spoken[] = body.system ? [{ role: 'system', text: textOf(body.system) }] : [];
  const messages = [...system, ...body.messages.flatMap(spoken)];
  return {
    messages,
    lastUser: messages.findLast((message) => message.role === 'user')?.text ?? '',
    model: body.model,
    stream: body.stream === true,
    tools: (body.tools ?? []).map((tool) => tool.name),
    body,
  };
}

/** Results of tools sit in a user turn: they come out as messages of their own, before its text. */
function spoken({ role, content }: AnthropicMessage): Spoken[] {
  const blocks = blocksOf(content);
  const results = blocks.flatMap((block): Spoken[] =>
    block.tool_use_id ? [{ role: 'tool', text: textOf(block.content), toolCallId: block.tool_use_id }] : [],
  );
  const toolCalls = blocks.flatMap((block) =>
    block.type === 'tool_use' ? [{ id: block.id!, name: block.name!, arguments: block.input as object }] : [],
  );
  if (results.length > 0 && results.length === blocks.length) return results;
  const turn = { role: role as Spoken['role'], text: textOf(content) };
  return [...results, toolCalls.length > 0 ? { ...turn, toolCalls } : turn];
}
