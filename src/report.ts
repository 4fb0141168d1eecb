import type { KnownTarget } from './build.ts';
import type { Clock } from './core/clock.ts';
import type { FailureKind } from './core/kind.ts';
import type { Blocked } from './core/target.ts';
import type { Spread } from './health/latency.ts';
import type { LastFailure } from './health/target-health.ts';
import { nameOf, statusPageOf } from './notices/names.ts';
import type { NoticeFacts, NoticeWriter } from './notices/notice.ts';

/** What is known of a target now. Holds no key. */
export interface TargetReport {
  /** `provider/model`. */
  target: string;
  provider: string;
  model: string;
  /**
   * `untested`: no attempt has told anything of it yet. `failing`: its last attempt failed, but it is still asked.
   * `open`: its circuit is; `cooling`: throttled, out of credit or locked out; `paused`: by hand.
   */
  state: 'untested' | 'healthy' | 'failing' | 'open' | 'cooling' | 'paused';
  /** Since when it is, or since when it has been failing; absent where it is untested. */
  since?: Date;
  /** When it may be asked again; absent where it may be now, or where only `resume()` can tell. */
  until?: Date;
  /** The first call from then on has it tried; absent where its circuit is closed. */
  nextProbe?: Date;
  /** Why it is left alone, unless it is paused. */
  kind?: FailureKind;
  /** The reason that was given for a pause. */
  reason?: string;
  lastFailure?: Omit<LastFailure, 'at'> & { at: Date };
  /** Attempts of the breaker's window, less those that put it to rest (`cooling`); absent without a breaker. */
  recent?: { attempts: number; failed: number };
  /** How long the first token of its last streams took, or was waited for until another target's was there. */
  firstToken?: Spread;
  /** How long its last plain answers took, or were waited for until another target's was there. */
  answer?: Spread;
  /** Who answers in its place while it is left alone: `provider/model`. */
  standIn?: string;
  /** The vendor's own page about its outages. */
  statusPage?: string;
  /** While it is left alone: one sentence by language, fit for an end user or a status page. */
  notice?: Readonly<Record<string, string>>;
}

/** A target, what stands in its way, and who stands in for it. */
export interface Known {
  target: KnownTarget;
  blocked: Blocked | undefined;
  pausedFor: string | undefined;
  standIn: KnownTarget | undefined;
  /** The clock's time. */
  now: number;
}

export function reportOf(
  known: Known,
  clock: Clock,
  writers: Readonly<Record<string, NoticeWriter>>,
): TargetReport {
  const { target, blocked, pausedFor, standIn, now } = known;
  const { id, provider, model, health } = target;
  const { last, lastFailure, latency, recent } = health;
  const date = (at: number) => new Date(Math.round(clock.date() + at - now));
  const since = sinceOf(known);
  const kind = blocked?.why === 'paused' ? undefined : blocked?.failure?.kind;
  const until = blocked && Number.isFinite(blocked.until) ? date(blocked.until) : undefined;
  const statusPage = statusPageOf(provider, target.endpoint);
  const [firstToken, answer] = [latency.spread('stream'), latency.spread('plain')];
  const notice = blocked && noticeOf({ ...known, blocked }, date, writers);
  return {
    target: id,
    provider,
    model,
    state: blocked?.why ?? last.state,
    ...(since !== undefined && { since: date(since) }),
    ...(until && { until }),
    ...(until && blocked?.why === 'open' && { nextProbe: until }),
    ...(kind && { kind }),
    ...(pausedFor && { reason: pausedFor }),
    ...(lastFailure && { lastFailure: { ...lastFailure, at: new Date(lastFailure.at) } }),
    ...(recent && { recent }),
    ...(firstToken && { firstToken }),
    ...(answer && { answer }),
    ...(blocked && standIn && { standIn: standIn.id }),
    ...(statusPage && { statusPage }),
    ...(notice && { notice }),
  };
}

/** On the clock. Who failed before it was left alone has not been answering since then. */
function sinceOf({ target, blocked }: Known): number | undefined {
  const { state, since } = target.health.last;
  if (!blocked) return since;
  const failing = state === 'failing' && blocked.why !== 'paused' ? since : undefined;
  return Math.min(blocked.since ?? Number.POSITIVE_INFINITY, failing ?? Number.POSITIVE_INFINITY);
}

/** A writer of the user's that throws, or writes no text, costs its own language alone. */
function noticeOf(
  known: Known & { blocked: Blocked },
  date: (at: number) => Date,
  writers: Readonly<Record<string, NoticeWriter>>,
): Record<string, string> {
  const facts = factsOf(known, date);
  const written = Object.entries(writers).flatMap(([language, write]) => {
    try {
      const text: unknown = write(facts);
      if (text instanceof Promise) text.catch(() => {});
      return typeof text === 'string' ? [[language, text]] : [];
    } catch {
      return [];
    }
  });
  return Object.fromEntries(written);
}

function factsOf(known: Known & { blocked: Blocked }, date: (at: number) => Date): NoticeFacts {
  const { target, blocked, pausedFor, standIn, now } = known;
  const { provider, model, endpoint } = target;
  const statusPage = statusPageOf(provider, endpoint);
  return {
    provider,
    model,
    name: nameOf(provider, model),
    why: blocked.why === 'paused' ? 'paused' : (blocked.failure?.kind ?? 'transient'),
    since: date(sinceOf(known) ?? now),
    now: date(now),
    ...(blocked.until > now && Number.isFinite(blocked.until) && { until: date(blocked.until) }),
    ...(standIn && {
      standIn: { name: nameOf(standIn.provider, standIn.model), model: standIn.model },
    }),
    ...(pausedFor && { reason: pausedFor }),
    ...(statusPage && { statusPage }),
  };
}
