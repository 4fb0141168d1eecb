import OpenAI, { type APIPromise, type ClientOptions } from 'openai';
import { answered } from './answered.ts';
import { MAX_DELAY_MS } from './core/clock.ts';
import { ConfigError } from './core/errors.ts';
import { ledgerOf } from './core/ledger.ts';
import { checkKey } from './core/secrets.ts';
import { Engine } from './engine.ts';
import { type Failover, facade } from './facade.ts';
import { fetchThrough, isChat, REQUEST_OPTIONS, type RequestOptions } from './fetch.ts';
import { defaults, environment, type FailoverOptions, type Logger, optionNames, settle } from './options.ts';
import { Decoded } from './stream.ts';
import { meant } from './suggest.ts';

/** Every option of `new OpenAI()`, and ours beside them. */
export type UnderstudyOptions = ClientOptions & FailoverOptions;

type OpenAILogger = NonNullable<ClientOptions['logger']>;
type Request = Parameters<OpenAI['request']>[0];
type FinalRequest = Awaited<Request> & { [REQUEST_OPTIONS]?: RequestOptions };

/** What a clone of `withOptions()` takes over: one engine, the fetch beneath ours, and what was really asked for. */
const INHERITED = Symbol('llm-understudy.inherited');
interface Inherited {
  engine: Engine | undefined;
  told: RequestOptions;
}

/** The client's own, whatever is put in their place later. */
const { fetchWithTimeout, fetchWithAuth } = OpenAI.prototype as unknown as Record<string, unknown>;

/** The user's own fetch beneath ours, so that a clone does not wrap it twice. */
const bases = new WeakMap<typeof fetch, typeof fetch>();

/**
 * OpenAI's client, still answering when OpenAI isn't. A real `OpenAI`: chat completions go through the failover
 * engine, every other endpoint straight to OpenAI.
 *
 * @example
 * const client = new Understudy({ fallbacks: ['anthropic/claude-sonnet-5-5', 'google/gemini-3.8-flash'] });
 */
export class Understudy extends OpenAI {
  static {
    // The user-agent begins with it, and the vendor is to see the request of the client that this one stands in for.
    Object.defineProperty(Understudy, 'name', { value: OpenAI.name, configurable: true });
  }

  /** Health, events, pauses: everything about the failover. */
  readonly failover: Failover;
  readonly #engine: Engine;
  /** `timeout` and `maxRetries` as the user gave them; OpenAI's defaults are not the user's wish. */
  readonly #told: RequestOptions;

  constructor(options: UnderstudyOptions = {}) {
    const inherited = (options as { [INHERITED]?: Inherited })[INHERITED];
    const logger = options.logger ? { logger: complete(options.logger) } : {};
    const settings = loggedBy({ ...options, ...logger });
    checkNames(options, settings.logger ?? defaults.logger);
    if (options.credential ?? options.x509Transport) {
      throw new ConfigError(
        'An X.509 identity allows no fetch but its own, so it cannot be protected: use new OpenAI().',
      );
    }
    const apiKey = options.apiKey ?? environment().OPENAI_API_KEY;
    checkKey(typeof apiKey === 'string' ? apiKey : undefined, 'openai');
    const seat: { fetch?: typeof fetch } = {};
    const given = options.fetch as typeof fetch | undefined;
    const base = (given && bases.get(given)) ?? given ?? globalThis.fetch;
    const ours: typeof fetch = (url, init) => (seat.fetch ?? base)(url, init);
    bases.set(ours, base);
    super({ ...options, ...logger, fetch: ours });
    // What the SDK makes of the logger is what a clone is given.
    completed.set(this.logger, logger.logger ?? defaults.logger);
    this.#told = inherited?.told ?? { timeout: options.timeout, maxRetries: options.maxRetries };
    this.#engine = inherited?.engine ?? new Engine(settle(settings), keyOf(this));
    this.failover = facade(this.#engine, base);
    seat.fetch = fetchThrough(this.#engine, base, 'own');
  }

  /** A clone with some options changed. It shares engine and health unless one of the failover's own options changes. */
  override withOptions(options: Partial<UnderstudyOptions>): this {
    const changed = optionNames.some((name) => name in options && name !== 'logger');
    const { timeout, maxRetries } = options;
    const told = { timeout: timeout ?? this.#told.timeout, maxRetries: maxRetries ?? this.#told.maxRetries };
    const inherited: Inherited = { engine: changed ? undefined : this.#engine, told };
    return super.withOptions({ ...options, [INHERITED]: inherited } as Partial<ClientOptions>);
  }

  /** Lifts the client's own retries off a chat request, since the engine has its own, and takes note of the wish. */
  override request<Rsp>(options: Request, remainingRetries: number | null = null): APIPromise<Rsp> {
    const told = this.#told;
    const lifted = Promise.resolve(options).then((final): FinalRequest => {
      if (!isChat(final.method, final.path)) return final;
      const { timeout = told.timeout, maxRetries = told.maxRetries, signal } = final;
      const slip = !final.__binaryResponse && !this.#isWatched();
      return {
        ...final,
        maxRetries: 0,
        // The client need not read a body: what came is decoded already.
        ...(slip && (final.stream ? { __streamClass: Decoded } : { __binaryResponse: true })),
        [REQUEST_OPTIONS]: { timeout, maxRetries, signal, headers: namesOf(final.headers), slip },
      };
    });
    return answered(super.request<Rsp>(lifted, remainingRetries));
  }

  /** Whether somebody sees the responses on their way: a log, a class of the user's own, or a fetch around ours. */
  #isWatched(): boolean {
    if (this.logLevel === 'debug' || this.fetchWithTimeout !== fetchWithTimeout) return true;
    return this.fetchWithAuth !== fetchWithAuth || !bases.has(Reflect.get(this, 'fetch'));
  }

  /** Lifts the client's own timer off a chat request, and hands its options down to our fetch. */
  override async buildRequest(
    ...[options, context]: Parameters<OpenAI['buildRequest']>
  ): ReturnType<OpenAI['buildRequest']> {
    const built = await super.buildRequest(options, context);
    const told = (options as FinalRequest)[REQUEST_OPTIONS];
    if (!told) return built;
    (built.req as RequestInit & { [REQUEST_OPTIONS]?: RequestOptions })[REQUEST_OPTIONS] = told;
    built.timeout = MAX_DELAY_MS;
    return built;
  }

  /** OpenAI's own error classes, with what was tried beside them. */
  protected override makeStatusError(
    ...args: Parameters<OpenAI['makeStatusError']>
  ): ReturnType<OpenAI['makeStatusError']> {
    const error = super.makeStatusError(...args);
    const ledger = ledgerOf(args[3]);
    if (ledger) Object.defineProperty(error, 'attempts', { value: ledger, enumerable: false });
    return error;
  }
}

/** By the user's logger: what it was told once is not said again by the next client that is built with it. */
const completed = new WeakMap<object, Logger>();

/** OpenAI's client calls all four; ours only the one. */
function complete(logger: Partial<OpenAILogger>): OpenAILogger {
  if (typeof logger !== 'object') return logger;
  const known = completed.get(logger);
  if (known) return known as OpenAILogger;
  const method =
    (name: keyof OpenAILogger): OpenAILogger['warn'] =>
    (...said) =>
      logger[name]?.(...said);
  const whole = {
    error: method('error'),
    warn: method('warn'),
    info: method('info'),
    debug: method('debug'),
  };
  completed.set(logger, whole);
  return whole;
}

function namesOf(headers: Awaited<Request>['headers']): string[] {
  if (headers instanceof Headers) return [...headers.keys()];
  if (Array.isArray(headers)) return headers.map(([name]) => String(name));
  return Object.keys(headers ?? {});
}

/** OpenAI's own names, which a misspelt option of ours must not be taken for. */
const openaiNames: Record<keyof ClientOptions, true> = {
  adminAPIKey: true,
  apiKey: true,
  baseURL: true,
  credential: true,
  dangerouslyAllowBrowser: true,
  dataResidency: true,
  defaultHeaders: true,
  defaultQuery: true,
  fetch: true,
  fetchOptions: true,
  logLevel: true,
  logger: true,
  maxRetries: true,
  organization: true,
  project: true,
  provider: true,
  timeout: true,
  webhookSecret: true,
  workloadIdentity: true,
  x509Transport: true,
};

function checkNames(options: object, logger: Logger): void {
  for (const name of Object.keys(options)) {
    if (name in openaiNames || (optionNames as string[]).includes(name)) continue;
    const near = meant(name, optionNames);
    if (near) throw new ConfigError(`Understudy has no option "${name}". Did you mean "${near}"?`);
    // A newer OpenAI client may know it.
    logger.warn(
      `[llm-understudy] "${name}" is neither an option of Understudy nor, as far as it knows, of OpenAI.`,
    );
  }
}

/** Our warnings go where the client's own go. */
function loggedBy(options: UnderstudyOptions): FailoverOptions {
  return options.logLevel === 'off' || options.logLevel === 'error'
    ? { ...options, logger: { warn: () => {} } }
    : options;
}

/** A further model of OpenAI's among the fallbacks is reached as the client itself reaches OpenAI. */
function keyOf({ apiKey, baseURL }: OpenAI): { apiKey: string | undefined; baseURL: string } {
  return { apiKey: apiKey ?? undefined, baseURL };
}
