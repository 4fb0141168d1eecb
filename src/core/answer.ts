import type { ChatRequest, Chunk, Completion } from './chat.ts';
import { Failure } from './failure.ts';

/** Deltas that OpenAI-compatible vendors send beside the official ones. */
interface LooseDelta {
  content?: string | null;
  refusal?: string | null;
  reasoning?: unknown;
  reasoning_content?: unknown;
  /** OpenRouter's, of models that tell no thought in plain words. */
  reasoning_details?: unknown[];
  tool_calls?: unknown[];
  function_call?: unknown;
  audio?: unknown;
}

/** True where a chunk shows that the model is at work: words, reasoning, a tool call. A role alone is no life. */
export function isLife(chunk: Chunk): boolean {
  return chunk.choices.some(({ delta }) => speaks(delta as LooseDelta | undefined) || beginsToThink(delta));
}

/** A vendor that withholds its thoughts still says where they begin: a reasoning delta that is empty, and alone. */
function beginsToThink(delta: object | undefined): boolean {
  return Object.keys(delta ?? {}).join() === 'reasoning_content';
}

/** True where a chunk ends at least one choice. */
export function isFinish(chunk: Chunk): boolean {
  return chunk.choices.some((choice) => choice.finish_reason);
}

function speaks(delta: LooseDelta | undefined): boolean {
  if (!delta) return false;
  const { content, refusal, tool_calls, function_call, audio } = delta;
  return Boolean(content || refusal || thinks(delta) || tool_calls?.length || function_call || audio);
}

function thinks({ reasoning, reasoning_content, reasoning_details }: LooseDelta): boolean {
  return Boolean(reasoning || reasoning_content || reasoning_details?.length);
}

/**
 * Why a plain answer is none, if it is none: it says nothing although it claims to be complete. The model may
 * stay silent where its tokens ran out, where it was filtered, and after a tool's result.
 */
export function faultOf(completion: Completion, request: ChatRequest): Failure | undefined {
  const { choices } = completion;
  if (!Array.isArray(choices) || choices.length === 0)
    return new Failure('transient', 'The answer has no choices');
  if (choices.some((choice) => !choice.finish_reason)) return unfinished();
  const empty = choices.some(
    (choice) =>
      maySayNothing(choice.finish_reason, request) === false && !speaks(choice.message as LooseDelta),
  );
  return empty ? emptyAnswer() : undefined;
}

/** The same for a stream that ended without a sign of life. */
export function faultOfSilence(finishing: Chunk | undefined, request: ChatRequest): Failure | undefined {
  const reason = finishing?.choices.find((choice) => choice.finish_reason)?.finish_reason;
  return reason && maySayNothing(reason, request) ? undefined : emptyAnswer();
}

function maySayNothing(reason: string, request: ChatRequest): boolean {
  return reason !== 'stop' || request.messages.at(-1)?.role === 'tool';
}

/** A stream that ended before its finish was truncated, although every SDK calls it a success. */
export function unfinished(): Failure {
  return new Failure('transient', 'The answer ended without a finish: it was cut off');
}

function emptyAnswer(): Failure {
  return new Failure('transient', 'The answer is empty');
}
