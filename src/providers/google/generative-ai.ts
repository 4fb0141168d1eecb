import type { GenerateContentRequest } from '@google/generative-ai';
import { readAhead } from './read-ahead.ts';
import type { GoogleOptions, Way } from './way.ts';
import type { GeminiRequest, GeminiResponse } from './wire.ts';

/** Google's older SDK. It has no retries and no log; its timer is left alone, for it would outlive the request. */
export async function openGenerativeAi(
  model: string,
  { apiKey, baseURL, headers }: GoogleOptions,
): Promise<Way> {
  const { GoogleGenerativeAI } = await import('@google/generative-ai');
  // The SDK puts a slash of its own between the address and the version.
  const address = baseURL && { baseUrl: baseURL.replace(/\/+$/, '') };
  const customHeaders = new Headers(headers);
  const vendor = new GoogleGenerativeAI(apiKey).getGenerativeModel({ model }, { ...address, customHeaders });
  return {
    async plain(body, signal) {
      const { response } = await vendor.generateContent(typed(body), { signal });
      return response as GeminiResponse;
    },
    async stream(body, signal) {
      const { stream, response } = await vendor.generateContentStream(typed(body), { signal });
      // The SDK reads the stream twice; this second reading breaks with the first, and nobody else waits for it.
      response.catch(() => {});
      return readAhead(stream as AsyncIterable<GeminiResponse>);
    },
  };
}

/** The SDK's types end in 2025; it sends whatever JSON there is. */
function typed(body: GeminiRequest): GenerateContentRequest {
  return body as unknown as GenerateContentRequest;
}
