import type { Ask, Spoken } from '../kit/answer.ts';
import { isObject } from '../kit/rules.ts';

/** The request as the documentation has it; what it must be is for the rules, which read it first. */
export type OpenAIRequest = {
  model: string;
  messages: OpenAIMessage[];
  stream?: boolean | null;
  stream_options?: { include_usage?: boolean; include_obfuscation?: boolean } | null;
  tools?: { type?: string; function?: { name?: string }; custom?: { name?: string } }[];
  tool_choice?: unknown;
  n?: number | null;
  stop?: string | string[] | null;
  max_tokens?: number | null;
  max_completion_tokens?: number | null;
  reasoning_effort?: string | null;
  response_format?: { type?: string };
  [field: string]: unknown;
};

export type OpenAIMessage = {
  role: string;
  content?: unknown;
  tool_call_id?: string;
  tool_calls?: OpenAIToolCall[];
  function_call?: object | null;
  refusal?: string | null;
  audio?: object | null;
};

export type OpenAIToolCall = {
  id?: string;
  type?: string;
  function?: { name: string; arguments: string };
  custom?: { name: string; input: string };
};

export function ask(body: OpenAIRequest): Ask {
  const messages = body.messages.map(spoken);
  return {
    messages,
    lastUser: messages.findLast((message) => message.role === 'user')?.text ?? '',
    model: body.model,
    stream: body.stream === true,
    tools: (body.tools ?? []).map((tool) => tool.function?.name ?? tool.custom?.name ?? ''),
    body,
  };
}

function spoken(message: OpenAIMessage): Spoken {
  const calls = message.tool_calls?.flatMap(({ id, function: call }) =>
    call
      ? [{ ...(id === undefined ? {} : { id }), name: call.name, arguments: objectIn(call.arguments) }]
      : [],
  );
  return {
    role: roleOf(message.role),
    text: textIn(message.content),
    ...(calls ? { toolCalls: calls } : {}),
    ...(message.tool_call_id ? { toolCallId: message.tool_call_id } : {}),
  };
}

function roleOf(role: string): Spoken['role'] {
  if (role === 'developer') return 'system';
  return role === 'function' ? 'tool' : (role as Spoken['role']);
}

export function textIn(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part) => (isObject(part) && typeof part.text === 'string' ? part.text : '')).join('');
}

/** The arguments travel as a string, and a model may have written nonsense into it: the vendor never looks. */
function objectIn(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
