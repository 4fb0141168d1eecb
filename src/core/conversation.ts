import { invalid } from './failure.ts';
import { type ToolCall, toolCallsOf } from './tool-calls.ts';
import { giveResults } from './tool-results.ts';

type Warn = (message: string) => void;

/** A message as it may really come, whatever its role: the types promise more than a caller keeps. */
export interface LooseMessage {
  role?: string;
  name?: string;
  content?: unknown;
  refusal?: string | null;
  audio?: unknown;
  function_call?: unknown;
  tool_calls?: unknown;
  tool_call_id?: unknown;
}

/** One turn of two parties. The results of its calls are with the calls. */
export interface Turn {
  role: 'user' | 'assistant';
  message: LooseMessage;
  /** Its place in the caller's request. */
  at: string;
  calls: ToolCall[];
}

/** A conversation as the vendors want it that have no roles for instructions and results. */
export interface Conversation {
  instructions: { message: LooseMessage; at: string }[];
  /** The user begins and the user ends, if only by a result. Neighbours may be of one role. */
  turns: Turn[];
}

/** Said in place of the user where a vendor wants to hear him first, or last. */
export const OPENING = '(The conversation begins.)';
export const CLOSING = '(Carry on.)';

/**
 * OpenAI's messages, sorted: instructions apart, results with their calls, and the user's stand-in where he would have
 * to speak. Throws a `Failure` for what is no conversation.
 */
export function conversationOf(messages: unknown, vendor: string, warn: Warn): Conversation {
  if (!Array.isArray(messages) || messages.length === 0)
    throw invalid('messages', 'give at least one message');
  const all = messages.map((given: LooseMessage | null, index) => {
    const message = given ?? {};
    const at = `messages[${index}]`;
    if (!roles.has(message.role ?? ''))
      throw invalid(
        at,
        `the role ${message.role} is unknown: use system, developer, user, assistant or tool`,
      );
    const calls = message.role === 'assistant' ? toolCallsOf(message.tool_calls, at, vendor, warn) : [];
    return { message, at, calls };
  });
  noteFields(
    all.map(({ message }) => message),
    vendor,
    warn,
  );
  const places = all.filter((place) => !isSilent(place));
  const strays = giveResults(places, warn);
  const conversation: Conversation = { instructions: [], turns: [] };
  const closing = closingFrom(places);
  for (const [index, place] of places.entries()) {
    const turn = turnOf(place, strays.has(place));
    if (turn) conversation.turns.push(turn);
    else if (isInstruction(place)) instruct(conversation, place, index >= closing, warn);
  }
  return framed(conversation, vendor, warn);
}

const roles = new Set(['system', 'developer', 'user', 'assistant', 'tool']);

type Place = Omit<Turn, 'role'>;

function isInstruction({ message }: Place): boolean {
  return message.role === 'system' || message.role === 'developer';
}

function turnOf(place: Place, stray: boolean): Turn | undefined {
  const { role, content } = place.message;
  if (role === 'user' || role === 'assistant') return { ...place, role };
  if (!stray) return undefined;
  const parts = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
  const note = { type: 'text', text: 'The result of an earlier tool call:' };
  const message = { role: 'user', content: Array.isArray(parts) ? [note, ...parts] : parts };
  return { ...place, role: 'user', message };
}

/** A message without a word and without a call. Others than OpenAI reject one; a result may be empty anywhere. */
function isSilent({ message, calls }: Place): boolean {
  const { role, content, refusal, audio, function_call } = message;
  if (role === 'tool' || calls.length > 0 || refusal || audio || function_call) return false;
  if (content == null) return role === 'assistant';
  if (typeof content === 'string') return content.trim() === '';
  const isBlank = (part: { type?: string; text?: unknown } | null) =>
    part?.type === 'text' && typeof part.text === 'string' && part.text.trim() === '';
  return Array.isArray(content) && content.every(isBlank);
}

/** From where on there are only instructions, behind an assistant who has spoken: they are what is to be answered. */
function closingFrom(places: readonly Place[]): number {
  const last = places.findLastIndex((place) => !isInstruction(place));
  return places[last]?.message.role === 'assistant' ? last + 1 : places.length;
}

function instruct({ instructions, turns }: Conversation, place: Place, closes: boolean, warn: Warn): void {
  if (closes) {
    warn(`${place.at}: instructions at the end are sent as the user's words`);
    turns.push({ ...place, role: 'user' });
    return;
  }
  if (turns.length > 0) warn(`${place.at}: instructions in mid-conversation are moved to its beginning`);
  instructions.push(place);
}

function framed({ instructions, turns }: Conversation, vendor: string, warn: Warn): Conversation {
  if (turns.length === 0 && instructions.length > 0) {
    warn(`messages: ${vendor} needs a user turn; the instructions are sent as one`);
    return { instructions: [], turns: instructions.map((place) => ({ ...place, role: 'user', calls: [] })) };
  }
  const framing = [...turns];
  if (turns[0]?.role !== 'user') {
    warn(`messages: ${vendor} needs a user turn first; "${OPENING}" is put there`);
    framing.unshift(saying(OPENING));
  }
  const last = turns.at(-1);
  if (last?.role === 'assistant' && last.calls.length === 0) {
    warn(`messages: ${vendor} needs a user turn last; "${CLOSING}" is put there`);
    framing.push(saying(CLOSING));
  }
  return { instructions, turns: framing };
}

function saying(content: string): Turn {
  return { role: 'user', message: { role: 'user', content }, at: 'messages', calls: [] };
}

/** Fields that are carried, or that say nothing to anybody: OpenAI's answers have them. */
const known = new Set([
  'role',
  'content',
  'refusal',
  'audio',
  'annotations',
  'function_call',
  'tool_calls',
  'tool_call_id',
]);

/** Says once what of the messages stays behind: names of speakers, and what other vendors have put there. */
function noteFields(messages: readonly LooseMessage[], vendor: string, warn: Warn): void {
  const lost = messages.flatMap((message) =>
    Object.entries(message).flatMap(([field, value]) => {
      const saysNothing = value == null || value === '' || known.has(field);
      return saysNothing || (field === 'name' && message.role === 'tool') ? [] : [field];
    }),
  );
  for (const field of new Set(lost)) warn(`messages[].${field}: not sent, for ${vendor} has none`);
}
