import { invalid } from './failure.ts';
import { objectOf } from './json-object.ts';

type Warn = (message: string) => void;

/** A tool call as it may really come. */
export interface LooseToolCall {
  id?: unknown;
  type?: string;
  function?: { name?: string; arguments?: unknown };
  /** Where Google's own OpenAI endpoint puts the signature of a thought. */
  extra_content?: { google?: { thought_signature?: unknown } };
}

/** A call that an assistant turn makes, with what came of it. */
export interface ToolCall {
  id: string;
  name: string;
  /** Other vendors than OpenAI take an object; `{}` where the model wrote none. */
  args: Record<string, unknown>;
  /** Its place in the caller's request. */
  at: string;
  /** The contents of its results. None: it was never answered, and something has to stand in. */
  results: { content: unknown; at: string }[];
  signature: string | undefined;
}

/** Said in place of a result that is not in the conversation: hardly a vendor takes a call without one. */
export const NO_RESULT = 'No result of this call was recorded.';

/** The calls of a message. Throws a `Failure` for what is no function: no other vendor knows another kind of tool. */
export function toolCallsOf(calls: unknown, at: string, vendor: string, warn: Warn): ToolCall[] {
  if (calls == null) return [];
  if (!Array.isArray(calls)) throw invalid(at, 'tool_calls is no list');
  return calls.map((call: LooseToolCall | null, index) =>
    toolCallOf(call ?? {}, `${at}.tool_calls[${index}]`, vendor, warn),
  );
}

function toolCallOf(call: LooseToolCall, at: string, vendor: string, warn: Warn): ToolCall {
  const name = call.function?.name;
  if (!name)
    throw invalid(at, `a tool call of type ${call.type} without a function cannot be sent to ${vendor}`);
  if (typeof call.id !== 'string') throw invalid(at, 'id is missing');
  const args = argumentsOf(call.function?.arguments);
  if (!args) warn(`${at}.function.arguments: no JSON object, sent as {}`);
  const signature = call.extra_content?.google?.thought_signature;
  return {
    id: call.id,
    name,
    args: args ?? {},
    at,
    results: [],
    signature: typeof signature === 'string' ? signature : undefined,
  };
}

/** None at all is how some vendors call a tool without parameters. */
function argumentsOf(text: unknown): Record<string, unknown> | undefined {
  if (typeof text === 'object' && text !== null && !Array.isArray(text))
    return text as Record<string, unknown>;
  if (text != null && typeof text !== 'string') return undefined;
  return text?.trim() ? objectOf(text) : {};
}
