import type { CheckResult, FailureKind } from '../index.ts';
import { providerOf } from './cast.ts';
import { variablesOf } from './vendors.ts';

type Advice = (result: CheckResult, variable: string) => string;

/** What is wrong, and what to do about it. */
const advice: Record<FailureKind, Advice> = {
  auth: (_, variable) =>
    `The key was refused: it is wrong, expired or deleted. Copy it anew into ${variable}.`,
  permission: () => 'The key may not use this model, or not from this country. Look at its rights.',
  quota: () =>
    'The account has no credit left, or has reached its spend limit. Top it up or raise the limit.',
  'rate-limit': () =>
    'Too many requests for now. Try again in a minute; if it stays so, ask for a higher limit.',
  'model-not-found': () =>
    'The vendor does not know this model, or not for this account. Look at its spelling.',
  overloaded: () =>
    'The vendor has more to do than it can. Try again later; your fallbacks stand in meanwhile.',
  timeout: () =>
    'No answer came in time. Look at the network, a proxy on the way, and the status page of the vendor.',
  transient: ({ status }) =>
    status === undefined
      ? 'No proper answer came. Look at the network, a proxy on the way, and the base address if you set one.'
      : 'The vendor is in trouble. Look at its status page and try again later.',
  'invalid-request': () =>
    'The vendor calls this tiny request wrong. Look at the base address and the model.',
  'context-length': () =>
    'The vendor calls this tiny request too long. Look at the base address and the model.',
  'content-filter': () => 'The vendor filters this tiny request. Look at what filters your account has set.',
  aborted: () => 'The request was given up before an answer came.',
};

/** Kinds whose cause the vendor's own words may still narrow down. A refused key is not quoted, not even in part. */
const quoted: ReadonlySet<FailureKind> = new Set<FailureKind>([
  'permission',
  'quota',
  'model-not-found',
  'transient',
  'invalid-request',
  'context-length',
  'content-filter',
]);

/** The way out of a failed check in a sentence or two. */
export function adviceOn(result: CheckResult): string {
  const kind = result.kind ?? 'transient';
  const words = advice[kind](result, variablesOf(providerOf(result.target)) ?? 'its place');
  const said = result.message?.replace(/\s+/g, ' ').slice(0, 160);
  return quoted.has(kind) && said ? `${words} It says: ${said}` : words;
}
