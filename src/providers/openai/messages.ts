import type { ChatRequest } from '../../core/chat.ts';
import { ToolIds } from './tool-ids.ts';
import type { Vendor } from './vendor.ts';

type Traits = Pick<
  Vendor,
  'developer' | 'messageFields' | 'assistantFields' | 'onePiece' | 'toolIds' | 'prefix'
>;
type Message = Record<string, unknown> & { role: string; tool_calls?: unknown };

/**
 * A conversation as one OpenAI-shaped vendor takes it. Its turns may come from any other, with fields of that one's own:
 * thoughts and signatures mean nothing elsewhere, and a strict vendor rejects what it does not know.
 */
export function toMessages(
  messages: ChatRequest['messages'],
  vendor: Traits,
  warn: (message: string) => void,
): ChatRequest['messages'] {
  const ids = vendor.toolIds && new ToolIds(vendor.toolIds);
  const given = messages as unknown as Message[];
  const told = given.map((message) => turned(message, vendor)).map((turn) => ids?.in(turn) ?? turn);
  if (
    vendor.messageFields?.includes('name') === false &&
    given.some(({ name, role }) => name && role !== 'tool')
  )
    warn('messages[].name: this vendor does not take it');
  const last = told.at(-1);
  if (vendor.prefix && last?.role === 'assistant' && !last.tool_calls)
    told[told.length - 1] = { ...last, prefix: true };
  return told as unknown as ChatRequest['messages'];
}

function turned(message: Message, { developer, messageFields, assistantFields, onePiece }: Traits): Message {
  const { role, content, ...more } = message;
  const fields = messageFields
    ? Object.fromEntries(Object.entries(more).filter(([field]) => messageFields.includes(field)))
    : more;
  // Words that were said, whatever they are called.
  const refusal = 'refusal' in fields ? undefined : more.refusal;
  const turn: Message = {
    role,
    ...('content' in message && { content: content ?? refusal ?? content }),
    ...fields,
  };
  if (role === 'developer' && !developer) turn.role = 'system';
  if (onePiece && 'content' in turn) turn.content = inOnePiece(turn.content);
  if (role === 'assistant')
    for (const [field, usual] of Object.entries(assistantFields ?? {})) turn[field] ??= usual;
  return turn;
}

/** Parts that are all text, as one text. */
function inOnePiece(content: unknown): unknown {
  const texts = Array.isArray(content) ? content.map(({ text }) => text) : [];
  const whole = texts.length > 0 && texts.every((text) => typeof text === 'string');
  return whole ? texts.join('') : content;
}
