import { unfinished } from '../../core/answer.ts';
import type { Call } from '../../core/call.ts';
import type { Completion } from '../../core/chat.ts';
import { Failure } from '../../core/failure.ts';
import { failureInBody } from './errors.ts';
import { ended, finishOf } from './finish.ts';
import { oneAtATime, spokenIn, toolCallOf } from './parts.ts';
import type { Candidate, GeminiResponse, UsageMetadata } from './wire.ts';

type Choice = Completion['choices'][number];
/** OpenAI's message with the field in which compatible vendors show what the model thought. */
type ReasoningMessage = Choice['message'] & { reasoning_content?: string };

/** What a reader of Gemini's answers has to know of the request. */
export interface Asked {
  /** The model as it was asked for: signatures are kept by that name. */
  model: string;
  /** The caller wants one tool call at a time. */
  single: boolean;
}

/** What stands on every piece of an answer. */
export interface Face {
  id: string;
  /** Seconds since 1970. */
  created: number;
  model: string;
}

/** Gemini tells no time, and its id and model are now and then missing. */
export function faceOf({ responseId, modelVersion }: GeminiResponse, model: string, call: Call): Face {
  const created = Math.floor(call.clock.date() / 1000);
  return { id: responseId || `chatcmpl-${call.id}`, created, model: modelVersion || model };
}

/**
 * Gemini's answer as a completion; a blocked prompt is one, with the finish `content_filter`. Throws a `Failure`
 * where the body is no answer, or a part of one.
 */
export function toCompletion(body: GeminiResponse, asked: Asked, call: Call): Completion {
  const failure = failureInBody(body);
  if (failure) throw failure;
  const face = faceOf(body, asked.model, call);
  return {
    ...face,
    object: 'chat.completion',
    choices: isBlocked(body) ? [blocked] : choicesOf(body.candidates, face.id, asked, call),
    ...(body.usageMetadata && { usage: usageOf(body.usageMetadata) }),
  };
}

/** True where Gemini refused the prompt itself: then there is no candidate. */
export function isBlocked({ candidates, promptFeedback }: GeminiResponse): boolean {
  return !candidates?.length && Boolean(promptFeedback?.blockReason);
}

const blocked: Choice = {
  index: 0,
  message: { role: 'assistant', content: '', refusal: null },
  finish_reason: 'content_filter',
  logprobs: null,
};

function choicesOf(
  candidates: Candidate[] | undefined,
  answer: string,
  { model, single }: Asked,
  { warn }: Call,
): Choice[] {
  if (!Array.isArray(candidates)) throw new Failure('transient', 'The answer has no candidates');
  if (candidates.length === 0) throw unfinished();
  let place = 0;
  return candidates.map((candidate, at) => {
    const { text, reasoning, calls } = spokenIn(candidate.content?.parts, warn);
    const finish_reason = ended(finishOf(candidate), calls.length > 0);
    const made = single ? oneAtATime(calls, 0, warn) : calls;
    const tools = made.map((each) => toolCallOf(each, { model, answer, place: place++ }));
    const refusal = refusalOf(candidate, finish_reason);
    const message: ReasoningMessage = {
      role: 'assistant',
      // A caller sends it back as it is, and OpenAI takes no message without content, calls or refusal.
      content: text || (tools.length > 0 || refusal ? null : ''),
      refusal,
      ...(reasoning && { reasoning_content: reasoning }),
      ...(tools.length > 0 && { tool_calls: tools }),
    };
    return { index: candidate.index ?? at, message, finish_reason, logprobs: null };
  });
}

/** Google's words on why an answer was filtered, where there are any. */
export function refusalOf({ finishMessage }: Candidate, reason: Choice['finish_reason']): string | null {
  return (reason === 'content_filter' && finishMessage) || null;
}

/** Gemini counts thoughts apart from the answer, and what its own tools read apart from the prompt. */
export function usageOf(usage: UsageMetadata): NonNullable<Completion['usage']> {
  const thoughts = usage.thoughtsTokenCount ?? 0;
  const prompt = (usage.promptTokenCount ?? 0) + (usage.toolUsePromptTokenCount ?? 0);
  const completion = (usage.candidatesTokenCount ?? 0) + thoughts;
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: usage.totalTokenCount ?? prompt + completion,
    prompt_tokens_details: { cached_tokens: usage.cachedContentTokenCount ?? 0 },
    completion_tokens_details: { reasoning_tokens: thoughts },
  };
}
