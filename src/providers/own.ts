import type { Call } from '../core/call.ts';
import type { ChatRequest, Provider } from '../core/chat.ts';
import { abortedBy } from '../core/failure.ts';
import { once } from '../core/once.ts';
import { failureOf } from './own-errors.ts';
import { type Given, isStream, replyOf } from './own-reply.ts';
import { letGo } from './pieces.ts';

/** What a provider is given beside the request. */
export interface ProviderCall {
  /** The same for every attempt of one call. */
  readonly id: string;
  /** Aborts when the caller leaves, the time is over, or another target was faster. Hand it to your fetch or SDK. */
  readonly signal: AbortSignal;
  /** Milliseconds until the call must have an answer. The signal aborts by itself then. */
  readonly timeLeftMs: number;
  /** Notes on the attempt what of the request the vendor cannot carry. No word of the prompt. */
  readonly warn: (message: string) => void;
  /** Notes on the attempt the vendor's id of the request, for a talk with its support; before the first chunk. */
  readonly identify: (requestId: string) => void;
}

/** A way to a vendor, as its user writes it. */
export interface OwnWay {
  /**
   * Asks the vendor. `request.model` is the target's own. Where `request.stream` is true it gives the chunks as they
   * come, or one completion if the vendor cannot stream; else a completion. Throws a `Failure`, or an error with the
   * vendor's `status` and `headers`.
   */
  chat: (request: ChatRequest, call: ProviderCall) => Given | Promise<Given>;
  /** Loads the vendor's SDK: once, before the first chat or by `ready()`. */
  load?: () => unknown;
}

/** A vendor that its user has written, with all that the rest of this library expects of one. */
export function ownProvider(model: string, { chat, load }: OwnWay): Provider {
  const loaded = once(async () => void (await load?.()));
  return {
    load: loaded,
    async chat(request, call) {
      let requestId: string | undefined;
      const identify = (id: string) => {
        requestId = id;
      };
      try {
        await loaded();
        const given = await chat({ ...request, model }, callOf(call, identify));
        if (call.signal.aborted) {
          // It came too late for anybody to read it.
          if (isStream(given)) letGo(given[Symbol.asyncIterator]());
          throw abortedBy(call.signal);
        }
        const reply = replyOf(given, request, model, call);
        // Looked at when the first token is there.
        return Object.defineProperty(reply, 'requestId', { get: () => requestId, enumerable: true });
      } catch (error) {
        throw failureOf(error, call);
      }
    },
  };
}

function callOf(
  { id, signal, deadline, clock, limits, warn }: Call,
  identify: (id: string) => void,
): ProviderCall {
  const left = deadline - clock.now();
  // A deadline that is over and has not ended the call was lifted.
  return { id, signal, timeLeftMs: left > 0 ? left : limits.totalMs, warn, identify };
}
