interface Face {
  /** What people call it. */
  name: string;
  /** Its public status page. */
  statusPage?: string;
  /** The domain under which the vendor itself answers. */
  home?: string;
}

/** As read in November 2026. Software that runs at home has no status page. */
const faces: Readonly<Record<string, Face>> = {
  openai: { name: 'ChatGPT', statusPage: 'https://status.openai.com', home: 'openai.com' },
  anthropic: { name: 'Claude', statusPage: 'https://status.claude.com', home: 'anthropic.com' },
  google: { name: 'Gemini', statusPage: 'https://aistudio.google.com/status', home: 'googleapis.com' },
  mistral: { name: 'Mistral', statusPage: 'https://status.mistral.ai', home: 'mistral.ai' },
  azure: { name: 'Azure OpenAI', statusPage: 'https://azure.status.microsoft', home: 'azure.com' },
  deepseek: { name: 'DeepSeek', statusPage: 'https://status.deepseek.com', home: 'deepseek.com' },
  groq: { name: 'Groq', statusPage: 'https://groqstatus.com', home: 'groq.com' },
  openrouter: { name: 'OpenRouter', statusPage: 'https://status.openrouter.ai', home: 'openrouter.ai' },
  together: { name: 'Together AI', statusPage: 'https://status.together.ai', home: 'together.ai' },
  xai: { name: 'Grok', statusPage: 'https://status.x.ai', home: 'x.ai' },
  lmstudio: { name: 'LM Studio' },
  ollama: { name: 'Ollama' },
  vllm: { name: 'vLLM' },
};

/** Providers of OpenAI's wire are named by hand: `LM-Studio` is `lmstudio`. */
function faceOf(provider: string): Face | undefined {
  const key = provider.toLowerCase().replace(/[\s._-]/g, '');
  return Object.hasOwn(faces, key) ? faces[key] : undefined;
}

/**
 * Whom people know behind a target. A function is known by its own name if that is made for people: it has a blank or
 * begins with a capital, as in `{ 'our support team': async () => … }`. Empty for any other function.
 */
export function nameOf(provider: string, model: string): string {
  if (provider === 'custom') return /^(?!bound )(\p{Lu}|.* )/u.test(model) ? model : '';
  return faceOf(provider)?.name ?? provider;
}

/**
 * Where a vendor tells the public how it does; undefined where it has, or we know, no such page, and for an `endpoint`
 * that is not the vendor's own: it says nothing of a gateway. An empty endpoint is the vendor's usual one.
 */
export function statusPageOf(provider: string, endpoint: string): string | undefined {
  const { statusPage, home } = faceOf(provider) ?? {};
  const host = URL.parse(endpoint)?.hostname;
  return !endpoint || host === home || host?.endsWith(`.${home}`) ? statusPage : undefined;
}
