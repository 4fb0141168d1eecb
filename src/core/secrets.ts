import { ConfigError } from './errors.ts';

/** A key that no header can carry is found when the client is built, before an SDK prints it in its own error. */
export function checkKey(key: string | undefined, whose: string): void {
  if (key !== undefined && typeof key !== 'string')
    throw new ConfigError(`The key of ${whose} is no string.`);
  if (key === '') throw new ConfigError(`The key of ${whose} is empty. Is its variable set to nothing?`);
  const bad = key?.search(/[^\x21-\x7e]/) ?? -1;
  if (bad < 0) return;
  throw new ConfigError(
    `The key of ${whose} has a character that no HTTP header can carry, at position ${bad + 1} of ${key?.length}: ` +
      'a blank, a line break or a letter with an accent was probably copied along. Copy the key anew.',
  );
}

/** The same for extra headers; `reserved` are those that the vendor's SDK sets itself. */
export function checkHeaders(
  headers: Record<string, string>,
  whose: string,
  reserved: readonly string[] = [],
): void {
  for (const [name, value] of Object.entries(headers)) {
    if (reserved.includes(name.toLowerCase())) {
      throw new ConfigError(
        `The header "${name}" of ${whose} is set by the vendor's SDK: pass the key as apiKey.`,
      );
    }
    if (!isLegal(name, value))
      throw new ConfigError(`The header "${name}" of ${whose} cannot be sent over HTTP.`);
  }
}

function isLegal(name: string, value: string): boolean {
  try {
    new Headers([[name, value]]);
    return true;
  } catch {
    return false;
  }
}

/** What a target is sent beside what its SDK needs. */
export interface OwnHeaders {
  authorization: string | undefined;
  headers: Record<string, string>;
}

/** What every SDK sends that says nothing of an account. */
const HARMLESS = /^(accept|content-type|user-agent|anthropic-version|x-stainless-.*)$/;

/**
 * A fetch for an SDK that sends a target its own key and headers and nothing else. An SDK would add OPENAI_API_KEY,
 * the organisation or a *_CUSTOM_HEADERS variable whatever the address, and carry the key along a redirect.
 */
export function guardedFetch({ authorization, headers }: OwnHeaders): typeof fetch {
  return (url, init) => {
    const sent = new Headers();
    for (const [name, value] of new Headers(init?.headers)) if (HARMLESS.test(name)) sent.set(name, value);
    if (authorization !== undefined) sent.set('authorization', authorization);
    for (const [name, value] of Object.entries(headers)) sent.set(name, value);
    return fetch(url, { ...init, headers: sent, redirect: 'manual' });
  };
}
