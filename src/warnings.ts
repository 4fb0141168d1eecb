import type { Listener } from './core/events.ts';
import { describe } from './core/exhausted.ts';
import { consequences, type FailureKind } from './core/kind.ts';
import type { Logger } from './options.ts';
import { meant } from './suggest.ts';

/** What to do about it, for the failures that the next target would otherwise hide for ever. */
const advice: Partial<Record<FailureKind, string>> = {
  quota: 'its account is out of credit or over its spend limit',
  auth: 'its key is wrong, expired or not allowed',
  permission: 'the key may not use it, or not from this country',
  'model-not-found': 'the model is retired, misspelt or not open to this account',
};

/** The same where the failure has a name of its own. */
const adviceOnCode: Record<string, string> = {
  sdk_not_installed: 'its SDK is not installed: npm install @google/genai',
};

/** Names made up by users must not fill the memory, nor the log. */
const MOST = 500;

/** What each logger was told, so that a client which is built for every request does not say it each time. */
const told = new WeakMap<Logger, Set<string>>();

/** Says once that a chain of several targets stands or falls with one vendor. `vendors`: one for each target. */
export function hintAtOneVendor(logger: Logger, chain: string, vendors: readonly string[]): void {
  const [vendor] = vendors;
  if (vendors.length < 2 || vendor === 'custom' || vendors.some((other) => other !== vendor)) return;
  const before = told.get(logger) ?? new Set();
  told.set(logger, before);
  const [provider] = vendor!.split(' ');
  const hint = `Everything in ${chain} depends on ${provider}: while that is down, nobody answers.`;
  if (before.has(hint) || before.size >= MOST) return;
  before.add(hint);
  logger.warn(`[llm-understudy] ${hint} Add a target of another vendor.`);
}

/** Says once per target and kind what would be masked by the fallbacks, though nobody listens for events. */
export function warnOnce(logger: Logger, routes: () => readonly string[]): Listener {
  const said = new Set<string>();
  return (event) => {
    if (event.type !== 'attempt-failed') return;
    const { attempt } = event;
    const { kind } = attempt;
    if (!kind || !consequences[kind].warn || said.has(`${attempt.target} ${kind}`)) return;
    if (said.size >= MOST) return;
    said.add(`${attempt.target} ${kind}`);
    const route = kind === 'model-not-found' ? meant(attempt.model, routes()) : undefined;
    const hint = route ? ` Did you mean the route "${route}"?` : '';
    logger.warn(
      `[llm-understudy] ${attempt.target} is left out: ${adviceOnCode[attempt.code ?? ''] ?? advice[kind]}.${hint} ${describe(attempt)}`,
    );
  };
}
