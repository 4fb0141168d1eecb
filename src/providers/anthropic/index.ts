import type { Provider } from '../../core/chat.ts';
import { checkHeaders, checkKey } from '../../core/secrets.ts';
import { lazily } from '../lazily.ts';
import type { AnthropicOptions } from './options.ts';

/** Claude. Throws a `ConfigError` where the key or a header cannot be sent. */
export function anthropicProvider(model: string, options: AnthropicOptions): Provider {
  checkKey(options.apiKey, `anthropic/${model}`);
  checkHeaders(options.headers ?? {}, `anthropic/${model}`);
  return lazily(async () => (await import('./chat.ts')).claude(model, options));
}
