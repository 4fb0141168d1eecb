import type { Call } from '../../core/call.ts';
import type { Completion } from '../../core/chat.ts';

type Finish = Completion['choices'][number]['finish_reason'];

const finishReasons: Readonly<Record<string, Finish>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  pause_turn: 'stop',
  tool_use: 'tool_calls',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  refusal: 'content_filter',
};

/** Why the model stopped, in OpenAI's words. */
export function finishOf(reason: string, warn: Call['warn']): Finish {
  if (reason === 'pause_turn')
    warn('pause_turn: Anthropic paused a long turn; what it said so far is the answer');
  if (!finishReasons[reason]) warn(`stop_reason ${reason}: unknown, taken for the end of the answer`);
  return finishReasons[reason] ?? 'stop';
}

/** Blocks that a completion can hold. The others come from Anthropic's own tools, which only `params` can order. */
const known = new Set(['text', 'thinking', 'redacted_thinking', 'tool_use']);

export function noteBlock(type: string, warn: Call['warn']): void {
  if (!known.has(type)) warn(`${type}: a completion has no place for this block`);
}
