import { portableId } from '../../core/call-ids.ts';
import type { Warn } from './content.ts';
import { keepSignature } from './signatures.ts';
import type { FunctionCall, Part } from './wire.ts';

/** A call, and what Gemini has signed of the thoughts that led to it. */
export interface SpokenCall extends FunctionCall {
  signature?: string | undefined;
}

/** What the parts of one answer, or of one event, come to. */
export interface Spoken {
  text: string;
  /** Summaries of the model's thoughts; there are some only if `params` asks for them. */
  reasoning: string;
  calls: SpokenCall[];
}

/** Fields of a part that a completion can hold, and those that say nothing on their own. */
const known = new Set(['text', 'thought', 'thoughtSignature', 'functionCall']);

/** Sorts what the model said from what it thought. What OpenAI's shape has no place for goes to `warn`, by its name. */
export function spokenIn(parts: readonly Part[] | undefined, warn: Warn): Spoken {
  const spoken: Spoken = { text: '', reasoning: '', calls: [] };
  for (const part of parts ?? []) {
    const { text = '', thought, functionCall, thoughtSignature } = part;
    if (thought) spoken.reasoning += text;
    else spoken.text += text;
    if (functionCall) spoken.calls.push({ ...functionCall, signature: thoughtSignature });
    for (const field of Object.keys(part)) {
      if (!known.has(field)) warn(`${field}: a completion has no place for this part`);
    }
  }
  return spoken;
}

/**
 * The first of several calls where the caller asked for one at a time: Gemini has no field for that, and whoever asked
 * runs no more than one. The model calls the others again once it has seen what came of the first.
 */
export function oneAtATime(calls: SpokenCall[], before: number, warn: Warn): SpokenCall[] {
  const left = calls.slice(0, Math.max(0, 1 - before));
  if (left.length < calls.length)
    warn('parallel_tool_calls: Gemini called several tools at once; the first call is handed on');
  return left;
}

/** OpenAI takes no id of a tool call that is longer. */
const LONGEST_ID = 40;

/** Where an answer of a model stands: its id, and the number of calls before. */
interface Place {
  model: string;
  answer: string;
  place: number;
}

/**
 * A call in OpenAI's shape, its signature kept for when it comes back. Gemini seldom gives ids: where it does not, the id
 * is made of the answer's own and the call's place in it, so that it is the same every time and unlike that of any other
 * call.
 */
export function toolCallOf(
  { id: given, name, args = {}, signature }: SpokenCall,
  { model, answer, place }: Place,
) {
  const tail = `_${place}`;
  const id = portableId(given || `call_${answer.slice(-(LONGEST_ID - 'call_'.length - tail.length))}${tail}`);
  if (signature) keepSignature(model, { id, name, args }, signature);
  return { id, type: 'function' as const, function: { name, arguments: JSON.stringify(args) } };
}
