import type { ChatReply, ChatRequest } from '../../src/core/chat.ts';
import { startAnthropic } from '../../src/drill/servers/anthropic.ts';
import { startGemini } from '../../src/drill/servers/gemini.ts';
import { startOpenAI } from '../../src/drill/servers/openai.ts';
import { anthropicProvider } from '../../src/providers/anthropic/index.ts';
import { googleProvider } from '../../src/providers/google/index.ts';
import { compatibleProvider } from '../../src/providers/openai/index.ts';
import { passThrough } from '../../src/providers/openai/primary.ts';
import { unknownVendor } from '../../src/providers/openai/vendors.ts';
import { fakeCall } from './fake-call.ts';

type Ask = (url: string, request: ChatRequest, signal?: AbortSignal) => Promise<ChatReply>;

const own = { apiKey: 'test-key-1', params: {}, headers: {} };

/** The request as the caller's own client would have made it, and the fetch of this platform. */
const primary: Ask = (url, request, signal) => {
  const headers = new Headers({ authorization: 'Bearer sk-own', 'content-type': 'application/json' });
  const init = { method: 'POST', headers, body: JSON.stringify(request) };
  const outer = { request, url: `${url}/chat/completions`, init, fetch, personal: [] };
  return passThrough(request.model, {})(request, { ...fakeCall(signal), outer });
};

/** Every way to a vendor: the real one, over HTTP, and a server that speaks its wire. */
export const ways: Record<
  string,
  { ask: Ask; start: typeof startOpenAI | typeof startAnthropic | typeof startGemini }
> = {
  primary: { ask: primary, start: startOpenAI },
  compatible: {
    ask: (baseURL, request, signal) =>
      compatibleProvider('gpt-4.1', { ...own, vendor: unknownVendor, baseURL }).chat(
        request,
        fakeCall(signal),
      ),
    start: startOpenAI,
  },
  anthropic: {
    ask: (baseURL, request, signal) =>
      anthropicProvider('claude-sonnet-5-5', { ...own, baseURL }).chat(request, fakeCall(signal)),
    start: startAnthropic,
  },
  google: {
    ask: (baseURL, request, signal) =>
      googleProvider('gemini-3.8-flash', { ...own, baseURL }).chat(request, fakeCall(signal)),
    start: startGemini,
  },
  genai: {
    ask: (baseURL, request, signal) =>
      googleProvider('gemini-3.8-flash', { ...own, baseURL, sdk: 'genai' }).chat(request, fakeCall(signal)),
    start: startGemini,
  },
};
