interface Usage {
  prompt_tokens?: number;
  completion_tokens?: number;
  total_tokens?: number;
  prompt_tokens_details?: { cached_tokens?: number };
  completion_tokens_details?: { reasoning_tokens?: number };
  /** DeepSeek's. */
  prompt_cache_hit_tokens?: number;
}

/** What a vendor counted, as OpenAI counts it; the same where it does. */
export function plainUsage(told: object | null | undefined): object | null | undefined {
  if (!told) return told;
  const usage: Usage = told;
  const { prompt_tokens = 0, completion_tokens = 0, total_tokens, prompt_cache_hit_tokens: hit } = usage;
  const thought = usage.completion_tokens_details?.reasoning_tokens ?? 0;
  // xAI counts thoughts beside the words, OpenAI among them.
  const apart = thought > 0 && total_tokens === prompt_tokens + completion_tokens + thought;
  const cached = hit !== undefined && usage.prompt_tokens_details?.cached_tokens === undefined;
  if (!apart && !cached) return told;
  return {
    ...usage,
    ...(apart && { completion_tokens: completion_tokens + thought }),
    ...(cached && { prompt_tokens_details: { ...usage.prompt_tokens_details, cached_tokens: hit } }),
  };
}
