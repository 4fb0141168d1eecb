import type { MessageParam, TextBlockParam } from '@anthropic-ai/sdk/resources/messages';
import type { ChatRequest } from '../../core/chat.ts';
import { invalid } from '../../core/failure.ts';
import { assistantBlocks, type LooseMessage, toolResult } from './assistant.ts';
import { contentBlocks, textBlocks } from './content.ts';
import { ToolIds } from './tool-ids.ts';
import { append, type Turn } from './turns.ts';

type Warn = (message: string) => void;

/** A conversation in Anthropic's shape: the instructions apart, the turns of two roles by turns. */
export interface Conversation {
  system: TextBlockParam[];
  messages: MessageParam[];
}

/** What stands before a conversation that the assistant opens: Anthropic's must be opened by the user. */
const OPENING: Turn = { role: 'user', content: [{ type: 'text', text: '(The conversation begins.)' }] };

/**
 * OpenAI's messages as Anthropic's. System and developer messages go to the front, results of tools into the user
 * turn after their calls, neighbours of one role together. Throws a `Failure` for what cannot be carried.
 */
export function toConversation(messages: ChatRequest['messages'], warn: Warn): Conversation {
  if (!Array.isArray(messages) || messages.length === 0)
    throw invalid('messages', 'give at least one message');
  if (messages.some((message) => message && 'name' in message))
    warn('messages: Anthropic has no names of speakers');
  const system: TextBlockParam[] = [];
  const turns: Turn[] = [];
  const ids = new ToolIds();
  for (const [index, message] of (messages as (LooseMessage | null)[]).entries()) {
    const at = `messages[${index}]`;
    const role = message?.role;
    if (role === 'system' || role === 'developer') {
      if (turns.length > 0) warn(`${at}: instructions in mid-conversation are moved to its beginning`);
      system.push(...textBlocks(message!.content, at, warn));
    } else if (role === 'user') append(turns, role, contentBlocks(message!.content, at, warn));
    else if (role === 'assistant') append(turns, role, assistantBlocks(message!, at, ids, warn));
    else if (role === 'tool') append(turns, 'user', [toolResult(message!, at, ids, warn)]);
    else throw invalid(at, `the role ${role} is unknown: use system, developer, user, assistant or tool`);
  }
  return opened({ system, turns }, warn);
}

function opened({ system, turns }: { system: TextBlockParam[]; turns: Turn[] }, warn: Warn): Conversation {
  if (turns.length === 0 && system.length > 0) {
    warn('messages: Anthropic needs a user turn; the instructions are sent as one');
    return { system: [], messages: [{ role: 'user', content: system }] };
  }
  if (turns[0]?.role === 'assistant') {
    warn('messages: Anthropic needs a user turn first; a note that the conversation begins is put there');
    return { system, messages: [OPENING, ...turns] };
  }
  return { system, messages: turns };
}
