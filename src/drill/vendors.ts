import { models } from './cast.ts';

/** The variables that hold a vendor's key, the usual one first, and the model that it is checked with. */
const vendors: Record<string, { variables: readonly [string, ...string[]]; model: string }> = {
  openai: { variables: ['OPENAI_API_KEY'], model: models.openai },
  anthropic: { variables: ['ANTHROPIC_API_KEY'], model: models.anthropic },
  google: { variables: ['GOOGLE_API_KEY', 'GEMINI_API_KEY'], model: models.google },
  mistral: { variables: ['MISTRAL_API_KEY'], model: 'mistral-large-4' },
};

/** Every vendor that has a key of its own. */
export const known: readonly string[] = Object.keys(vendors);

type Env = Record<string, string | undefined>;

const hasKey = (provider: string, env: Env): boolean =>
  vendors[provider]?.variables.some((name) => env[name]) ?? false;

/** A vendor's variables in words, such as `GOOGLE_API_KEY (or GEMINI_API_KEY)`. */
export function variablesOf(provider: string): string | undefined {
  const [first, ...more] = vendors[provider]?.variables ?? [];
  return first && more.length > 0 ? `${first} (or ${more.join(', ')})` : first;
}

/** The variables that would have to be set for these vendors, and are not. */
export const missingKeys = (providers: readonly string[], env: Env): string[] =>
  providers.filter((provider) => !hasKey(provider, env)).flatMap((provider) => variablesOf(provider) ?? []);

/** One target of each vendor whose key is set, and the vendors whose key is not. */
export function configured(env: Env): { targets: string[]; without: string[] } {
  return {
    targets: known.filter((name) => hasKey(name, env)).map((name) => `${name}/${vendors[name]?.model}`),
    without: known.filter((name) => !hasKey(name, env)),
  };
}
