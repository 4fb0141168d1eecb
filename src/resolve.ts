import { ConfigError } from './core/errors.ts';
import { checkHeaders, checkKey } from './core/secrets.ts';
import type { ModelTraits } from './core/traits.ts';
import type { CustomChat } from './providers/custom.ts';
import type { GoogleSdk } from './providers/google/way.ts';
import type { Vendor } from './providers/openai/vendor.ts';
import { unknownVendor, vendors } from './providers/openai/vendors.ts';
import type { OwnWay } from './providers/own.ts';
import { checkTraits } from './providers/traits.ts';
import { meant } from './suggest.ts';
import type { ProviderTarget, TargetSpec, VendorTarget } from './targets.ts';

/** A target with everything that is needed to reach it. */
export type Resolved =
  | { type: 'kin'; provider: string; model: string; params: Record<string, unknown>; traits?: Traits }
  | { type: 'custom'; provider: 'custom'; model: string; answer: CustomChat }
  | { type: 'own'; provider: string; model: string; access: Access; way: OwnWay }
  | { type: 'anthropic' | 'google'; provider: string; model: string; access: Access }
  | { type: 'compatible'; provider: string; model: string; access: Access; vendor: Omit<Vendor, 'baseURL'> };

export interface Access {
  apiKey: string | undefined;
  baseURL: string | undefined;
  params: Record<string, unknown>;
  headers: Record<string, string>;
  /** Of Google's targets. */
  sdk?: GoogleSdk;
  /** What the user knows better of the model. */
  traits?: Traits;
}

type Traits = Partial<ModelTraits>;
const traitsOf = ({ traits }: { traits?: Traits }): { traits?: Traits } => (traits ? { traits } : {});

/** Environment variables, and what the client itself was given for its own vendor. */
export interface Surroundings {
  env: Record<string, string | undefined>;
  openai?: { apiKey?: string | undefined; baseURL?: string | undefined };
}

const keyVariables: Record<string, readonly string[]> = {
  anthropic: ['ANTHROPIC_API_KEY'],
  google: ['GOOGLE_API_KEY', 'GEMINI_API_KEY'],
};
const urlVariables: Record<string, string> = {
  anthropic: 'ANTHROPIC_BASE_URL',
  google: 'GOOGLE_GEMINI_BASE_URL',
};
/** Names that people use for a vendor, or for what it is known by. */
const aliases: Record<string, string> = {
  gemini: 'google',
  claude: 'anthropic',
  chatgpt: 'openai',
  gpt: 'openai',
  grok: 'xai',
  togetherai: 'together',
  'azure-openai': 'azure',
  'lm-studio': 'lmstudio',
};

/** A named target made ready, or the one clear error that says what is missing. */
export function resolve(spec: TargetSpec, around: Surroundings): Resolved {
  if (typeof spec === 'function') {
    return { type: 'custom', provider: 'custom', model: spec.name || 'function', answer: spec };
  }
  if (typeof spec === 'object' && spec !== null && 'own' in spec) return own(spec);
  const target = typeof spec === 'string' ? parse(spec) : spec;
  if (!target || typeof target.provider !== 'string' || typeof target.model !== 'string' || !target.model) {
    throw new ConfigError(
      `${nameless(spec)} is no target. Write 'provider/model', such as 'anthropic/claude-sonnet-5-5', ` +
        "or anthropic('claude-sonnet-5-5', { … }), or a function.",
    );
  }
  const { provider, model, options = {} } = target;
  const vendor: Vendor | undefined = Object.hasOwn(vendors, provider)
    ? vendors[provider as keyof typeof vendors]
    : undefined;
  checkOptions(provider, model, options, vendor);
  if (around.openai && isKin(target))
    return { type: 'kin', provider, model, params: options.params ?? {}, ...traitsOf(options) };
  const vendorOwn = Object.hasOwn(keyVariables, provider);
  if (!vendor && !vendorOwn && !options.baseURL) throw unknown(provider, model);
  const access = accessOf(target, vendor, around);
  if (vendorOwn) return { type: provider as 'anthropic' | 'google', provider, model, access };
  return { type: 'compatible', provider, model, access, vendor: vendor ?? unknownVendor };
}

/** Its key tells its account from others; the vendor is sent what its own code sends. */
function own({ provider, model, own }: ProviderTarget): Resolved {
  const access = { apiKey: own.key, baseURL: undefined, params: {}, headers: {} };
  return { type: 'own', provider, model, access, way: own };
}

/** What was given, without what could be a key: a target's options, or a text that is no name. */
function nameless(spec: unknown): string {
  if (typeof spec !== 'string') return `What was given (${typeof spec})`;
  return /^[\w.:-]{1,40}$/.test(spec) && !/^(sk|key|gsk|xai)-|^AIza/i.test(spec)
    ? `"${spec}"`
    : 'The text that was given';
}

function checkOptions(
  provider: string,
  model: string,
  options: VendorTarget['options'],
  vendor: Vendor | undefined,
): void {
  const whose = `${provider}/${model}`;
  if ('apiKey' in options && options.apiKey === undefined) {
    throw new ConfigError(
      `The apiKey of ${whose} is undefined. Is its variable unset? Leave the option out for the usual one.`,
    );
  }
  if (options.baseURL !== undefined && !/^https?:$/.test(URL.parse(options.baseURL)?.protocol ?? '')) {
    throw new ConfigError(
      `The baseURL of ${whose} is no address: ${JSON.stringify(options.baseURL)}. It begins with https:// or http://.`,
    );
  }
  if (options.params !== undefined && (typeof options.params !== 'object' || options.params === null)) {
    throw new ConfigError(`The params of ${whose} are an object of the vendor's own request fields.`);
  }
  if (options.params && 'stream' in options.params) {
    throw new ConfigError(`The params of ${whose} cannot say stream: each request says so itself.`);
  }
  checkTraits(whose, options.traits);
  if (model.startsWith(`${provider}/`) && !vendor?.ownPrefix) {
    throw new ConfigError(
      `The model of ${whose} names its provider twice: write ${provider}('${model.slice(provider.length + 1)}').`,
    );
  }
}

/** Kin without a request to go by: through the key and address that the client was given. */
export function reached(
  { model, params, ...more }: { model: string; params: Record<string, unknown>; traits?: Traits },
  around: Surroundings,
): Exclude<Resolved, { type: 'kin' }> {
  const target = { provider: 'openai', model, options: { params, ...traitsOf(more) } };
  const access = accessOf(target, vendors.openai, around);
  return { type: 'compatible', provider: 'openai', model, access, vendor: vendors.openai };
}

/** A further model of OpenAI's, without a key or an address of its own: it is reached as its client is. */
function isKin({ provider, options = {} }: VendorTarget): boolean {
  return provider === 'openai' && !options.apiKey && !options.baseURL && !options.headers;
}

/** Split at the first slash: a model's own name may have more of them. */
function parse(text: string): VendorTarget | undefined {
  const slash = text.indexOf('/');
  if (slash <= 0) return undefined;
  return { provider: text.slice(0, slash), model: text.slice(slash + 1), options: {} };
}

function unknown(provider: string, model: string): ConfigError {
  const known = [...Object.keys(keyVariables), ...Object.keys(vendors)];
  const near = aliases[provider.toLowerCase()] ?? meant(provider, known);
  return new ConfigError(
    `Unknown provider "${provider}" in "${provider}/${model}". ` +
      (near
        ? `Did you mean "${near}/${model}"?`
        : `Known: ${known.join(', ')}. Any other endpoint that speaks OpenAI's wire: ` +
          `compatible('${provider}', { model: '${model}', baseURL: 'https://…/v1' }).`),
  );
}

function accessOf(
  { provider, model, options }: VendorTarget,
  vendor: Vendor | undefined,
  around: Surroundings,
): Access {
  const own = provider === 'openai' ? around.openai : undefined;
  const names = keyVariables[provider] ?? (vendor?.keyVariable ? [vendor.keyVariable] : []);
  const fromEnv = names.map((name) => around.env[name]).find((value) => value);
  const apiKey = options.apiKey ?? own?.apiKey ?? fromEnv;
  if (!apiKey && names.length > 0 && !vendor?.keyOptional) {
    throw new ConfigError(
      `No key for ${provider}/${model}. Set ${names.join(' or ')}, or pass one: ` +
        `${provider in keyVariables || provider === 'openai' ? `${provider}('${model}', { apiKey })` : `compatible('${provider}', { model: '${model}', apiKey })`}.`,
    );
  }
  checkKey(apiKey, `${provider}/${model}`);
  checkHeaders(options.headers ?? {}, `${provider}/${model}`);
  return {
    apiKey: apiKey || undefined,
    baseURL: addressOf({ provider, model, options }, vendor, around),
    params: options.params ?? {},
    headers: options.headers ?? {},
    ...(options.sdk && { sdk: options.sdk }),
    ...traitsOf(options),
  };
}

/** What an address has behind its host. */
const PATH = /^https?:\/\/[^/?]+/;

/**
 * Where a target is. An address that is a host alone has the vendor's own path behind it; OpenAI's is taken as it is, as
 * its own client does.
 */
function addressOf(
  { provider, model, options }: VendorTarget,
  vendor: Vendor | undefined,
  around: Surroundings,
): string | undefined {
  const own = provider === 'openai' ? around.openai?.baseURL : undefined;
  const variable = urlVariables[provider] ?? vendor?.urlVariable;
  const given = options.baseURL ?? own ?? ((variable && around.env[variable]) || undefined);
  const usual = vendor?.baseURL;
  if (given === undefined && usual?.includes('{')) {
    throw new ConfigError(
      `No address for ${provider}/${model}. Set ${variable}, or pass one: ` +
        `compatible('${provider}', { model: '${model}', baseURL: '${usual}' }).`,
    );
  }
  if (!given || !usual || provider === 'openai') return given ?? usual;
  return /^\/?$/.test(given.replace(PATH, '')) ? given.replace(/\/$/, '') + usual.replace(PATH, '') : given;
}
