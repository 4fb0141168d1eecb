import type { ThinkingConfigParam } from '@anthropic-ai/sdk/resources/messages';
import type { ChatRequest } from '../../core/chat.ts';
import type { ModelFacts } from './models.ts';

type Warn = (message: string) => void;

/** `stop_sequences`. */
export function stops(stop: ChatRequest['stop'], warn: Warn): { stop_sequences?: string[] } {
  const all = stop == null ? [] : [stop].flat();
  const visible = all.filter((sequence) => sequence.trim() !== '');
  if (visible.length < all.length) warn('stop: Anthropic takes no sequence that is blank');
  return visible.length > 0 ? { stop_sequences: visible } : {};
}

/**
 * `temperature` and `top_p`, as far as the model takes them. OpenAI's temperature goes to 2, Anthropic's to 1. None does
 * beside a thought that was asked for.
 */
export function sampling(
  { temperature, top_p }: ChatRequest,
  facts: ModelFacts,
  thinking: ThinkingConfigParam | undefined,
  warn: Warn,
) {
  const thinks = thinking?.type === 'adaptive' || thinking?.type === 'enabled';
  if (!facts.sampling || thinks) {
    const why = facts.sampling ? 'this model takes none while it thinks' : 'this model takes none';
    if (temperature != null && temperature !== 1) warn(`temperature: ${why}`);
    if (top_p != null && top_p !== 1) warn(`top_p: ${why}`);
    return {};
  }
  if (temperature == null) return top_p == null ? {} : { top_p };
  if (temperature > 1) warn('temperature: Anthropic ends at 1');
  if (top_p != null && top_p !== 1) warn('top_p: Anthropic takes no temperature beside it');
  return { temperature: Math.min(Math.max(temperature, 0), 1) };
}
