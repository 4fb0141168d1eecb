import { type Command, commandOf, UsageError } from './args.ts';
import { check } from './check.ts';
import { drill } from './drill.ts';
import { usage, version } from './help.ts';
import { obstacle } from './live.ts';
import { type Pace, readingPace } from './pace.ts';
import type { Output } from './screen.ts';
import { type Story, story } from './story.ts';
import { configured, known, missingKeys } from './vendors.ts';

/** What a command line has around it. */
export interface Terminal {
  stdout: Output;
  stderr: Output;
  env: Record<string, string | undefined>;
  /** Aborted when the reader has had enough. */
  signal: AbortSignal;
  pace?: Pace;
  story?: Story;
}

/** 128 and the number of SIGINT: what shells expect of a program that Ctrl-C ended. */
const INTERRUPTED = 130;

/** Follows a command line, and returns its exit code. */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  const { stdout, stderr, signal } = terminal;
  try {
    return await follow(commandOf(args), terminal);
  } catch (error) {
    if (signal.aborted) {
      stdout.write('\n Stopped.\n');
      return INTERRUPTED;
    }
    if (!(error instanceof UsageError)) throw error;
    stderr.write(`llm-understudy: ${error.message}\n\n${usage}`);
    return 2;
  }
}

async function follow(command: Command, terminal: Terminal): Promise<number> {
  const { stdout, stderr, env, signal } = terminal;
  switch (command.name) {
    case 'help':
      stdout.write(usage);
      return 0;
    case 'version':
      stdout.write(`${version()}\n`);
      return 0;
    case 'check':
      if (command.targets.length === 0 && configured(env).targets.length === 0) {
        stderr.write(
          `llm-understudy: check found no key. Set one or more of ${missingKeys(known, env).join(', ')}.\n`,
        );
        return 2;
      }
      return (await check(command.targets, env, stdout)) ? 0 : 1;
    case 'drill': {
      const { live } = command;
      const missing = live ? obstacle(env) : undefined;
      if (missing) {
        stderr.write(`llm-understudy: ${missing}\n`);
        return 2;
      }
      const options = { story: terminal.story ?? story, pace: terminal.pace ?? readingPace };
      return (await drill({ ...options, live, out: stdout, signal })) ? 0 : 1;
    }
  }
}
