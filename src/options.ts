import type { Policy } from './core/chat.ts';
import { type Clock, systemClock } from './core/clock.ts';
import { ConfigError } from './core/errors.ts';
import type { BreakerOptions } from './health/breaker.ts';
import { english } from './notices/english.ts';
import { french } from './notices/french.ts';
import type { NoticeWriter } from './notices/notice.ts';
import type { OnBrokenStream } from './policies/continuation.ts';
import type { FallbackOn } from './policies/give-up.ts';
import type { HedgeOptions } from './policies/hedge.ts';
import type { ToolCalls } from './policies/hold.ts';
import type { RetryOptions } from './policies/retry.ts';
import { onlyKnown } from './suggest.ts';
import type { ChainEntry } from './targets.ts';

/** Time limits of a call. Milliseconds. */
export interface TimeoutOptions {
  /** Until the first token of a stream, or the answer of a plain call, whoever gives it. Default 600 000. */
  totalMs: number;
  /** Until the first token of one target's stream. Default 120 000. */
  firstTokenMs: number;
  /** Silence in mid-stream, counted only while we wait on the vendor. Default 30 000. */
  idleMs: number;
}

/** Where the rare warnings go: a wrong key, an empty account, a retired model, each once. */
export interface Logger {
  warn(message: string, ...rest: unknown[]): void;
}

/** What can be told to `new Understudy()` beside every option of `new OpenAI()`, and to `createFailover()`. */
export interface FailoverOptions {
  /** Asked in order when OpenAI cannot answer with the model that the request names. Default none. */
  fallbacks?: readonly ChainEntry[];
  /** A request whose `model` is a key of this record uses exactly that chain. Default none. */
  routes?: Readonly<Record<string, readonly ChainEntry[]>>;
  /** Tries on one target. */
  retry?: Partial<RetryOptions>;
  timeouts?: Partial<TimeoutOptions>;
  /** When the next target starts beside one that is slow; `false`: never. Default: learned from each target. */
  hedge?: HedgeOptions | false;
  /** When a target is left alone; `false`: never. */
  breaker?: Partial<BreakerOptions> | false;
  /** A stream that breaks after its first words is carried on by the next target. Default `'continue'`. */
  onBrokenStream?: OnBrokenStream;
  /** `'hold'`: a streamed tool call leaves when it is whole; `'stream'`: piece by piece. Default `'hold'`. */
  toolCalls?: ToolCalls;
  /** Refusals and a caller's own mistakes are reported, not shopped around. Default both false. */
  fallbackOn?: Partial<FallbackOn>;
  /** Your own policies around the whole chain, the first outermost. Default none. */
  use?: readonly Policy[];
  /** `'own'`: what is learned of the targets is not shared with the process's other clients. Default `'shared'`. */
  health?: 'shared' | 'own';
  /**
   * Who writes the notices of `health()`, by language: each replaces ours or adds a language. Default `en` and `fr`.
   */
  notices?: Readonly<Record<string, NoticeWriter>>;
  /** Default: the console, or the OpenAI client's own `logger`. */
  logger?: Logger | undefined;
  /** Time and chance, for tests. A client with a clock of its own shares no health. */
  clock?: Clock;
}

/** Who is asked, and in which order. */
export type Chains = Required<Pick<FailoverOptions, 'fallbacks' | 'routes'>>;

/** The options with nothing left open. */
export interface Settings extends Chains {
  retry: RetryOptions;
  timeouts: TimeoutOptions;
  hedge: HedgeOptions | false | undefined;
  breaker: BreakerOptions | false;
  onBrokenStream: OnBrokenStream;
  toolCalls: ToolCalls;
  fallbackOn: FallbackOn;
  use: readonly Policy[];
  health: 'shared' | 'own';
  notices: Readonly<Record<string, NoticeWriter>>;
  logger: Logger;
  clock: Clock;
}

/** Every default, in one place. */
export const defaults: Settings = Object.freeze({
  fallbacks: [],
  routes: {},
  retry: { attempts: 2, maxRetryAfterMs: 3_000 },
  timeouts: { totalMs: 600_000, firstTokenMs: 120_000, idleMs: 30_000 },
  hedge: undefined,
  breaker: {
    failureRate: 0.5,
    consecutiveFailures: 5,
    windowMs: 30_000,
    cooldownMs: 2_000,
    trial: 'probe' as const,
  },
  onBrokenStream: 'continue',
  toolCalls: 'hold',
  fallbackOn: { contentFilter: false, invalidRequest: false },
  use: [],
  health: 'shared',
  notices: { en: english, fr: french },
  logger: console,
  clock: systemClock,
});

export const optionNames = Object.keys(defaults) as (keyof Settings)[];

/** The environment, read in this one place. */
export const environment = (): Record<string, string | undefined> => process.env;

/** Checks the options and fills in what was left out. Throws a `ConfigError` that names the fix. */
export function settle(options: FailoverOptions): Settings {
  const breaker = options.breaker === false ? false : group('breaker', options.breaker, defaults.breaker);
  const settings: Settings = {
    ...defaults,
    ...defined(ours(options)),
    retry: group('retry', options.retry, defaults.retry),
    timeouts: group('timeouts', options.timeouts, defaults.timeouts),
    fallbackOn: group('fallbackOn', options.fallbackOn, defaults.fallbackOn),
    breaker,
    notices: group('notices', options.notices, defaults.notices, true),
    hedge: options.hedge ? group('hedge', options.hedge, { afterMs: 1 }) : options.hedge,
  };
  if (!Array.isArray(settings.use) || settings.use.some((policy) => typeof policy !== 'function')) {
    throw new ConfigError('use takes a list of policies: functions from a chat to a chat.');
  }
  if (typeof settings.logger?.warn !== 'function') {
    throw new ConfigError('logger takes an object with a method warn, such as console.');
  }
  oneOf('onBrokenStream', settings.onBrokenStream, ['continue', 'error']);
  oneOf('toolCalls', settings.toolCalls, ['hold', 'stream']);
  oneOf('health', settings.health, ['shared', 'own']);
  whole('retry.attempts', settings.retry.attempts);
  if (settings.breaker) checkBreaker(settings.breaker);
  return settings;
}

function checkBreaker({ trial, consecutiveFailures, failureRate }: BreakerOptions): void {
  oneOf('breaker.trial', trial, ['probe', 'live']);
  whole('breaker.consecutiveFailures', consecutiveFailures);
  if (failureRate > 1) {
    throw new ConfigError('breaker.failureRate is a share from 0 to 1: write 0.5 for half of the attempts.');
  }
}

/** Throws for what is no chain. Each target is looked at when it is resolved. */
export function checkChains({ fallbacks, routes = {} }: Partial<Chains>): void {
  if (fallbacks !== undefined && !Array.isArray(fallbacks)) {
    throw new ConfigError("fallbacks takes a list, such as fallbacks: ['anthropic/claude-sonnet-5-5'].");
  }
  if (typeof routes !== 'object' || routes === null || Array.isArray(routes)) {
    throw new ConfigError("routes takes an object of lists, such as routes: { fast: ['ollama/llama3.2'] }.");
  }
  for (const [name, chain] of Object.entries(routes)) {
    if (!Array.isArray(chain)) {
      throw new ConfigError(`The route "${name}" takes a list, such as ['anthropic/claude-sonnet-5-5'].`);
    }
    if (chain.length === 0) {
      throw new ConfigError(`The route "${name}" is empty: give it at least one target, or take it out.`);
    }
  }
}

/** One group of options: only known names, and each value of the kind of its default. */
function group<T extends object>(
  name: string,
  given: Partial<T> | undefined,
  standard: T | false,
  isOpen = false,
): T {
  const base = standard as T;
  if (given === undefined) return base;
  if (typeof given !== 'object' || given === null) {
    throw new ConfigError(`${name} takes an object, such as ${name}: ${JSON.stringify(base)}.`);
  }
  if (!isOpen) onlyKnown(name, given, Object.keys(base));
  for (const [key, value] of Object.entries(defined(given))) {
    const wanted = typeof (base[key as keyof T] ?? Object.values(base)[0]);
    const fits = wanted === 'number' ? isAmount(key, value) : typeof value === wanted;
    if (fits) continue;
    throw new ConfigError(
      `${name}.${key} takes a ${wanted === 'number' ? 'positive number' : wanted}, not ${JSON.stringify(value) ?? String(value)}.`,
    );
  }
  return { ...base, ...defined(given) };
}

/** Only a wait may be none at all. */
function isAmount(name: string, value: unknown): boolean {
  return (
    typeof value === 'number' &&
    (value > 0 || (value === 0 && ['maxRetryAfterMs', 'cooldownMs'].includes(name)))
  );
}

/** Without the options that are OpenAI's own. */
function ours(options: FailoverOptions): FailoverOptions {
  const known: readonly string[] = optionNames;
  return Object.fromEntries(Object.entries(options).filter(([name]) => known.includes(name)));
}

/** An option that is explicitly undefined was left out. */
function defined<T extends object>(given: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as never;
}

function oneOf(name: string, value: string, allowed: readonly string[]): void {
  if (allowed.includes(value)) return;
  throw new ConfigError(
    `${name} is ${allowed.map((word) => `'${word}'`).join(' or ')}, not ${JSON.stringify(value)}.`,
  );
}

function whole(name: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return;
  throw new ConfigError(`${name} takes a whole number from 1, not ${value}.`);
}
