/** What is special about a vendor that speaks OpenAI's wire. Data, so that a new vendor is a new line. */
export interface Vendor {
  /** Where its API is, without a slash at the end. */
  baseURL: string;
  /** The usual variable of its key; undefined where it needs none. */
  keyVariable: string | undefined;
  /** The variable that moves its address, where one is usual. */
  urlVariable?: string;
  /** The name of the token limit on its wire. */
  limitField: 'max_completion_tokens' | 'max_tokens';
  /** Whether it knows the role `developer`; where not, it is sent as `system`. */
  developer: boolean;
  /** Fields of the request that it rejects. */
  rejects?: readonly string[];
}

/** As read in November 2026. Whatever is not listed here is reached with a `baseURL` of one's own. */
export const vendors = {
  openai: {
    baseURL: 'https://api.openai.com/v1',
    keyVariable: 'OPENAI_API_KEY',
    urlVariable: 'OPENAI_BASE_URL',
    limitField: 'max_completion_tokens',
    developer: true,
  },
  mistral: {
    baseURL: 'https://api.mistral.ai/v1',
    keyVariable: 'MISTRAL_API_KEY',
    limitField: 'max_tokens',
    developer: false,
    rejects: [
      'seed',
      'user',
      'store',
      'metadata',
      'stream_options',
      'logprobs',
      'top_logprobs',
      'logit_bias',
    ],
  },
  ollama: {
    baseURL: 'http://127.0.0.1:11434/v1',
    keyVariable: undefined,
    urlVariable: 'OLLAMA_BASE_URL',
    limitField: 'max_tokens',
    developer: false,
    // It gives one answer whatever is asked for; the others would be waited for in vain.
    rejects: ['n'],
  },
} as const satisfies Record<string, Vendor>;

/** An endpoint that nothing more is known of: the oldest names, which everybody understands. */
export const unknownVendor: Omit<Vendor, 'baseURL'> = {
  keyVariable: undefined,
  limitField: 'max_tokens',
  developer: false,
};
