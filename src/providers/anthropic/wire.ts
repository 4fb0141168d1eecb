import { ConfigError } from '../../core/errors.ts';

/** Headers of the SDK that carry no secret. */
const ALLOWED = /^(accept|content-type|user-agent|anthropic-version|x-stainless-.*)$/;

/**
 * A fetch that sends a target its own key and headers and nothing else: the SDK would add ANTHROPIC_CUSTOM_HEADERS,
 * whatever the address, and carry the key along a redirect.
 */
export function guardedFetch(apiKey: string, headers: Record<string, string>): typeof fetch {
  return (url, init) => {
    const sent = new Headers({ authorization: `Bearer ${apiKey}` });
    for (const [name, value] of new Headers(init?.headers)) if (ALLOWED.test(name)) sent.set(name, value);
    for (const [name, value] of Object.entries(headers)) sent.set(name, value);
    return fetch(url, { ...init, headers: sent, redirect: 'manual' });
  };
}

/** Throws a `ConfigError` for a key or a header that HTTP cannot carry: later, the runtime would print its value. */
export function checkHeaders(apiKey: string, headers: Record<string, string>): void {
  if (!/^[\x21-\x7e]+$/.test(apiKey)) {
    throw new ConfigError('The key for Anthropic is empty or holds a space or a character outside of ASCII');
  }
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || !/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
      throw new ConfigError(`The header ${JSON.stringify(name)} for Anthropic cannot be sent over HTTP`);
    }
  }
}
