import type { Warn } from './content.ts';
import type { FunctionCall, Part } from './wire.ts';

/** What the parts of one answer, or of one event, come to. */
export interface Spoken {
  text: string;
  /** Summaries of the model's thoughts; there are some only if `params` asks for them. */
  reasoning: string;
  calls: FunctionCall[];
}

/** Fields of a part that a completion can hold, and those that say nothing on their own. */
const known = new Set(['text', 'thought', 'thoughtSignature', 'functionCall']);

/** Sorts what the model said from what it thought. What OpenAI's shape has no place for goes to `warn`, by its name. */
export function spokenIn(parts: readonly Part[] | undefined, warn: Warn): Spoken {
  const spoken: Spoken = { text: '', reasoning: '', calls: [] };
  for (const part of parts ?? []) {
    const { text = '', thought, functionCall } = part;
    if (thought) spoken.reasoning += text;
    else spoken.text += text;
    if (functionCall) spoken.calls.push(functionCall);
    for (const field of Object.keys(part)) {
      if (!known.has(field)) warn(`${field}: a completion has no place for this part`);
    }
  }
  return spoken;
}

/** OpenAI takes no id of a tool call that is longer. */
const LONGEST_ID = 40;

/**
 * A call in OpenAI's shape. Gemini seldom gives ids: where it does not, the id is made of the answer's own and the
 * call's place in it, so that it is the same every time and unlike that of any other call.
 */
export function toolCallOf({ id, name, args }: FunctionCall, answer: string, place: number) {
  const tail = `_${place}`;
  return {
    id: id || `call_${answer.slice(-(LONGEST_ID - 'call_'.length - tail.length))}${tail}`,
    type: 'function' as const,
    function: { name, arguments: JSON.stringify(args ?? {}) },
  };
}
