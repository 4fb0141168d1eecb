import type { Provider } from '../../core/chat.ts';
import { ConfigError } from '../../core/errors.ts';
import { checkHeaders, checkKey } from '../../core/secrets.ts';
import { lazily } from '../lazily.ts';
import { DEFAULT_SDK, type GoogleOptions, SDKS } from './way.ts';

/** Headers that the SDKs set themselves; the older one throws on each request that brings its own. */
const RESERVED = ['x-goog-api-key', 'x-goog-api-client'];

/**
 * Gemini. Throws a `ConfigError` where the key or a header cannot be sent, or the SDK is unknown; `load` rejects with
 * one where the SDK is not installed.
 */
export function googleProvider(model: string, options: GoogleOptions): Provider {
  const { apiKey, headers = {}, sdk = DEFAULT_SDK } = options;
  checkKey(apiKey, `google/${model}`);
  checkHeaders(headers, `google/${model}`, RESERVED);
  if (!SDKS.includes(sdk)) {
    throw new ConfigError(
      `The sdk of google/${model} is ${JSON.stringify(sdk)}. There are: ${SDKS.join(', ')}.`,
    );
  }
  return lazily(async () => (await import('./chat.ts')).gemini(model, options));
}
