import type { StatusFault } from '../kit/faults.ts';
import type { Received } from '../kit/journal.ts';
import { refusedIn } from '../kit/rules.ts';
import { serve, type VendorServer } from '../kit/serve.ts';
import type { Chat, ServerOptions, Vendor } from '../kit/vendor.ts';
import { accentedCompletion, accentedStream } from './accented.ts';
import { type Accent, accents, type CompatibleName } from './accents.ts';
import { demands } from './demands.ts';
import { breakdown, error, invalid, noSuchModel, openaiErrors, wrongKey } from './errors.ts';
import { unsupported } from './models.ts';
import { ask, type OpenAIRequest } from './request.ts';
import { event } from './stream.ts';

/** A vendor that speaks OpenAI's wire with an accent: its door, its demands, and its way of answering. */
export const startCompatible = (
  name: CompatibleName,
  options: ServerOptions = {},
): Promise<VendorServer<typeof openaiErrors>> => serve(vendorOf(name), options);

function vendorOf(name: CompatibleName): Vendor<typeof openaiErrors> {
  const { comment = ': keep-alive\n\n' }: Accent = accents[name];
  return {
    name,
    base: demands[name].base,
    errors: openaiErrors,
    route: (request, options) => route(name, request, options),
    error,
    event,
    breakdown,
    keepAlive: comment,
  };
}

function route(
  name: CompatibleName,
  request: Received,
  { keys, models, refuses }: ServerOptions,
): Chat | StatusFault {
  const { base, older, keyHeader = 'authorization', keyless, complaints, unknown } = demands[name];
  const { method, path, query } = request;
  const known = path === `${base}/chat/completions` || older?.test(path + query);
  if (method !== 'POST' || !known) return { ...invalid(`Nothing is at ${path}`), status: 404 };
  const key = request.headers[keyHeader]?.replace(/^Bearer /, '');
  if (keys ? !keys.includes(key ?? '') : !keyless && !key) return wrongKey(key ?? '');
  const body = request.body as OpenAIRequest | undefined;
  if (!body) return invalid('We could not parse the JSON body of your request.');
  if (models && !models.includes(body.model)) return noSuchModel(body.model);
  const [complaint] = complaints?.(body) ?? [];
  if (complaint) return complaint;
  const refused = refusedIn(body, refuses);
  if (refused) return (unknown ?? unsupported)(refused[0], body.model);
  const put = body.stream === true ? accentedStream : accentedCompletion;
  return { ask: ask(body), reply: (told) => put(request, body, told, accents[name]) };
}
