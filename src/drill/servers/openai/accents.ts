/** How a vendor that speaks OpenAI's wire answers otherwise than OpenAI does. */
export type Accent = {
  /** A line before the first event, which is no event. */
  comment?: string;
  /** Notes on the prompt come first, in an event without choices. */
  notes?: true;
  /** Where its thoughts are; `parts`: among the content, as parts. */
  thoughts?: 'reasoning' | 'reasoning_content' | 'parts';
  /**
   * How its tool calls come: `whole` in one piece; `bare` in one piece without index, id and type, the arguments an
   * object; `zero` in pieces that all have the index 0.
   */
  calls?: 'whole' | 'bare' | 'zero';
  /** Its own words for the finishes of OpenAI. */
  finishes?: Record<string, string>;
  /**
   * Its usage comes unasked, with the finish or in Groq's own corner; counts the cache as DeepSeek does; counts thoughts
   * beside the words.
   */
  usage?: 'with-finish' | 'x_groq' | 'cache-hits' | 'thoughts-apart';
  /** No `[DONE]`. */
  unended?: true;
};

/** As in the vendors' documentation and SDKs of November 2026. */
export const accents = {
  azure: { notes: true },
  deepseek: { comment: ': keep-alive\n\n', thoughts: 'reasoning_content', usage: 'cache-hits' },
  groq: { thoughts: 'reasoning', calls: 'whole', usage: 'x_groq' },
  mistral: { thoughts: 'parts', calls: 'whole', finishes: { length: 'model_length' }, usage: 'with-finish' },
  openrouter: { comment: ': OPENROUTER PROCESSING\n\n', thoughts: 'reasoning' },
  together: { thoughts: 'reasoning', finishes: { stop: 'eos' } },
  xai: { thoughts: 'reasoning_content', calls: 'whole', usage: 'thoughts-apart' },
  lmstudio: { thoughts: 'reasoning_content', calls: 'bare', unended: true },
  ollama: { thoughts: 'reasoning', calls: 'whole' },
  vllm: { thoughts: 'reasoning', calls: 'zero' },
} satisfies Record<string, Accent>;

export type CompatibleName = keyof typeof accents;
