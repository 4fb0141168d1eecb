import type { ChatRequest } from '../../core/chat.ts';
import { invalid } from '../../core/failure.ts';
import { contentParts, textParts, type Warn } from './content.ts';
import { type LooseToolCall, ToolHistory } from './tool-history.ts';
import type { Content, Part } from './wire.ts';

/** A message as it may really come, whatever its role. */
interface LooseMessage {
  role?: string;
  name?: string;
  content?: unknown;
  refusal?: string | null;
  audio?: unknown;
  function_call?: unknown;
  tool_calls?: LooseToolCall[] | null;
  tool_call_id?: unknown;
}

/** A conversation in Gemini's shape: the instructions apart, the turns of two roles by turns. */
export interface Conversation {
  systemInstruction?: { parts: Part[] };
  contents: Content[];
}

/**
 * OpenAI's messages as Gemini's. System and developer messages go to the front, results of tools into the user turn
 * after their calls, neighbours of one role together. `signed`: calls need a thought signature. Throws a `Failure`
 * for what cannot be carried.
 */
export function toConversation(messages: ChatRequest['messages'], signed: boolean, warn: Warn): Conversation {
  if (!Array.isArray(messages) || messages.length === 0)
    throw invalid('messages', 'give at least one message');
  const system: Part[] = [];
  const contents: Content[] = [];
  const tools = new ToolHistory(signed, warn);
  for (const [index, message] of (messages as (LooseMessage | null)[]).entries()) {
    const at = `messages[${index}]`;
    const role = message?.role;
    if (message?.name && role !== 'tool') warn(`${at}.name: Gemini has no names of speakers`);
    if (role === 'system' || role === 'developer') {
      if (contents.length > 0) warn(`${at}: instructions in mid-conversation are moved to its beginning`);
      system.push(...textParts(message!.content, at, warn));
    } else if (role === 'user') append(contents, role, contentParts(message!.content, at, warn));
    else if (role === 'assistant') append(contents, 'model', modelParts(message!, at, tools, warn));
    else if (role === 'tool') {
      const said = textParts(message!.content, at, warn);
      append(contents, 'user', [tools.result(message!.tool_call_id, said, at)]);
    } else throw invalid(at, `the role ${role} is unknown: use system, developer, user, assistant or tool`);
  }
  return opened(system, contents);
}

/** Gemini wants all results of one step in one turn, and turns that change sides. */
function append(contents: Content[], role: Content['role'], parts: Part[]): void {
  if (parts.length === 0) return;
  const last = contents.at(-1);
  if (last?.role === role) last.parts.push(...parts);
  else contents.push({ role, parts });
}

/** Gemini answers nobody who has said nothing: instructions that stand alone are sent as the user's words. */
function opened(system: Part[], contents: Content[]): Conversation {
  if (system.length === 0) return { contents };
  if (contents.length === 0) return { contents: [{ role: 'user', parts: system }] };
  return { systemInstruction: { parts: system }, contents };
}

function modelParts(message: LooseMessage, at: string, tools: ToolHistory, warn: Warn): Part[] {
  const { content, refusal, audio, function_call, tool_calls } = message;
  if (function_call) throw invalid(at, 'function_call is out of use: use tool_calls');
  // Reasoning stays behind: only what a Gemini model has signed itself may be sent back to it.
  const said = content ?? refusal;
  if (said == null && audio) throw invalid(at, 'spoken answers cannot be sent to Gemini: give it the words');
  if (said == null && !tool_calls?.length)
    throw invalid(at, 'give an assistant message content or tool_calls');
  const text = said == null ? [] : textParts(said, at, warn);
  return [
    ...text,
    ...(tool_calls ?? []).map((call, index) => tools.call(call, `${at}.tool_calls[${index}]`)),
  ];
}
