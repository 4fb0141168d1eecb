import type { Content, GenerateContentParameters } from '@google/genai/web';
import { ConfigError } from '../../core/errors.ts';
import { guardedFetch } from '../../core/secrets.ts';
import { handingOn, plainBody, streamedBody } from './transport.ts';
import type { GoogleOptions, Way } from './way.ts';
import type { GeminiRequest, GeminiResponse } from './wire.ts';

/** The version whose wire this room speaks; the SDK's own default is another from release to release. */
const VERSION = 'v1beta';

/** The SDK sends no request without a content. It is overwritten, as is all that the SDK puts into a body. */
const STAND_IN: Content[] = [{ role: 'user', parts: [] }];

/**
 * Google's newer SDK: its part that is made for any platform, which reads no environment and warns of none. Its
 * retries are off where nobody sets any; what it would ask on its own account, to carry on a long answer or to call
 * a tool, is turned off. Throws a `ConfigError` where the package is not installed.
 */
export async function openGenai(model: string, { apiKey, baseURL, headers }: GoogleOptions): Promise<Way> {
  const { GoogleGenAI } = await load();
  const guarded = guardedFetch({
    authorization: undefined,
    headers: { ...headers, 'x-goog-api-key': apiKey },
  });
  const baseUrl = (baseURL ?? 'https://generativelanguage.googleapis.com').replace(/\/+$/, '');
  const { models } = new GoogleGenAI({
    apiKey,
    vertexai: false,
    httpOptions: { baseUrl, apiVersion: VERSION },
  });
  const parameters = (
    body: GeminiRequest,
    abortSignal: AbortSignal,
    fetch: typeof globalThis.fetch,
  ): GenerateContentParameters => ({
    model,
    contents: STAND_IN,
    config: {
      abortSignal,
      automaticContinuation: false,
      automaticFunctionCalling: { disable: true },
      // Of its own parameters the SDK sends those that it knows, and some of them altered.
      httpOptions: { extraBody: { ...body }, fetch },
    },
  });
  return {
    async plain(body, signal, call) {
      const fetch = handingOn(guarded, plainBody, call);
      return (await models.generateContent(parameters(body, signal, fetch))) as GeminiResponse;
    },
    async stream(body, signal, call) {
      const fetch = handingOn(guarded, streamedBody, call);
      const events = await models.generateContentStream(parameters(body, signal, fetch));
      return events as AsyncIterable<GeminiResponse>;
    },
  };
}

async function load(): Promise<typeof import('@google/genai/web')> {
  try {
    return await import('@google/genai/web');
  } catch {
    throw new ConfigError(
      "@google/genai could not be loaded, and google(…, { sdk: 'genai' }) needs it: npm install @google/genai",
    );
  }
}
