import { invalid } from '../../core/failure.ts';
import type { Warn } from './content.ts';
import type { Part } from './wire.ts';

export interface LooseToolCall {
  id?: unknown;
  type?: string;
  function?: { name?: string; arguments?: string };
}

/** Google's own word for a call that another model made: its checker of signatures lets the call pass. */
const FOREIGN_SIGNATURE = 'skip_thought_signature_validator';

/** The calls of a conversation and their results. Gemini wants a result to name its function, OpenAI's names the call. */
export class ToolHistory {
  readonly #names = new Map<string, string>();
  readonly #signed: boolean;
  readonly #warn: Warn;

  constructor(signed: boolean, warn: Warn) {
    this.#signed = signed;
    this.#warn = warn;
  }

  call(call: LooseToolCall, at: string): Part {
    const name = call.function?.name;
    if (!name)
      throw invalid(at, `a tool call of type ${call.type} without a function cannot be sent to Gemini`);
    if (typeof call.id !== 'string') throw invalid(at, 'id is missing');
    const args = argumentsOf(call.function?.arguments);
    if (!args) this.#warn(`${at}.function.arguments: no JSON object, sent as {}`);
    // A later call of the same id takes over: some vendors count their ids anew in each answer.
    this.#names.set(call.id, name);
    return {
      functionCall: { id: call.id, name, args: args ?? {} },
      ...(this.#signed && { thoughtSignature: FOREIGN_SIGNATURE }),
    };
  }

  result(id: unknown, said: { text: string }[], at: string): Part {
    if (typeof id !== 'string') throw invalid(at, 'tool_call_id is missing: name the call that this answers');
    const name = this.#names.get(id);
    if (!name) throw invalid(at, `no assistant message before it has a tool call with the id ${id}`);
    const text = said.map((part) => part.text).join('');
    return { functionResponse: { id, name, response: objectOf(text) ?? { output: text } } };
  }
}

/** Gemini takes arguments as an object. None at all is how some vendors call a tool without parameters. */
function argumentsOf(text: string | undefined): Record<string, unknown> | undefined {
  return text?.trim() ? objectOf(text) : {};
}

function objectOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
