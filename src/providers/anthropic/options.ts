import type { ModelTraits } from '../../core/traits.ts';

export interface AnthropicOptions {
  apiKey: string;
  /** Without `/v1`. Anthropic's own by default, whatever the environment says. */
  baseURL?: string;
  /** Anthropic's own fields, merged into the request last: `thinking`, `cache_control`, `tools`, … */
  params?: Record<string, unknown>;
  /** Sent with each request, beside what the SDK needs. */
  headers?: Record<string, string>;
  /** What the model takes, as far as its user knows better. */
  traits?: Partial<ModelTraits>;
}
