import { anthropicErrors, breakdown, error, invalid, noSuchModel } from './anthropic/errors.ts';
import { plain } from './anthropic/message.ts';
import { type AnthropicRequest, ask } from './anthropic/request.ts';
import { complaints, unsupported } from './anthropic/rules.ts';
import { event, PING, stream } from './anthropic/stream.ts';
import type { StatusFault } from './kit/faults.ts';
import type { Received } from './kit/journal.ts';
import { refusedIn } from './kit/rules.ts';
import { serve, type VendorServer } from './kit/serve.ts';
import type { Chat, ServerOptions, Vendor } from './kit/vendor.ts';

export type AnthropicServer = VendorServer<typeof anthropicErrors>;

/** Anthropic on this machine: Messages by the book. */
export const startAnthropic = (options: ServerOptions = {}): Promise<AnthropicServer> =>
  serve(anthropic, options);

const anthropic: Vendor<typeof anthropicErrors> = {
  name: 'Anthropic',
  base: '',
  errors: anthropicErrors,
  route,
  error,
  event,
  breakdown,
  keepAlive: PING,
};

function route(request: Received, options: ServerOptions): Chat | StatusFault {
  const problem = keyProblem(request, options);
  if (problem) return problem;
  if (request.method !== 'POST' || request.path !== '/v1/messages') {
    return { ...anthropicErrors.modelNotFound, message: 'Not Found' };
  }
  const version = request.headers['anthropic-version'];
  if (!version) return invalid('anthropic-version: header is required');
  if (!request.body) return invalid('The request body is not valid JSON');
  const body = request.body as AnthropicRequest;
  if (options.models && body.model && !options.models.includes(body.model)) return noSuchModel(body.model);
  const [complaint] = complaints(body, version);
  if (complaint) return complaint;
  const refused = refusedIn(body, options.refuses);
  if (refused) return unsupported(refused[0]);
  const put = body.stream === true ? stream : plain;
  return { ask: ask(body), reply: (told) => put(request, body, told) };
}

/** The SDK sends a key as a bearer since its version 1; the older header is still taken. */
function keyProblem({ headers }: Received, { keys }: ServerOptions): StatusFault | undefined {
  const bearer = headers.authorization?.replace(/^Bearer\s+/i, '');
  const key = headers['x-api-key'] ?? bearer;
  if (!key) return { ...anthropicErrors.auth, message: 'x-api-key header is required' };
  if (!keys || keys.includes(key)) return undefined;
  return bearer ? { ...anthropicErrors.auth, message: 'Invalid bearer token' } : anthropicErrors.auth;
}
