import { parseArgs } from 'node:util';

/** What was asked for on the command line. */
export type Command =
  | { name: 'help' }
  | { name: 'version' }
  | { name: 'drill'; live: boolean }
  | { name: 'check'; targets: string[] };

/** A command line that nobody can follow; the message says why. */
export class UsageError extends Error {}

const options = {
  live: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const;

export function commandOf(args: readonly string[]): Command {
  const { values, positionals } = parsed(args);
  const [name, ...rest] = positionals;
  if (values.help) return { name: 'help' };
  if (values.version) return { name: 'version' };
  if (values.live && name !== 'drill') throw new UsageError('The option --live goes with drill.');
  if (name === undefined) return { name: 'help' };
  if (name === 'check') return { name, targets: rest };
  if (name !== 'drill') throw new UsageError(`There is no command "${name}".`);
  if (rest.length > 0) throw new UsageError(`drill takes no "${rest[0]}".`);
  return { name, live: values.live ?? false };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    // Its first sentence names the option; the rest is advice on how to escape it.
    throw new UsageError(error instanceof Error ? error.message.replace(/\. .*$/s, '.') : String(error));
  }
}
