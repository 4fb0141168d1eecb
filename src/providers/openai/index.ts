import OpenAI, { APIConnectionError, APIError } from 'openai';
import type { Call } from '../../core/call.ts';
import type { ChatRequest, Provider } from '../../core/chat.ts';
import { MAX_DELAY_MS } from '../../core/clock.ts';
import { abortedBy, type Failure } from '../../core/failure.ts';
import { guardedFetch } from '../../core/secrets.ts';
import type { ModelTraits } from '../../core/traits.ts';
import { failureOfConnection, failureOfResponse, failureToReach } from './errors.ts';
import { withLimit } from './limit.ts';
import { ownTraits } from './models.ts';
import { plain } from './plain.ts';
import { readReply } from './reply.ts';
import { toVendor } from './request.ts';
import { settled } from './settle.ts';
import type { Vendor } from './vendor.ts';

/** A vendor that speaks OpenAI's wire, with all that is needed to reach it. */
export interface CompatibleOptions {
  vendor: Omit<Vendor, 'baseURL'>;
  /** A query that it has is sent with each request. */
  baseURL: string;
  /** Undefined: the endpoint takes no key, and is sent none. */
  apiKey: string | undefined;
  /** The vendor's own fields, merged into the request last. */
  params: Record<string, unknown>;
  /** Sent with each request, beside what the SDK needs. */
  headers: Record<string, string>;
  /** What the model takes, as far as its user knows better. */
  traits?: Partial<ModelTraits> | undefined;
}

/** Any OpenAI-shaped endpoint, through OpenAI's own SDK with its retries, timers and logs off. */
export function compatibleProvider(model: string, options: CompatibleOptions): Provider {
  const { vendor, apiKey, params, traits = {} } = options;
  const [baseURL, query] = options.baseURL.split('?');
  const client = new OpenAI({
    apiKey: apiKey ?? 'none',
    adminAPIKey: null,
    organization: null,
    project: null,
    baseURL,
    defaultQuery: Object.fromEntries(new URLSearchParams(query)),
    maxRetries: 0,
    timeout: MAX_DELAY_MS,
    logLevel: 'off',
    fetch: guardedFetch({
      authorization: vendor.keyHeader ? undefined : apiKey && `Bearer ${apiKey}`,
      headers: { ...(vendor.keyHeader && apiKey && { [vendor.keyHeader]: apiKey }), ...options.headers },
    }),
  });
  return {
    load: async () => {},
    chat: async (request, call) => {
      const known = vendor.own ? ownTraits(model, traits) : { ...windowOf(vendor, model), ...traits };
      const asked = settled(request, known, call.warn);
      const body = toVendor(asked, model, vendor, params, call.warn);
      return withLimit(`${options.baseURL} ${model}`, body, call.signal, async (limited) =>
        readReply(await send(client, limited, call), limited, call, plain),
      );
    },
  };
}

function windowOf({ windows = [] }: CompatibleOptions['vendor'], model: string): { window?: number } {
  const window = windows.find(([models]) => models.test(model))?.[1];
  return window === undefined ? {} : { window };
}

async function send(client: OpenAI, body: ChatRequest, call: Call): Promise<Response> {
  try {
    return await client.chat.completions.create(body, { signal: call.signal }).asResponse();
  } catch (error) {
    if (call.signal.aborted) throw abortedBy(call.signal);
    throw failureOf(error, call);
  }
}

function failureOf(error: unknown, call: Call): Failure {
  if (error instanceof APIConnectionError) return failureToReach(error);
  if (!(error instanceof APIError) || error.status === undefined) return failureOfConnection(error);
  const body = JSON.stringify({ error: error.error ?? { message: error.message } });
  return failureOfResponse(error.status, error.headers ?? new Headers(), body, call.clock.date());
}
