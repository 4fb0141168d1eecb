import { type Complaints, isObject, kindOf, words } from '../kit/rules.ts';
import { invalid } from './errors.ts';
import type { OpenAIMessage } from './request.ts';
import { lengthRules, nameRules } from './strings.ts';

const roles = words('system assistant user function tool developer');

/** Which kinds of content parts a role may hold; the other roles hold text alone. */
const parts: Record<string, Set<string>> = {
  user: words('text image_url input_audio file'),
  assistant: words('text refusal'),
};

/**
 * Which fields a message has, and a call of it. What other vendors put there is unknown here; `parsed` is what OpenAI's
 * own SDK leaves in the messages that its tool loop sends back.
 */
const fields = words(
  'role content name refusal audio annotations function_call tool_calls tool_call_id parsed',
);
const callFields = words('id type function custom index');

export function* messageRules(messages: OpenAIMessage[]): Complaints {
  if (messages === undefined)
    yield invalid("Missing required parameter: 'messages'.", 'messages', 'missing_required_parameter');
  if (!Array.isArray(messages)) {
    yield invalid(
      `Invalid type for 'messages': expected an array of objects, but got ${kindOf(messages)} instead.`,
      'messages',
      'invalid_type',
    );
  }
  if (messages.length === 0) {
    yield invalid(
      "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.",
      'messages',
      'empty_array',
    );
  }
  for (const [index, message] of messages.entries()) {
    yield* formRules(message, `messages[${index}]`);
    yield* resultRules(messages, index);
  }
}

function* formRules(message: OpenAIMessage, at: string): Complaints {
  if (!roles.has(message.role)) {
    const known = [...roles].map((role) => `'${role}'`).join(', ');
    yield invalid(
      `Invalid value: '${message.role}'. Supported values are: ${known}.`,
      `${at}.role`,
      'invalid_value',
    );
  }
  yield* knownRules(message, fields, at);
  const speechless = message.tool_calls ?? message.function_call ?? message.refusal ?? message.audio;
  if (message.content == null && !(message.role === 'assistant' && speechless)) {
    yield invalid(
      `Invalid value for 'content': expected a string, got ${kindOf(message.content)}.`,
      `${at}.content`,
    );
  }
  yield* partRules(message, at);
  if (message.tool_calls?.length === 0) {
    yield invalid(
      `Invalid '${at}.tool_calls': empty array. Expected an array with minimum length 1, but got an empty array instead.`,
      `${at}.tool_calls`,
      'empty_array',
    );
  }
  for (const [index, call] of (message.tool_calls ?? []).entries()) {
    const here = `${at}.tool_calls[${index}]`;
    yield* knownRules(call, callFields, here);
    if (!call.id)
      yield invalid(`Missing required parameter: '${here}.id'.`, `${here}.id`, 'missing_required_parameter');
    yield* lengthRules(`${here}.id`, call.id ?? '', 40);
    if (call.function) yield* nameRules(`${here}.function.name`, call.function.name);
    if (call.function && typeof call.function.arguments !== 'string') {
      yield invalid(
        `Invalid type for '${here}.function.arguments': expected a string, but got an ${kindOf(call.function.arguments)} instead.`,
        `${here}.function.arguments`,
        'invalid_type',
      );
    }
  }
}

function* knownRules(value: object, names: Set<string>, at: string): Complaints {
  const extra = Object.keys(value).find((field) => !names.has(field));
  if (extra) yield invalid(`Unknown parameter: '${at}.${extra}'.`, `${at}.${extra}`, 'unknown_parameter');
}

function* partRules({ role, content }: OpenAIMessage, at: string): Complaints {
  if (!Array.isArray(content)) return;
  const allowed = parts[role] ?? words('text');
  for (const [index, part] of content.entries()) {
    const type = isObject(part) ? String(part.type) : kindOf(part);
    if (!allowed.has(type)) {
      const known = [...allowed].map((kind) => `'${kind}'`).join(', ');
      yield invalid(
        `Invalid value: '${type}'. Supported values are: ${known}.`,
        `${at}.content[${index}].type`,
        'invalid_value',
      );
    }
  }
}

/** A call is followed by its results at once, all of them; a result never stands alone. */
function* resultRules(messages: OpenAIMessage[], index: number): Complaints {
  const message = messages[index]!;
  const isResult = (other: OpenAIMessage): boolean => other.role === 'tool';
  if (isResult(message)) {
    const caller = messages.slice(0, index).findLast((other) => !isResult(other));
    if (!caller?.tool_calls) {
      yield invalid(
        "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.",
        `messages.[${index}].role`,
      );
    }
    if (!caller?.tool_calls?.some((call) => call.id === message.tool_call_id)) {
      yield invalid(
        `Invalid parameter: 'tool_call_id' of '${message.tool_call_id}' not found in 'tool_calls' of previous message.`,
        `messages.[${index}].tool_call_id`,
      );
    }
  }
  const rest = messages.slice(index + 1);
  const end = rest.findIndex((other) => !isResult(other));
  const answered = new Set(rest.slice(0, end < 0 ? rest.length : end).map((result) => result.tool_call_id));
  const open = (message.tool_calls ?? []).map((call) => call.id).filter((id) => !answered.has(id));
  if (open.length > 0) {
    yield invalid(
      `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${open.join(', ')}`,
      `messages.[${index + 1}].role`,
    );
  }
}
