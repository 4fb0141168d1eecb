import type Anthropic from '@anthropic-ai/sdk';
import type { Message, RawMessageStreamEvent } from '@anthropic-ai/sdk/resources/messages';
import { follow } from '../../core/abort.ts';
import type { Call } from '../../core/call.ts';
import type { ChatRequest, Provider } from '../../core/chat.ts';
import { MAX_DELAY_MS } from '../../core/clock.ts';
import { Failure } from '../../core/failure.ts';
import { once } from '../../core/once.ts';
import { guardedFetch } from '../../core/secrets.ts';
import { answered, answering } from './answer-tool.ts';
import { failureInBody, failureOf } from './errors.ts';
import { formOf } from './form.ts';
import { Memo, noted } from './memo.ts';
import { factsOf, type ModelFacts } from './models.ts';
import type { AnthropicOptions } from './options.ts';
import { toCompletion } from './reply.ts';
import { type AnthropicRequest, toRequest, versionOf } from './request.ts';
import { hangUp, toItems, watch } from './stream.ts';
import { withThoughts } from './thoughts.ts';

/** The events of a stream, or a whole message, with the headers they came with. */
type Answer = { data: unknown; response: Response };

/** Claude through Anthropic's own SDK, its retries, timers, logs and traces off. Every error leaves as a `Failure`. */
export function claude(model: string, options: AnthropicOptions): Provider {
  const client = once(() => open(options));
  const account = `${options.baseURL ?? ''} ${options.apiKey}`;
  const facts = factsOf(model, options.traits);
  return {
    load: async () => void (await client()),
    async chat(request, call) {
      const link = follow(call.signal);
      try {
        const asked = translate(request, model, options.params ?? {}, call, facts);
        const body = withThoughts(asked, account, call.warn);
        const memo = new Memo(body, account);
        const { tool, unproven } = formOf(request, facts) ?? {};
        const { data, response } = await send(await client(), body, link.signal);
        const { headers } = response;
        const requestId = headers.get('request-id') || undefined;
        if (!body.stream) {
          link.unlink();
          const completion = answered(toCompletion(data, call), tool?.name);
          memo.read(data as Message);
          return { type: 'completion', completion, headers, requestId, unproven };
        }
        await checkStream(response);
        const usage = request.stream_options?.include_usage === true;
        const events = noted(data as AsyncIterable<RawMessageStreamEvent>, memo);
        const items = answering(toItems(events, usage, call), tool?.name);
        return { type: 'stream', items: watch(items, call, link), headers, requestId, unproven };
      } catch (error) {
        hangUp(link);
        throw failureOf(error, call);
      }
    },
  };
}

/** A request that breaks the translation breaks OpenAI's own rules: its caller's fault, and no target's. */
function translate(
  request: ChatRequest,
  model: string,
  params: Record<string, unknown>,
  call: Call,
  facts: ModelFacts,
): AnthropicRequest {
  try {
    return toRequest(request, model, params, call.warn, facts);
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw new Failure('invalid-request', 'The request is not in the shape of OpenAI', { cause });
  }
}

async function open({ apiKey, baseURL, headers }: AnthropicOptions): Promise<Anthropic> {
  const { Anthropic } = await import('@anthropic-ai/sdk');
  // What is left out here the SDK would read from the environment: another address, another key, traces, a log level.
  return new Anthropic({
    apiKey,
    authToken: null,
    webhookKey: null,
    baseURL: baseURL ?? 'https://api.anthropic.com',
    maxRetries: 0,
    timeout: MAX_DELAY_MS,
    logLevel: 'off',
    openTelemetry: false,
    fetch: guardedFetch({ authorization: `Bearer ${apiKey}`, headers: headers ?? {} }),
  });
}

/** Not `messages.create`: that prints to the console when a model is near its end, whatever the log level. */
function send(client: Anthropic, body: AnthropicRequest, signal: AbortSignal): Promise<Answer> {
  const { stream } = body;
  const headers = { 'anthropic-version': versionOf(body) };
  return client.post<Message>('/v1/messages', { body, stream, headers, signal }).withResponse();
}

/** Throws for a 200 that is no stream: the SDK finds no event in it, and calls that an empty answer. */
async function checkStream(response: Response): Promise<void> {
  if (!/json|html/.test(response.headers.get('content-type') ?? '')) return;
  const text = await response.text();
  throw failureInBody(text.startsWith('{') ? JSON.parse(text) : text);
}
