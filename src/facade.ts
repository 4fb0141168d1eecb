import type { CheckResult } from './check.ts';
import type { ChatReply, ChatRequest } from './core/chat.ts';
import type { Listener } from './core/events.ts';
import { link } from './core/ledger.ts';
import { Engine } from './engine.ts';
import { fetchThrough } from './fetch.ts';
import type { PauseOptions } from './health/pauses.ts';
import { type FailoverOptions, optionNames, settle } from './options.ts';
import type { TargetReport } from './report.ts';
import { onlyKnown } from './suggest.ts';
import type { ChainEntry } from './targets.ts';

/** The failover engine, as it is handed to its users. */
export interface Failover {
  /**
   * The provider-agnostic interface: a request in OpenAI's shape in, a completion or a stream out, by whoever can.
   * Throws `AllTargetsFailedError`, or the signal's reason.
   */
  chat(
    request: ChatRequest,
    options?: { signal?: AbortSignal; timeout?: number; maxRetries?: number },
  ): Promise<ChatReply>;
  /** Speaks OpenAI's wire, for `new OpenAI({ fetch })` and everything else that takes a fetch. */
  fetch: typeof fetch;
  /** What is known of each target now. */
  health(): TargetReport[];
  /** Tells everything that happens. Returns what takes the listener off again. */
  on(listener: Listener): () => void;
  /** Leaves a target (`provider/model`) or a provider out, until then or until `resume`. */
  pause(target: string, options?: PauseOptions): void;
  resume(target: string): void;
  /** Replaces the fallbacks, the routes, or both. What is known of a target stays known. Throws `ConfigError`. */
  update(chains: {
    fallbacks?: readonly ChainEntry[];
    routes?: Readonly<Record<string, readonly ChainEntry[]>>;
  }): void;
  /** One tiny real request to each target; with a model, to OpenAI too. */
  check(model?: string): Promise<CheckResult[]>;
  /** Loads now what a first call or failover would load: what only calls need, breaker, retry loop, vendors' SDKs. */
  ready(): Promise<void>;
  /** Drops all listeners. Calls under way go on. */
  close(): void;
}

/**
 * The engine alone, without a client. Throws a `ConfigError` for any option that it does not know.
 *
 * @example
 * const failover = createFailover({ fallbacks: ['anthropic/claude-sonnet-5-5'] });
 * const client = new OpenAI({ fetch: failover.fetch });
 */
export function createFailover(options: FailoverOptions = {}): Failover {
  onlyKnown('createFailover', options, optionNames);
  return facade(new Engine(settle(options)), globalThis.fetch);
}

export function facade(engine: Engine, base: typeof fetch): Failover {
  return {
    fetch: fetchThrough(engine, base),
    chat: async (request, options = {}) => {
      const call = engine.open(options);
      const reply = await engine.chat(request, call);
      link(reply, call.attempts.list);
      return reply;
    },
    health: () => engine.health(),
    on: (listener) => engine.on(listener),
    pause: (target, pause) => engine.pause(target, pause),
    resume: (target) => engine.resume(target),
    update: (chains) => engine.update(chains),
    check: (model) => engine.check(model),
    ready: () => engine.ready(),
    close: () => engine.close(),
  };
}
