import type { StatusFault } from './kit/faults.ts';
import type { Received } from './kit/journal.ts';
import type { Reply } from './kit/reply.ts';
import { refusedIn } from './kit/rules.ts';
import { serve, type VendorServer } from './kit/serve.ts';
import type { Chat, ServerOptions, Vendor } from './kit/vendor.ts';
import { completion } from './openai/completion.ts';
import { endpoints } from './openai/endpoints.ts';
import { breakdown, error, invalid, noSuchModel, openaiErrors, wrongKey } from './openai/errors.ts';
import { unsupported } from './openai/models.ts';
import { ask, type OpenAIRequest } from './openai/request.ts';
import { complaints } from './openai/rules.ts';
import { event, stream } from './openai/stream.ts';

export type OpenAIServer = VendorServer<typeof openaiErrors>;

/** OpenAI on this machine: Chat Completions by the book, and a little of the rest. */
export const startOpenAI = (options: ServerOptions = {}): Promise<OpenAIServer> => serve(openai, options);

const openai: Vendor<typeof openaiErrors> = {
  name: 'OpenAI',
  base: '/v1',
  errors: openaiErrors,
  route,
  error,
  event,
  breakdown,
  keepAlive: ': keep-alive\n\n',
};

function route(request: Received, options: ServerOptions): Chat | Reply | StatusFault {
  const call = `${request.method} ${request.path}`;
  return keyProblem(request, options) ?? endpoints[call]?.(request, options) ?? chat(call, request, options);
}

function keyProblem({ headers }: Received, { keys }: ServerOptions): StatusFault | undefined {
  if (keys?.length === 0) return undefined;
  const key = headers.authorization?.replace(/^Bearer\s+/i, '');
  if (!key) return { ...wrongKey(''), code: null, message: noKey };
  return keys && !keys.includes(key) ? wrongKey(key) : undefined;
}

const noKey =
  "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).";

function chat(call: string, request: Received, { models, refuses }: ServerOptions): Chat | StatusFault {
  if (call !== 'POST /v1/chat/completions') {
    const message = `Unknown request URL: ${call}. Please check the URL for typos, or see the docs at https://platform.openai.com/docs/api-reference/.`;
    return { ...invalid(message, null, 'unknown_url'), status: 404 };
  }
  if (!request.body) return invalid('We could not parse the JSON body of your request.');
  const body = request.body as OpenAIRequest;
  if (models && body.model && !models.includes(body.model)) return noSuchModel(body.model);
  const [complaint] = complaints(body);
  if (complaint) return complaint;
  const refused = refusedIn(body, refuses);
  if (refused) return unsupported(refused[0]);
  const put = body.stream === true ? stream : completion;
  return { ask: ask(body), reply: (told) => put(request, body, told) };
}
