import { plain } from './gemini/content.ts';
import { breakdown, error, geminiErrors, invalid, noSuchModel, unsupported } from './gemini/errors.ts';
import { ask, camelKeys, type GeminiRequest } from './gemini/request.ts';
import { complaints } from './gemini/rules.ts';
import { event, stream } from './gemini/stream.ts';
import type { StatusFault } from './kit/faults.ts';
import type { Received } from './kit/journal.ts';
import { page } from './kit/page.ts';
import type { Reply } from './kit/reply.ts';
import { refusedIn } from './kit/rules.ts';
import { serve, type VendorServer } from './kit/serve.ts';
import type { Chat, ServerOptions, Vendor } from './kit/vendor.ts';

export type GeminiServer = VendorServer<typeof geminiErrors>;

/** Gemini on this machine: generateContent and its stream by the book, on every version of the path. */
export const startGemini = (options: ServerOptions = {}): Promise<GeminiServer> => serve(gemini, options);

const gemini: Vendor<typeof geminiErrors> = {
  name: 'Gemini',
  base: '',
  errors: geminiErrors,
  route,
  error,
  event,
  breakdown,
  keepAlive: ': keep-alive\r\n\r\n',
};

const PATH = /^\/(v1|v1beta|v1beta1)\/models\/([^/:]+):(generateContent|streamGenerateContent)$/;

function route(request: Received, { keys, models, refuses }: ServerOptions): Chat | Reply | StatusFault {
  const [, version, model, call] = PATH.exec(request.path) ?? [];
  const query = new URLSearchParams(request.query);
  const streams = call === 'streamGenerateContent';
  // An unknown path is a web page to Google. So is, here, the one legal form that nobody uses: a stream without SSE.
  if (request.method !== 'POST' || !model || (streams && query.get('alt') !== 'sse')) return page(404);
  const key = request.headers['x-goog-api-key'] ?? query.get('key');
  if (!key) return geminiErrors.keyless;
  if (keys && !keys.includes(key)) return geminiErrors.auth;
  if (!request.body) return invalid('Invalid JSON payload received.');
  if (models && !models.includes(model)) return noSuchModel(model, version, call);
  const body = camelKeys(request.body) as GeminiRequest;
  const [complaint] = complaints(body, model);
  if (complaint) return complaint;
  const refused = refusedIn(body, refuses);
  if (refused) return unsupported(...refused);
  const put = streams ? stream : plain;
  return { ask: ask(body, model, streams), reply: (told) => put(request, model, told) };
}
