import { portableId } from '../../core/call-ids.ts';
import type { ChatRequest } from '../../core/chat.ts';

/** Where OpenAI itself is asked, or Microsoft for it: there a field of a message that is not known is a 400. */
const STRICT = /^https:\/\/(([\w-]+\.)?api\.openai|[\w-]+\.openai\.azure|[\w-]+\.services\.ai\.azure)\.com\//;

/** What other vendors put into their answers beside OpenAI's fields, and a caller sends back with them. */
const foreign = [
  'reasoning_content',
  'reasoning',
  'reasoning_details',
  'thinking_blocks',
  'extra_content',
  'provider_specific_fields',
];

/** OpenAI takes no id of a tool call that is longer. */
const LONGEST_ID = 40;

type Fields = Record<string, unknown>;

/**
 * The request without what other vendors' answers have left in its messages, where it goes to OpenAI; the same where
 * there is nothing of that, so that its bytes can go out as they are.
 */
export function ownOnly(request: ChatRequest, url: string): ChatRequest {
  const { messages } = request;
  if (!Array.isArray(messages) || !STRICT.test(url)) return request;
  const own = each(messages as unknown[], ownMessage);
  return own === messages ? request : { ...request, messages: own as ChatRequest['messages'] };
}

function ownMessage(message: unknown): unknown {
  if (!isFields(message)) return message;
  const own = without(message);
  const { tool_calls: calls, tool_call_id: id } = own;
  const made = Array.isArray(calls) ? each(calls, ownCall) : calls;
  const given = typeof id === 'string' ? legal(id) : id;
  return made === calls && given === id
    ? own
    : {
        ...own,
        ...(made !== undefined && { tool_calls: made }),
        ...(given !== undefined && { tool_call_id: given }),
      };
}

function ownCall(call: unknown): unknown {
  if (!isFields(call)) return call;
  const own = without(call);
  const { id } = own;
  return typeof id === 'string' && legal(id) !== id ? { ...own, id: legal(id) } : own;
}

function legal(id: string): string {
  return id.length > LONGEST_ID ? portableId(id) : id;
}

function without(given: Fields): Fields {
  if (!foreign.some((field) => field in given)) return given;
  return Object.fromEntries(Object.entries(given).filter(([field]) => !foreign.includes(field)));
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

/** The same list where nothing of it is changed. */
function each(list: unknown[], change: (item: unknown) => unknown): unknown[] {
  const changed = list.map(change);
  return changed.every((item, place) => item === list[place]) ? list : changed;
}
