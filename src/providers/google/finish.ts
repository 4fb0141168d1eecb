import { unfinished } from '../../core/answer.ts';
import type { Completion } from '../../core/chat.ts';
import { Failure } from '../../core/failure.ts';
import type { Candidate } from './wire.ts';

export type FinishReason = Completion['choices'][number]['finish_reason'];

const reasons: Readonly<Record<string, FinishReason>> = {
  STOP: 'stop',
  // Not Google's own: so its imitators end a turn that calls tools.
  FUNCTION_CALL: 'stop',
  MAX_TOKENS: 'length',
  // Gemini 4 ends one response there, and would go on in another, which is not asked for.
  CONTINUATION: 'length',
  SAFETY: 'content_filter',
  RECITATION: 'content_filter',
  BLOCKLIST: 'content_filter',
  PROHIBITED_CONTENT: 'content_filter',
  SPII: 'content_filter',
  IMAGE_SAFETY: 'content_filter',
  IMAGE_PROHIBITED_CONTENT: 'content_filter',
  IMAGE_RECITATION: 'content_filter',
};

/**
 * The reason that a candidate ended for, or undefined where it has not. A reason outside of the table tells of a
 * failure of the model (`MALFORMED_FUNCTION_CALL`, `OTHER`, …) or of something that came after this was written:
 * no whole answer either way, and so a `Failure`.
 */
export function finishOf({ finishReason, finishMessage }: Candidate): FinishReason | undefined {
  if (!finishReason || finishReason === 'FINISH_REASON_UNSPECIFIED') return undefined;
  const reason = reasons[finishReason];
  if (reason) return reason;
  const why = finishMessage ? `: ${finishMessage}` : '';
  throw new Failure('transient', `Gemini gave up with ${finishReason}${why}`, { code: finishReason });
}

/** The same of a candidate that must have ended. Calls end with STOP as well: only their presence tells. */
export function ended(reason: FinishReason | undefined, called: boolean): FinishReason {
  if (!reason) throw unfinished();
  return reason === 'stop' && called ? 'tool_calls' : reason;
}
