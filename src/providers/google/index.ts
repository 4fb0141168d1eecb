import type { GenerateContentRequest, GenerativeModel } from '@google/generative-ai';
import type { Call } from '../../core/call.ts';
import type { ChatReply, ChatRequest, Provider, StreamReply } from '../../core/chat.ts';
import { abortedBy, Failure } from '../../core/failure.ts';
import { checkHeaders, checkKey } from '../../core/secrets.ts';
import { failureOf } from './errors.ts';
import { type Line, openLine, watched } from './line.ts';
import { readAhead } from './read-ahead.ts';
import { toCompletion } from './reply.ts';
import { toRequest } from './request.ts';
import { toItems } from './stream.ts';
import type { GeminiResponse } from './wire.ts';

export interface GoogleOptions {
  apiKey: string;
  /** Without the version. Google's own by default. */
  baseURL?: string;
  /** Gemini's own fields, merged into the request last: `generationConfig`, `safetySettings`, `tools`, … */
  params?: Record<string, unknown>;
  /** Sent with each request, beside what the SDK needs. */
  headers?: Record<string, string>;
}

/** Headers that the SDK sets itself; it throws on each request that brings its own. */
const RESERVED = ['x-goog-api-key', 'x-goog-api-client'];

/**
 * Gemini through Google's own SDK, loaded on first use. It has no retries and no log; its timer is left alone, for it
 * would outlive the request. Every error leaves as a `Failure`. Throws a `ConfigError` where the key or a header
 * cannot be sent.
 */
export function googleProvider(model: string, options: GoogleOptions): Provider {
  const { headers = {} } = options;
  checkKey(options.apiKey, `google/${model}`);
  checkHeaders(headers, `google/${model}`, RESERVED);
  const vendor = loadedOnce(model, options, new Headers(headers));
  return {
    load: async () => void (await vendor()),
    async chat(request, call) {
      const line = openLine(call.signal);
      try {
        const body = translate(request, model, options.params ?? {}, call.warn);
        return await ask(await vendor(), body as unknown as GenerateContentRequest, {
          request,
          model,
          call,
          line,
        });
      } catch (error) {
        line.hangUp();
        throw failureOf(error, call.signal);
      }
    },
  };
}

/** A request that breaks the translation breaks OpenAI's own rules: its caller's fault, and no target's. */
function translate(...args: Parameters<typeof toRequest>): ReturnType<typeof toRequest> {
  try {
    return toRequest(...args);
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw new Failure('invalid-request', 'The request is not in the shape of OpenAI', { cause });
  }
}

function loadedOnce(
  model: string,
  { apiKey, baseURL }: GoogleOptions,
  customHeaders: Headers,
): () => Promise<GenerativeModel> {
  let vendor: Promise<GenerativeModel> | undefined;
  const open = async () => {
    const { GoogleGenerativeAI } = await import('@google/generative-ai');
    // The SDK puts a slash of its own between the address and the version.
    const address = baseURL && { baseUrl: baseURL.replace(/\/+$/, '') };
    return new GoogleGenerativeAI(apiKey).getGenerativeModel({ model }, { ...address, customHeaders });
  };
  return () => {
    vendor ??= open();
    return vendor;
  };
}

interface Asked {
  request: ChatRequest;
  model: string;
  call: Call;
  line: Line;
}

async function ask(
  vendor: GenerativeModel,
  body: GenerateContentRequest,
  { request, model, call, line }: Asked,
): Promise<ChatReply> {
  if (call.signal.aborted) throw abortedBy(call.signal);
  const { signal } = line;
  if (!request.stream) {
    const { response } = await vendor.generateContent(body, { signal });
    if (call.signal.aborted) throw abortedBy(call.signal);
    const completion = toCompletion(response as GeminiResponse, model, call);
    line.hangUp();
    return { type: 'completion', completion, requestId: (response as GeminiResponse).responseId };
  }
  const { stream, response } = await vendor.generateContentStream(body, { signal });
  // The SDK reads the stream twice; this second reading breaks with the first, and nobody else waits for it.
  response.catch(() => {});
  const includeUsage = request.stream_options?.include_usage === true;
  const events = readAhead(stream as AsyncIterable<GeminiResponse>);
  const items = toItems(events, model, includeUsage, call, (id) => {
    reply.requestId = id;
  });
  const reply: StreamReply = { type: 'stream', items: watched(items, call, line) };
  return reply;
}
