import { ConfigError } from '../../core/errors.ts';

/** Headers that the SDK sets itself; it throws on each request that brings its own. */
const RESERVED = ['x-goog-api-key', 'x-goog-api-client'];

/**
 * The headers of a target, looked through before the SDK does: it prints what it cannot send, the key included, in
 * its own errors. Throws a `ConfigError` that names the header and never its value.
 */
export function checkedHeaders(apiKey: string, headers: Record<string, string> = {}): Headers {
  if (!isLegal('x-goog-api-key', apiKey))
    throw new ConfigError('The key of a Google target has a character that no HTTP header can carry');
  for (const [name, value] of Object.entries(headers)) {
    if (RESERVED.includes(name.toLowerCase()))
      throw new ConfigError(
        `The header ${name} of a Google target is set by Google's SDK; pass the key as apiKey`,
      );
    if (!isLegal(name, value))
      throw new ConfigError(`The header ${JSON.stringify(name)} of a Google target cannot be sent`);
  }
  return new Headers(headers);
}

function isLegal(name: string, value: string): boolean {
  try {
    new Headers([[name, value]]);
    return true;
  } catch {
    return false;
  }
}
