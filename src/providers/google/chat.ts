import type { Call } from '../../core/call.ts';
import type { ChatReply, ChatRequest, Provider, StreamReply } from '../../core/chat.ts';
import { abortedBy, Failure } from '../../core/failure.ts';
import { once } from '../../core/once.ts';
import { failureOf } from './errors.ts';
import { formOf } from './form.ts';
import { openGenai } from './genai.ts';
import { openGenerativeAi } from './generative-ai.ts';
import { type Line, openLine, watched } from './line.ts';
import { factsOf, type ModelFacts } from './models.ts';
import { toCompletion } from './reply.ts';
import { toRequest } from './request.ts';
import { toItems } from './stream.ts';
import { DEFAULT_SDK, type GoogleOptions, type GoogleSdk, type Way } from './way.ts';
import type { GeminiRequest } from './wire.ts';

const sdks: Readonly<Record<GoogleSdk, typeof openGenai>> = {
  'generative-ai': openGenerativeAi,
  genai: openGenai,
};

/** Gemini through one of Google's own SDKs. Every error leaves as a `Failure`. */
export function gemini(model: string, options: GoogleOptions): Provider {
  const way = once(() => sdks[options.sdk ?? DEFAULT_SDK](model, options));
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
