import type { OutputConfig, ThinkingConfigParam } from '@anthropic-ai/sdk/resources/messages';
import type { ChatRequest } from '../../core/chat.ts';
import { invalid } from '../../core/failure.ts';
import type { Effort, ModelFacts } from './models.ts';

type Warn = (message: string) => void;

/** `max_tokens`, which Anthropic requires, within what the model gives. */
export function limit(
  { max_completion_tokens, max_tokens }: ChatRequest,
  facts: ModelFacts,
  warn: Warn,
): number {
  const wanted = max_completion_tokens ?? max_tokens ?? facts.defaultTokens;
  if (wanted <= facts.mostTokens) return wanted;
  warn(`max_tokens: ${facts.mostTokens} is the most that this model gives`);
  return facts.mostTokens;
}

/** `stop_sequences`. */
export function stops(stop: ChatRequest['stop'], warn: Warn): { stop_sequences?: string[] } {
  const all = stop == null ? [] : [stop].flat();
  const visible = all.filter((sequence) => sequence.trim() !== '');
  if (visible.length < all.length) warn('stop: Anthropic takes no sequence that is blank');
  return visible.length > 0 ? { stop_sequences: visible } : {};
}

/** `temperature` and `top_p`, as far as the model takes them. OpenAI's temperature goes to 2, Anthropic's to 1. */
export function sampling({ temperature, top_p }: ChatRequest, facts: ModelFacts, warn: Warn) {
  if (!facts.sampling) {
    if (temperature != null && temperature !== 1) warn('temperature: this model takes none');
    if (top_p != null && top_p !== 1) warn('top_p: this model takes none');
    return {};
  }
  if (temperature == null) return top_p == null ? {} : { top_p };
  if (temperature > 1) warn('temperature: Anthropic ends at 1');
  if (top_p != null && top_p !== 1) warn('top_p: Anthropic takes no temperature beside it');
  return { temperature: Math.min(Math.max(temperature, 0), 1) };
}

export interface Thought {
  thinking?: ThinkingConfigParam;
  effort?: Effort;
}

/** `reasoning_effort` as the depth of thought that comes nearest to it. */
export function thought(wanted: ChatRequest['reasoning_effort'], facts: ModelFacts, warn: Warn): Thought {
  if (wanted == null) return {};
  if (wanted === 'none' && facts.thinkingOff) return { thinking: { type: 'disabled' } };
  if (wanted === 'none') warn('reasoning_effort: this model always thinks; its least effort is asked for');
  const effort = wanted === 'none' || wanted === 'minimal' ? 'low' : wanted;
  if (facts.efforts.includes(effort)) return { effort };
  warn(`reasoning_effort: this model takes ${facts.efforts.join(', ') || 'none'}`);
  // Only levels above `high` are missing anywhere.
  return facts.efforts.length > 0 ? { effort: 'high' } : {};
}

/** `response_format`. Anthropic answers in JSON only by a schema. */
export function format(wanted: ChatRequest['response_format'], warn: Warn): Pick<OutputConfig, 'format'> {
  if (wanted?.type === 'json_object') {
    warn('response_format: Anthropic has no JSON mode without a schema; the words of the prompt must do');
    return {};
  }
  if (wanted?.type !== 'json_schema') return {};
  const { schema } = wanted.json_schema ?? {};
  if (!schema) throw invalid('response_format.json_schema', 'schema is missing');
  return { format: { type: 'json_schema', schema } };
}
