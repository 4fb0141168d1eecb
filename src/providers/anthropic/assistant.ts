import type { ContentBlockParam, ToolUseBlockParam } from '@anthropic-ai/sdk/resources/messages';
import { invalid } from '../../core/failure.ts';
import { textBlocks } from './content.ts';
import type { ToolIds } from './tool-ids.ts';

type Warn = (message: string) => void;

/** A message as it may really come, whatever its role. */
export interface LooseMessage {
  role?: string;
  name?: string;
  content?: unknown;
  refusal?: string | null;
  audio?: unknown;
  function_call?: unknown;
  tool_calls?: LooseToolCall[] | null;
  tool_call_id?: string;
}

interface LooseToolCall {
  id?: string;
  type?: string;
  function?: { name?: string; arguments?: string };
}

export function assistantBlocks(
  message: LooseMessage,
  at: string,
  ids: ToolIds,
  warn: Warn,
): ContentBlockParam[] {
  const { content, refusal, audio, function_call, tool_calls } = message;
  if (function_call) throw invalid(at, 'function_call is out of use: use tool_calls');
  if (audio)
    throw invalid(at, 'an answer in audio cannot be sent to Anthropic: send its transcript as content');
  // Reasoning of earlier turns stays behind: only what a model has signed itself may be sent back to it.
  const said = content ?? refusal;
  if (said == null && !tool_calls?.length)
    throw invalid(at, 'give an assistant message content or tool_calls');
  const text = said == null ? [] : textBlocks(said, at, warn);
  const calls = (tool_calls ?? []).map((call, index) =>
    toolUse(call, `${at}.tool_calls[${index}]`, ids, warn),
  );
  return [...text, ...calls];
}

function toolUse(call: LooseToolCall, at: string, ids: ToolIds, warn: Warn): ToolUseBlockParam {
  const name = call.function?.name;
  if (!name)
    throw invalid(at, `a tool call of type ${call.type} without a function cannot be sent to Anthropic`);
  if (typeof call.id !== 'string') throw invalid(at, 'id is missing');
  const input = objectOf(call.function?.arguments);
  if (!input) warn(`${at}.function.arguments: no JSON object, sent as {}`);
  return { type: 'tool_use', id: ids.call(call.id), name, input: input ?? {} };
}

/** Anthropic takes arguments as an object. None at all is how some vendors call a tool without parameters. */
function objectOf(text: string | undefined): object | undefined {
  if (!text?.trim()) return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function toolResult(message: LooseMessage, at: string, ids: ToolIds, warn: Warn): ContentBlockParam {
  const { tool_call_id: id, content } = message;
  if (typeof id !== 'string') throw invalid(at, 'tool_call_id is missing: name the call that this answers');
  const text = textBlocks(content, at, warn);
  return { type: 'tool_result', tool_use_id: ids.result(id), ...(text.length > 0 && { content: text }) };
}
