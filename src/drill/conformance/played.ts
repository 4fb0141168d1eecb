import type { Answer } from '../servers/kit/answer.ts';
import type { Fault, StatusFault } from '../servers/kit/faults.ts';
import type { VendorServer } from '../servers/kit/serve.ts';
import type { ServerOptions } from '../servers/kit/vendor.ts';
import type { ConformanceVendor, VendorAnswer, VendorKind, VendorTurn } from './vendor.ts';

/** A server of the drill in the hand of the kit. */
export interface PlayedVendor extends ConformanceVendor {
  /** What the provider takes as its base address. */
  readonly url: string;
}

/** How a vendor of the drill's says what its servers have no error ready for. */
type Sayings = { [K in VendorKind]?: StatusFault | undefined };

/**
 * A server of the drill as the vendor of the kit: for a provider that speaks the wire of OpenAI, Anthropic or Gemini.
 *
 * @example
 * conformance({ vendor: () => playedBy(startOpenAI), target: ({ url }) => mine(url) });
 */
export async function playedBy(
  start: (options: ServerOptions) => Promise<VendorServer>,
  sayings: Sayings = {},
): Promise<PlayedVendor> {
  let said: Answer = {};
  const server = await start({ answer: () => said });
  return {
    url: server.url,
    play(turn) {
      if ('answer' in turn) said = spoken(turn.answer);
      server.fail(faultOf(turn, server, sayings));
    },
    get requests() {
      return server.requests.map(({ bodyText }) => bodyText);
    },
    open: () => server.requests.filter(({ state }) => state === 'answering').length,
    close: () => server.close(),
  };
}

function spoken({ text, toolCalls, finish, usage }: VendorAnswer): Answer {
  return { text: [...text], toolCalls: [...toolCalls], finish, usage };
}

function faultOf(turn: VendorTurn, server: VendorServer, sayings: Sayings): Fault | null {
  switch (turn.does) {
    case 'answer':
      return turn.answer.text.length + turn.answer.toolCalls.length > 0 ? null : { kind: 'empty' };
    case 'dribble':
      return { kind: 'chunked-bytes', size: 3, pauses: true };
    case 'refuse':
      return errorOf(turn, server, sayings);
    case 'cut':
      return { kind: 'cut', afterTokens: turn.after };
    case 'end':
      return { kind: 'clean-end', afterTokens: turn.after };
    case 'break':
      return { kind: 'error-event', afterTokens: turn.after };
    case 'stall':
      return turn.after === 0
        ? { kind: 'silence-after-headers' }
        : { kind: 'stall', afterTokens: turn.after };
    case 'silence':
      return { kind: 'silence' };
  }
}

function errorOf(
  { kind, retryAfterMs }: Extract<VendorTurn, { does: 'refuse' }>,
  { errors }: VendorServer,
  sayings: Sayings,
): StatusFault {
  const usual: Sayings = {
    transient: errors.serverError,
    overloaded: errors.overloaded,
    'rate-limit': errors.rateLimit(retryAfterMs === undefined ? undefined : retryAfterMs / 1_000),
    quota: errors.quota,
    auth: errors.auth,
    permission: errors.permission,
    'model-not-found': errors.modelNotFound,
    'context-length': errors.contextLength,
    'content-filter': (errors as { contentFilter?: StatusFault }).contentFilter,
    'invalid-request': errors.invalidRequest,
  };
  return sayings[kind] ?? usual[kind] ?? errors.serverError;
}
