import type { ContentBlockParam } from '@anthropic-ai/sdk/resources/messages';

/** A turn as Anthropic sees it. */
export interface Turn {
  role: 'user' | 'assistant';
  content: ContentBlockParam[];
}

/** Anthropic sees neighbours of one role as one turn: so the results of a turn's calls and what the user says then. */
export function append(turns: Turn[], role: Turn['role'], blocks: ContentBlockParam[]): void {
  if (blocks.length === 0) return;
  const last = turns.at(-1);
  if (last?.role === role) turns[turns.length - 1] = { role, content: [...last.content, ...blocks] };
  else turns.push({ role, content: blocks });
}
