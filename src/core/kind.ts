/** The one vocabulary for every error of every vendor (signals: each provider's `errors.ts`). */
export type FailureKind =
  | 'transient'
  | 'overloaded'
  | 'timeout'
  | 'rate-limit'
  | 'quota'
  | 'auth'
  | 'permission'
  | 'model-not-found'
  | 'context-length'
  | 'content-filter'
  | 'invalid-request'
  | 'aborted';

/** What follows from a kind: three separate decisions. */
interface Consequences {
  /** Try the same target again: never; once after a backoff; or only if it named a wait short enough. */
  retry: 'never' | 'once' | 'longer' | 'if-told';
  /** Go on to the next target. `unless-named`: not from the target that the caller's request named. */
  failOver: 'yes' | 'unless-named' | 'no';
  /**
   * What the target's health learns. `account`: the provider's key as a whole rests, not the model alone. A rest whose
   * length the vendor did not tell doubles from `coolMs` to `mostMs`, until there is an answer.
   */
  health: 'nothing' | 'failure' | { coolMs: number; mostMs?: number; scope: 'model' | 'account' };
  /** Masked by the next target, so it is said once where nobody listens for events. */
  warn?: true;
}

const MINUTE = 60_000;

/** Every decision about a failure, in one table. */
export const consequences: Readonly<Record<FailureKind, Consequences>> = {
  transient: { retry: 'once', failOver: 'yes', health: 'failure' },
  overloaded: { retry: 'longer', failOver: 'yes', health: 'failure' },
  timeout: { retry: 'never', failOver: 'yes', health: 'failure' },
  'rate-limit': {
    retry: 'if-told',
    failOver: 'yes',
    health: { coolMs: 2_000, mostMs: MINUTE, scope: 'model' },
  },
  quota: { retry: 'never', failOver: 'yes', health: { coolMs: 10 * MINUTE, scope: 'account' }, warn: true },
  auth: { retry: 'never', failOver: 'yes', health: { coolMs: 5 * MINUTE, scope: 'account' }, warn: true },
  permission: {
    retry: 'never',
    failOver: 'yes',
    health: { coolMs: 5 * MINUTE, scope: 'account' },
    warn: true,
  },
  'model-not-found': {
    retry: 'never',
    failOver: 'yes',
    health: { coolMs: 10 * MINUTE, scope: 'model' },
    warn: true,
  },
  'context-length': { retry: 'never', failOver: 'yes', health: 'nothing' },
  'content-filter': { retry: 'never', failOver: 'unless-named', health: 'nothing' },
  'invalid-request': { retry: 'never', failOver: 'unless-named', health: 'nothing' },
  aborted: { retry: 'never', failOver: 'no', health: 'nothing' },
};
