/** Everyone who may speak in a drill, by the name of the provider. */
const cast = {
  openai: { name: 'ChatGPT', colour: 'green' },
  anthropic: { name: 'Claude', colour: 'yellow' },
  google: { name: 'Gemini', colour: 'blue' },
  custom: { name: 'Notebook', colour: 'magenta' },
} as const;

type Role = keyof typeof cast;

/** Those of the cast that are vendors, with a server each. */
export type VendorRole = Exclude<Role, 'custom'>;

/** The models that play. */
export const models = {
  openai: 'gpt-5.5',
  anthropic: 'claude-sonnet-5-5',
  google: 'gemini-3.8-flash',
} as const satisfies Record<VendorRole, string>;

/** The name that people know a provider by. */
export const nameOf = (provider: string): string => cast[provider as Role]?.name ?? provider;

export const colourOf = (provider: string) => cast[provider as Role]?.colour ?? 'white';

/** `provider/model` less its model. */
export const providerOf = (target: string): string => target.slice(0, target.indexOf('/'));
