import { Builder, type KnownTarget } from './build.ts';
import { type CheckResult, checkAll } from './check.ts';
import type { Attempt } from './core/attempts.ts';
import type { Call, Outer } from './core/call.ts';
import type { Chat, ChatReply, ChatRequest } from './core/chat.ts';
import { ConfigError } from './core/errors.ts';
import { type FailoverEvent, type Listener, Listeners } from './core/events.ts';
import { Failure } from './core/failure.ts';
import { openCall } from './core/open-call.ts';
import { recall } from './core/recall.ts';
import type { Blocked, Target } from './core/target.ts';
import { chainOf } from './failover.ts';
import type { PauseOptions, Pauses } from './health/pauses.ts';
import { environment, type Settings } from './options.ts';
import { reportOf, type TargetReport } from './report.ts';
import { reached, resolve, type Surroundings } from './resolve.ts';
import { warnOnce } from './warnings.ts';

/** A request's way in: who may end it, what it was told itself, and the client it came through. */
export interface Incoming {
  signal?: AbortSignal | undefined;
  /** OpenAI's own option: the whole call's time, in milliseconds. */
  timeout?: number | undefined;
  /** OpenAI's own option: further tries on each target. */
  maxRetries?: number | undefined;
  outer?: Outer | undefined;
  /** Receives the ledger as the call starts, to ask later who answered. */
  ledger?: (attempts: readonly Attempt[]) => void;
}

/** A place in a chain; who stands in it may depend on the request that a client has made. */
type Member = (outer: Outer | undefined) => KnownTarget;

/** Models and keys that one client may use in turn without building its chain anew. */
const MOST_CHAINS = 200;

/** One failover engine: its targets, what they are known for, and the way through them. */
export class Engine {
  readonly settings: Settings;
  readonly #builder: Builder;
  readonly #surroundings: Surroundings;
  readonly #fallbacks: readonly Member[];
  readonly #routes: ReadonlyMap<string, readonly Member[]>;
  readonly #chains = new Map<string, { chain: Chat; targets: readonly KnownTarget[] }>();
  readonly #listeners = new Listeners();
  readonly #pauses: Pauses;
  #calls = 0;
  #mentioned = false;

  constructor(settings: Settings, openai?: Surroundings['openai']) {
    this.settings = settings;
    this.#builder = new Builder(settings);
    this.#surroundings = { env: environment(), ...(openai && { openai }) };
    const members = (specs: Settings['fallbacks']) => specs.map((spec) => this.#member(spec));
    this.#fallbacks = members(settings.fallbacks);
    this.#routes = new Map(Object.entries(settings.routes).map(([name, specs]) => [name, members(specs)]));
    this.#pauses = this.#builder.pauses;
    this.#listeners.add(warnOnce(settings.logger, Object.keys(settings.routes)));
  }

  /** Answers a request by whoever can. Throws `AllTargetsFailedError`, or the caller's own reason to leave. */
  async chat(request: ChatRequest, incoming: Incoming = {}): Promise<ChatReply> {
    const call = this.#open(incoming);
    incoming.ledger?.(call.attempts.list);
    try {
      const reply = await this.#chainFor(request.model, incoming.outer)(request, call);
      if (!reply?.type)
        throw new ConfigError(
          'A policy of `use` gave back no reply: return what next(request, call) resolves to.',
        );
      // A policy of the user's may leave the end of a stream untold; then the caller can still end it.
      if (reply.type === 'completion') call.close();
      else void reply.done?.then(call.close);
      return reply;
    } catch (error) {
      call.close();
      // Nothing that was opened on the way may stay open.
      call.abort(error);
      throw this.#given(error, call);
    }
  }

  /** Says once that an endpoint which people expect to be protected goes straight to OpenAI. */
  mention(url: string): void {
    if (this.#mentioned || !/\/responses\/?(\?.*)?$/.test(url) || this.#members().length === 0) return;
    this.#mentioned = true;
    this.settings.logger.warn(
      '[llm-understudy] responses.create() goes straight to OpenAI: only chat.completions is protected so far.',
    );
  }

  on(listener: Listener): () => void {
    return this.#listeners.add(listener);
  }

  pause(target: string, options: PauseOptions = {}): void {
    this.#known(target);
    this.#pauses.add(target, options);
    const { until, reason } = options;
    this.#emit({ type: 'target-paused', target, ...(until && { until }), ...(reason && { reason }) });
  }

  resume(target: string): void {
    this.#known(target);
    this.#pauses.remove(target);
    this.#emit({ type: 'target-resumed', target });
  }

  health(): TargetReport[] {
    return this.targets().map((target) =>
      reportOf(target, this.#blocked(target), this.#pauses, this.settings.clock),
    );
  }

  /** One tiny real request to each target: which key, model and latency work. */
  async check(model?: string): Promise<CheckResult[]> {
    await this.ready();
    const primary = model === undefined ? [] : [this.#member(`openai/${model}`)];
    const targets = [...primary.map((member) => member(undefined)), ...this.#named()];
    return checkAll(targets, this.settings.clock);
  }

  /** Loads the vendors' SDKs now, so that the first failover does not wait for them. */
  async ready(): Promise<void> {
    await Promise.all(this.#named().map((target) => target.load()));
  }

  close(): void {
    this.#listeners.clear();
    this.#chains.clear();
  }

  /** Every target that is named in the options or was asked so far, each once. */
  targets(): KnownTarget[] {
    const asked = [...this.#chains.values()].flatMap(({ targets }) => targets);
    return [...new Map([...asked, ...this.#named()].map((target) => [target.health, target])).values()];
  }

  /** Throws for a name that is neither a provider nor a target; any model of OpenAI's may still be asked for. */
  #known(name: string): void {
    const known = this.targets();
    if (/^openai(\/|$)/.test(name) || known.some(({ id, provider }) => id === name || provider === name))
      return;
    throw new ConfigError(
      `There is no target "${name}". There are: ${['openai', ...known.map(({ id }) => id)].join(', ')}.`,
    );
  }

  #members(): Member[] {
    return [...this.#fallbacks, ...[...this.#routes.values()].flat()];
  }

  /** Those that can be named without a request: a key that a function gives is known with the request only. */
  #named(): KnownTarget[] {
    return this.#members().flatMap((member) => {
      try {
        return member(undefined);
      } catch (error) {
        if (error instanceof ConfigError) return [];
        throw error;
      }
    });
  }

  readonly #emit = (event: FailoverEvent): void => this.#listeners.emit(event);

  readonly #blocked = (target: Target): Blocked | undefined =>
    this.#pauses.of(target) ?? target.health.blocked();

  /** Resolved at once, so that a mistake is told when the client is built; kin of OpenAI's once a request is there. */
  #member(spec: Settings['fallbacks'][number]): Member {
    const resolved = resolve(spec, this.#surroundings);
    if (resolved.type !== 'kin') {
      const target = this.#builder.named(resolved);
      return () => target;
    }
    let alone: KnownTarget | undefined;
    return (outer) => {
      if (outer) return this.#builder.kin(resolved, outer);
      alone ??= this.#builder.named(reached(resolved, this.#surroundings));
      return alone;
    };
  }

  /** A route by its name, or the target that the client was built for and its fallbacks. */
  #chainFor(model: string, outer: Outer | undefined): Chat {
    const { headers } = outer?.init ?? { headers: new Headers() };
    const key = `${model}\n${outer?.url}\n${headers.get('authorization') ?? headers.get('api-key')}`;
    return recall(this.#chains, key, MOST_CHAINS, () => {
      const route = this.#routes.get(model) ?? [this.#primary(model), ...this.#fallbacks];
      const targets = route.map((member) => member(outer));
      return { chain: chainOf(targets, this.settings, this.#blocked), targets };
    }).chain;
  }

  #primary(model: string): Member {
    return (outer) =>
      outer ? this.#builder.kin({ model, params: {} }, outer) : this.#member(`openai/${model}`)(outer);
  }

  #open({ signal, timeout, maxRetries, outer }: Incoming): ReturnType<typeof openCall> {
    const { clock, timeouts, retry } = this.settings;
    const totalMs = timeout ?? timeouts.totalMs;
    // What OpenAI's client would not take for a number of retries is none here either.
    const told = maxRetries !== undefined && Number.isSafeInteger(maxRetries) && maxRetries >= 0;
    const attempts = told ? maxRetries + 1 : retry.attempts;
    const limits = { ...timeouts, totalMs, attempts };
    return openCall({ id: `${++this.#calls}`, clock, limits, signal, outer, emit: this.#emit });
  }

  /** What the caller is given for a call that failed: its own reason to leave, or everything that was tried. */
  #given(error: unknown, call: Call): unknown {
    if (error instanceof Failure && error.kind === 'aborted') return error.cause ?? error;
    this.#emit({ type: 'call-failed', call: call.id, attempts: call.attempts.list });
    return error;
  }
}
