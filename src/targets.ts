import { ConfigError } from './core/errors.ts';
import type { ModelTraits } from './core/traits.ts';
import type { CustomChat } from './providers/custom.ts';
import type { vendors } from './providers/openai/vendors.ts';
import type { OwnWay } from './providers/own.ts';
import { onlyKnown } from './suggest.ts';

/** What every target of a vendor can be given. */
export interface TargetOptions {
  /** Default: the vendor's usual environment variable, such as ANTHROPIC_API_KEY. Sent to this target only. */
  apiKey?: string | undefined;
  /** Default: the vendor's own address. */
  baseURL?: string | undefined;
  /** The vendor's own request fields, merged into each request last. `stream` is each request's own matter. */
  params?: Record<string, unknown>;
  /** Extra headers of each request. */
  headers?: Record<string, string>;
  /** What the model takes, where it differs from what is known of it, or nothing is. */
  traits?: Partial<ModelTraits>;
}

/** What an endpoint that speaks OpenAI's wire needs; `baseURL` where its name is not a known one. */
export interface CompatibleTargetOptions extends TargetOptions {
  model: string;
}

/** What a model of Google's can be given beside. */
export interface GoogleTargetOptions extends TargetOptions {
  /**
   * Which of Google's SDKs asks it: `generative-ai`, the default, comes with this package and is frozen; `genai` is the
   * newer one, of which you install `@google/genai`.
   */
  sdk?: 'generative-ai' | 'genai';
}

/** A model at a vendor, as made by `openai()`, `anthropic()`, `google()` or `compatible()`. */
export interface VendorTarget {
  readonly provider: string;
  readonly model: string;
  readonly options: TargetOptions & Pick<GoogleTargetOptions, 'sdk'>;
}

/** What a vendor of your own consists of. */
export interface ProviderOptions extends OwnWay {
  model: string;
  /** What tells its account from others with the same name: what is learned of one holds for it. Only a hash is kept. */
  key?: string | undefined;
}

/** A model at a vendor of your own, as made by `provider()`. */
export interface ProviderTarget {
  readonly provider: string;
  readonly model: string;
  readonly own: OwnWay & Pick<ProviderOptions, 'key'>;
}

/** The vendors that need no address, as an editor's suggestion; any other text is looked at when the client is built. */
type ShortForm = `${'anthropic' | 'google' | keyof typeof vendors}/${string}` | (string & {});

/** One to ask: `'provider/model'`, a target with options of its own, or a function. */
export type TargetSpec = ShortForm | VendorTarget | ProviderTarget | CustomChat;

/** A target for a share of the calls: a new model, carefully, with the old one behind it. */
export interface TargetShare {
  target: TargetSpec;
  /** For this share of the calls, 0 to 1, it stands in its place; for all others it is the last. */
  share: number;
}

/** A place in a chain. */
export type ChainEntry = TargetSpec | TargetShare;

/** An entry taken apart. Throws a `ConfigError` for a share that is none. */
export function unshared(entry: ChainEntry): { target: TargetSpec; share?: number } {
  if (typeof entry !== 'object' || entry === null || !('target' in entry || 'share' in entry))
    return { target: entry };
  onlyKnown('A target with a share', entry, ['target', 'share']);
  const { target, share } = entry as TargetShare;
  if (typeof share === 'number' && share >= 0 && share <= 1) return { target, share };
  throw new ConfigError(
    `The share of a target is a number from 0 to 1: write 0.05 for one call in twenty, not ${typeof share === 'number' ? share : JSON.stringify(share)}.`,
  );
}

/** A model of OpenAI's, such as `openai('gpt-5.4-mini')`. Key: OPENAI_API_KEY. */
export const openai = (model: string, options: TargetOptions = {}): VendorTarget =>
  vendorTarget('openai', model, options);

/** A model of Anthropic's, such as `anthropic('claude-sonnet-5-5')`. Key: ANTHROPIC_API_KEY. */
export const anthropic = (model: string, options: TargetOptions = {}): VendorTarget =>
  vendorTarget('anthropic', model, options);

/** A model of Google's, such as `google('gemini-3.8-flash')`. Key: GOOGLE_API_KEY or GEMINI_API_KEY. */
export const google = (model: string, options: GoogleTargetOptions = {}): VendorTarget =>
  vendorTarget('google', model, options, [...OPTIONS, 'sdk']);

/**
 * Any endpoint that speaks OpenAI's wire. By name with their address, key variable and peculiarities known: `azure`
 * (AZURE_OPENAI_API_KEY and AZURE_OPENAI_ENDPOINT; the model is the deployment), `deepseek`, `groq`, `mistral`,
 * `openrouter`, `together`, `xai` (MISTRAL_API_KEY and so on), and without a key `lmstudio`, `ollama`, `vllm`
 * (OLLAMA_BASE_URL and so on). Any other name needs a `baseURL`, and a key only if you give one.
 */
export function compatible(name: string, given: CompatibleTargetOptions): VendorTarget {
  const { model, ...options } = given ?? {};
  return vendorTarget(name, model, options);
}

/**
 * A vendor of your own, treated like those that come with this package: deadlines, races, probes, breaker and budget
 * hold for it too. `name` stands before the slash of its target. How to write one: docs/providers.md.
 *
 * @example
 * provider('acme', { model: 'large', chat: async (request, call) => askAcme(request, call.signal) });
 */
export function provider(name: string, given: ProviderOptions): ProviderTarget {
  const { model, ...own } = given ?? {};
  if (typeof name !== 'string' || !/^[^\s/]+$/.test(name) || name === 'custom') {
    throw new ConfigError(
      `A provider has a name without blanks and slashes, such as 'acme', not ${JSON.stringify(name)}.`,
    );
  }
  checkModel(name, model);
  onlyKnown(`The provider ${name}/${model}`, own, ['chat', 'load', 'key']);
  if (typeof own.chat !== 'function') {
    throw new ConfigError(`The provider ${name}/${model} needs a chat: chat: async (request, call) => … .`);
  }
  if (own.load !== undefined && typeof own.load !== 'function') {
    throw new ConfigError(`The load of ${name}/${model} is a function, or left out.`);
  }
  if ('key' in own && (typeof own.key !== 'string' || !own.key)) {
    throw new ConfigError(
      `The key of ${name}/${model} is no text. Is its variable unset? Leave it out if it has none.`,
    );
  }
  return Object.defineProperty({ provider: name, model, own }, 'own', { enumerable: false });
}

const OPTIONS = [
  'apiKey',
  'baseURL',
  'params',
  'headers',
  'traits',
] as const satisfies (keyof TargetOptions)[];

function vendorTarget(
  provider: string,
  model: string,
  options: TargetOptions,
  known: readonly string[] = OPTIONS,
): VendorTarget {
  checkModel(provider, model);
  onlyKnown(`The target ${provider}/${model}`, options, known);
  // Whoever prints a client must not see the key.
  return Object.defineProperty({ provider, model, options }, 'options', { enumerable: false });
}

function checkModel(provider: string, model: string): void {
  if (typeof model === 'string' && model) return;
  throw new ConfigError(
    `The target of "${provider}" names no model: ${JSON.stringify(model)} was given. Is a variable unset?`,
  );
}
