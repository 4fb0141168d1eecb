import type { ChatRequest } from '../../core/chat.ts';
import { conversationOf, type Turn } from '../../core/conversation.ts';
import { invalid } from '../../core/failure.ts';
import { callParts, resultParts } from './calls.ts';
import { contentParts, type Room, textParts } from './content.ts';
import type { Content, Part } from './wire.ts';

/** A conversation in Gemini's shape: the instructions apart, the turns of two roles by turns. */
export interface Conversation {
  systemInstruction?: { parts: Part[] };
  contents: Content[];
}

/**
 * OpenAI's messages as Gemini's. System and developer messages go to the front, results of tools into the user turn
 * after their calls, neighbours of one role together. Throws a `Failure` for what cannot be carried.
 */
export function toConversation(messages: ChatRequest['messages'], room: Room): Conversation {
  const { instructions, turns } = conversationOf(messages, 'Gemini', room.warn);
  const system = instructions.flatMap(({ message, at }) => textParts(message.content, at, room));
  const contents: Content[] = [];
  for (const turn of turns) {
    if (turn.role === 'user') append(contents, 'user', contentParts(turn.message.content, turn.at, room));
    else {
      append(contents, 'model', [...wordParts(turn, room), ...callParts(turn.calls, room)]);
      const results = turn.calls.map((call) => resultParts(call, room));
      append(contents, 'user', resultsFirst(results.flat()));
    }
  }
  return { ...(system.length > 0 && { systemInstruction: { parts: system } }), contents };
}

/** Gemini wants all results of one step in one turn, and turns that change sides. */
function append(contents: Content[], role: Content['role'], parts: Part[]): void {
  if (parts.length === 0) return;
  const last = contents.at(-1);
  if (last?.role === role) last.parts.push(...parts);
  else contents.push({ role, parts });
}

function resultsFirst(parts: Part[]): Part[] {
  return [
    ...parts.filter((part) => part.functionResponse),
    ...parts.filter((part) => !part.functionResponse),
  ];
}

/** What an assistant turn says in words. A refusal is words as well. */
function wordParts({ message, at }: Turn, room: Room): Part[] {
  const { content, refusal, audio, function_call } = message;
  if (function_call) throw invalid(at, 'function_call is out of use: use tool_calls');
  if (audio && !content) throw invalid(at, 'spoken answers cannot be sent to Gemini: give it the words');
  if (audio) room.warn(`${at}.audio: Gemini is sent the words alone`);
  const said = [content, refusal].filter((words) => words != null);
  return said.flatMap((words) => textParts(words, at, room));
}
