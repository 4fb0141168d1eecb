import type { ContentBlockParam } from '@anthropic-ai/sdk/resources/messages';

/** A turn as Anthropic sees it. */
export interface Turn {
  role: 'user' | 'assistant';
  content: ContentBlockParam[];
}

/** Anthropic sees neighbours of one role as one turn, and wants results of tools at the head of theirs. */
export function append(turns: Turn[], role: Turn['role'], blocks: ContentBlockParam[]): void {
  if (blocks.length === 0) return;
  const last = turns.at(-1);
  const content = last?.role === role ? [...last.content, ...blocks] : blocks;
  const turn = { role, content: resultsFirst(content) };
  if (last?.role === role) turns[turns.length - 1] = turn;
  else turns.push(turn);
}

function resultsFirst(blocks: ContentBlockParam[]): ContentBlockParam[] {
  const isResult = ({ type }: ContentBlockParam) => type === 'tool_result';
  return [...blocks.filter(isResult), ...blocks.filter((block) => !isResult(block))];
}
