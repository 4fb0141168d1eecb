import type { Call } from '../../core/call.ts';
import type { ChatReply, ChatRequest, Provider, StreamReply } from '../../core/chat.ts';
import { ConfigError } from '../../core/errors.ts';
import { abortedBy, Failure } from '../../core/failure.ts';
import { checkHeaders, checkKey } from '../../core/secrets.ts';
import { failureOf } from './errors.ts';
import { formOf } from './form.ts';
import { openGenai } from './genai.ts';
import { openGenerativeAi } from './generative-ai.ts';
import { type Line, openLine, watched } from './line.ts';
import { factsOf, type ModelFacts } from './models.ts';
import { toCompletion } from './reply.ts';
import { toRequest } from './request.ts';
import { toItems } from './stream.ts';
import type { GoogleOptions, GoogleSdk, Way } from './way.ts';
import type { GeminiRequest } from './wire.ts';

/** Headers that the SDKs set themselves; the older one throws on each request that brings its own. */
const RESERVED = ['x-goog-api-key', 'x-goog-api-client'];

const sdks: Readonly<Record<GoogleSdk, typeof openGenai>> = {
  'generative-ai': openGenerativeAi,
  genai: openGenai,
};

/**
 * Gemini through one of Google's own SDKs, loaded on first use. Every error leaves as a `Failure`. Throws a
 * `ConfigError` where the key or a header cannot be sent, or the SDK is unknown; `load` rejects with one where the SDK
 * is not installed.
 */
export function googleProvider(model: string, options: GoogleOptions): Provider {
  checkKey(options.apiKey, `google/${model}`);
  checkHeaders(options.headers ?? {}, `google/${model}`, RESERVED);
  const way = openedOnce(model, options);
  const facts = factsOf(model, options.traits);
  return {
    load: async () => void (await way()),
    async chat(request, call) {
      const line = openLine(call.signal);
      try {
        const body = translate(request, model, options.params ?? {}, call.warn, facts);
        return await ask(await way(), body, { request, model, call, line, facts });
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

function openedOnce(model: string, options: GoogleOptions): () => Promise<Way> {
  const { sdk = 'generative-ai' } = options;
  if (!Object.hasOwn(sdks, sdk)) {
    throw new ConfigError(
      `The sdk of google/${model} is ${JSON.stringify(sdk)}. There are: ${Object.keys(sdks).join(', ')}.`,
    );
  }
  let way: Promise<Way> | undefined;
  return () => {
    way ??= sdks[sdk](model, options);
    return way;
  };
}

interface Asked {
  request: ChatRequest;
  model: string;
  call: Call;
  line: Line;
  facts: ModelFacts;
}

async function ask(
  way: Way,
  body: GeminiRequest,
  { request, model, call, line, facts }: Asked,
): Promise<ChatReply> {
  if (call.signal.aborted) throw abortedBy(call.signal);
  const { signal } = line;
  const unproven = formOf(request, facts)?.unproven;
  const asked = { model, single: request.parallel_tool_calls === false };
  if (!request.stream) {
    const response = await way.plain(body, signal, call);
    if (call.signal.aborted) throw abortedBy(call.signal);
    const completion = toCompletion(response, asked, call);
    line.hangUp();
    return { type: 'completion', completion, requestId: response.responseId, unproven };
  }
  const events = await way.stream(body, signal, call);
  const includeUsage = request.stream_options?.include_usage === true;
  const items = toItems(events, asked, includeUsage, call, (id) => {
    reply.requestId = id;
  });
  const reply: StreamReply = { type: 'stream', items: watched(items, call, line), unproven };
  return reply;
}
