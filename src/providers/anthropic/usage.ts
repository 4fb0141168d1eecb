import type { MessageDeltaUsage, Usage } from '@anthropic-ai/sdk/resources/messages';
import type { Completion } from '../../core/chat.ts';

/** Anthropic's counts, of a whole message or of a stream so far. */
export type Counts = Partial<Usage | MessageDeltaUsage>;

/** Anthropic counts cached input apart from the rest; OpenAI's prompt tokens are the sum. */
export function usageOf(usage: Counts): NonNullable<Completion['usage']> {
  const cached = usage.cache_read_input_tokens ?? 0;
  const written = usage.cache_creation_input_tokens ?? 0;
  const prompt = (usage.input_tokens ?? 0) + cached + written;
  const completion = usage.output_tokens ?? 0;
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: cached, cache_write_tokens: written },
    completion_tokens_details: { reasoning_tokens: usage.output_tokens_details?.thinking_tokens ?? 0 },
  };
}
