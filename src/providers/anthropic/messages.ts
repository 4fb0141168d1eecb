import type { MessageParam, TextBlockParam } from '@anthropic-ai/sdk/resources/messages';
import type { ChatRequest } from '../../core/chat.ts';
import { conversationOf } from '../../core/conversation.ts';
import { toolResult, toolUse, wordBlocks } from './assistant.ts';
import { contentBlocks, textBlocks } from './content.ts';
import { ToolIds } from './tool-ids.ts';
import { append, type Turn } from './turns.ts';

type Warn = (message: string) => void;

/** A conversation in Anthropic's shape: the instructions apart, the turns of two roles by turns. */
export interface Conversation {
  system: TextBlockParam[];
  messages: MessageParam[];
}

/**
 * OpenAI's messages as Anthropic's. System and developer messages go to the front, results of tools into the user
 * turn after their calls, neighbours of one role together. Throws a `Failure` for what cannot be carried.
 */
export function toConversation(messages: ChatRequest['messages'], warn: Warn): Conversation {
  const { instructions, turns } = conversationOf(messages, 'Anthropic', warn);
  const system = instructions.flatMap(({ message, at }) => textBlocks(message.content, at, warn));
  const told: Turn[] = [];
  const ids = new ToolIds();
  for (const turn of turns) {
    if (turn.role === 'user') append(told, 'user', contentBlocks(turn.message.content, turn.at, warn));
    else {
      const calls = turn.calls.map((call) => ({ call, id: ids.next(call.id) }));
      const made = calls.map(({ call, id }) => toolUse(call, id));
      append(told, 'assistant', [...wordBlocks(turn, warn), ...made]);
      append(
        told,
        'user',
        calls.map(({ call, id }) => toolResult(call, id, warn)),
      );
    }
  }
  return { system, messages: told };
}
