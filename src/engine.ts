import { type CheckResult, checkAll } from './check.ts';
import type { Call, Outer } from './core/call.ts';
import type { ChatReply, ChatRequest } from './core/chat.ts';
import { ConfigError } from './core/errors.ts';
import { type FailoverEvent, type Listener, Listeners } from './core/events.ts';
import { Failure } from './core/failure.ts';
import { type OpenCall, openCall } from './core/open-call.ts';
import { publish } from './diagnostics.ts';
import { loadBreaker } from './health/breaker.ts';
import type { PauseOptions } from './health/pauses.ts';
import { loadRooms } from './load.ts';
import type { Chains, Settings } from './options.ts';
import { reportOf, type TargetReport } from './report.ts';
import type { Surroundings } from './resolve.ts';
import { Roster } from './roster.ts';
import { onlyKnown } from './suggest.ts';
import { warnOnce } from './warnings.ts';

/** A request's way in: who may end it, what it was told itself, and the client it came through. */
export interface Incoming {
  signal?: AbortSignal | undefined;
  /** OpenAI's own option: the whole call's time, in milliseconds. */
  timeout?: number | undefined;
  /** OpenAI's own option: further tries on each target. */
  maxRetries?: number | undefined;
  outer?: Outer | undefined;
}

/** One failover engine: its targets, what they are known for, and the way through them. */
export class Engine {
  readonly settings: Settings;
  readonly #roster: Roster;
  readonly #listeners = new Listeners();
  #calls = 0;
  #mentioned = false;

  constructor(settings: Settings, openai?: Surroundings['openai']) {
    this.settings = settings;
    this.#roster = new Roster(settings, openai);
    this.#listeners.add(warnOnce(settings.logger, () => this.#roster.routeNames));
  }

  /** A call, by which its caller knows the ledger and can end it. It is for one `chat`. */
  open({ signal, timeout, maxRetries, outer }: Incoming): OpenCall {
    const { clock, timeouts, retry } = this.settings;
    const totalMs = timeout ?? timeouts.totalMs;
    // What OpenAI's client would not take for a number of retries is none here either.
    const told = maxRetries !== undefined && Number.isSafeInteger(maxRetries) && maxRetries >= 0;
    const attempts = told ? maxRetries + 1 : retry.attempts;
    const limits = { ...timeouts, totalMs, attempts };
    return openCall({ id: `${++this.#calls}`, clock, limits, signal, outer, emit: this.#emit });
  }

  /** Answers a request by whoever can. Throws `AllTargetsFailedError`, or the caller's own reason to leave. */
  async chat(request: ChatRequest, call: OpenCall): Promise<ChatReply> {
    try {
      const reply = await this.#roster.chainFor(request.model, call.outer)(request, call);
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
    if (this.#mentioned || !/\/responses\/?(\?.*)?$/.test(url) || this.#roster.isEmpty) return;
    this.#mentioned = true;
    this.settings.logger.warn(
      '[llm-understudy] responses.create() goes straight to OpenAI: only chat.completions is protected so far.',
    );
  }

  on(listener: Listener): () => void {
    if (typeof listener !== 'function')
      throw new ConfigError('on takes a function, such as on((event) => record(event)).');
    return this.#listeners.add(listener);
  }

  /** Throws for what cannot work, and then changes nothing. Calls under way go on as they began. */
  update(chains: Partial<Chains>): void {
    if (typeof chains !== 'object' || chains === null)
      throw new ConfigError(
        "update takes an object, such as update({ fallbacks: ['anthropic/claude-sonnet-5-5'] }).",
      );
    onlyKnown('update', chains, ['fallbacks', 'routes']);
    this.#roster.replace(chains);
  }

  pause(target: string, options: PauseOptions = {}): void {
    this.#roster.check(target);
    onlyKnown('pause', options, ['until', 'reason']);
    this.#roster.pauses.add(target, options);
    const { until, reason } = options;
    this.#emit({ type: 'target-paused', target, ...(until && { until }), ...(reason && { reason }) });
  }

  resume(target: string): void {
    // Also one that an update has taken out since.
    if (!this.#roster.pauses.has(target)) this.#roster.check(target);
    this.#roster.pauses.remove(target);
    this.#emit({ type: 'target-resumed', target });
  }

  health(): TargetReport[] {
    const { clock, notices } = this.settings;
    const now = clock.now();
    return this.#roster.targets().map((target) => {
      const blocked = this.#roster.blocked(target);
      const pausedFor = blocked?.why === 'paused' ? this.#roster.pauses.reasonOf(target) : undefined;
      const standIn = blocked && this.#roster.standInFor(target);
      return reportOf({ target, blocked, pausedFor, standIn, now }, clock, notices);
    });
  }

  /** One tiny real request to each target: which key, model and latency work. */
  async check(model?: string): Promise<CheckResult[]> {
    await this.ready();
    const primary = model === undefined ? [] : [this.#roster.primary(model)];
    return checkAll([...primary, ...this.#roster.named()], this.settings.clock);
  }

  /** Loads now what a first call or failover is else the first to need: rooms, breaker, retry loop, vendors' SDKs. */
  async ready(): Promise<void> {
    const loadRetry = async () => (await loadRooms()).loadRetry();
    await Promise.all([loadBreaker(), loadRetry(), ...this.#roster.named().map((target) => target.load())]);
  }

  close(): void {
    this.#listeners.clear();
    this.#roster.forget();
  }

  readonly #emit = (event: FailoverEvent): void => {
    publish(event);
    this.#listeners.emit(event);
  };

  /** What the caller is given for a call that failed: its own reason to leave, or everything that was tried. */
  #given(error: unknown, call: Call): unknown {
    if (error instanceof Failure && error.kind === 'aborted') return error.cause ?? error;
    this.#emit({ type: 'call-failed', call: call.id, attempts: call.attempts.list });
    return error;
  }
}
