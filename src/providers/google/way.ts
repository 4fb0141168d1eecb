import type { Call } from '../../core/call.ts';
import type { ModelTraits } from '../../core/traits.ts';
import type { GeminiRequest, GeminiResponse } from './wire.ts';

export interface GoogleOptions {
  apiKey: string;
  /** Without the version. Google's own by default. */
  baseURL?: string;
  /** Gemini's own fields, merged into the request last: `generationConfig`, `safetySettings`, `tools`, … */
  params?: Record<string, unknown>;
  /** Sent with each request, beside what the SDK needs. */
  headers?: Record<string, string>;
  /** What the model takes, as far as its user knows better. */
  traits?: Partial<ModelTraits>;
  /** Which of Google's SDKs. Default: `generative-ai`. */
  sdk?: GoogleSdk;
}

export const SDKS = ['generative-ai', 'genai'] as const;
/** `@google/generative-ai`, which comes with this package, or `@google/genai`, which is installed beside it. */
export type GoogleSdk = (typeof SDKS)[number];
export const DEFAULT_SDK: GoogleSdk = 'generative-ai';

/** One of Google's SDKs, made ready for one model. It is given Gemini's JSON and gives it back. */
export interface Way {
  plain: Asking<GeminiResponse>;
  /** The events as they arrive; a slow reader loses none of them when the stream breaks. */
  stream: Asking<AsyncIterable<GeminiResponse>>;
}

/** `signal` ends with the request; the one of the call may live longer. Throws whatever the SDK throws. */
type Asking<T> = (body: GeminiRequest, signal: AbortSignal, call: Call) => Promise<T>;
