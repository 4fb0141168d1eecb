import type { Check } from './scenario.ts';

const seconds = (ms: number): string => `${ms / 1000} s`;

/** At most so many requests reached the primary, in all or in its first milliseconds. */
export const attemptsAtMost = (most: number, withinMs = Number.POSITIVE_INFINITY): Check => ({
  name: `at most ${most} attempts${Number.isFinite(withinMs) ? ` in ${seconds(withinMs)}` : ''}`,
  holds: ({ seen: [first, ...more] }) =>
    !first || more.filter(({ at }) => at - first.at < withinMs).length < most,
});

export const exactlyOneAttempt: Check = {
  name: 'exactly 1 attempt',
  holds: ({ seen }) => seen.length === 1,
};

export const triedAgain: Check = {
  name: 'tried again on the primary',
  holds: ({ seen }) => seen.length >= 2,
};

export const notAgainBefore = (ms: number): Check => ({
  name: `not again before ${seconds(ms)}`,
  holds: ({ seen: [first, second] }) => !first || !second || second.at - first.at >= ms,
});

export const overWithin = (ms: number): Check => ({
  name: `over within ${seconds(ms)}`,
  holds: ({ heard }) => heard.every(({ tookMs }) => tookMs < ms),
});

/** The call after the fault. */
export const healthyAfterwards: Check = {
  name: 'a healthy call works afterwards',
  holds: ({ afterwards }) => afterwards?.end === 'whole',
};

export const usageReported: Check = {
  name: 'usage reported',
  holds: ({ heard }) => heard.every(({ end, tokens }) => end === 'error' || (tokens ?? 0) > 0),
};

export const fallbackNamed: Check = {
  name: '`model` names the fallback',
  holds: ({ heard, models }) => heard.every(({ end, model }) => end === 'error' || model === models.fallback),
};

/** Of the calls that start within `ms` of the recovery, one is answered by the primary. */
export const primaryUsedAgain = (recoveryMs: number, ms: number): Check => ({
  name: `the primary is used again within ${seconds(ms)}`,
  holds: ({ heard, models }) =>
    heard.some(({ at, model }) => model === models.primary && at >= recoveryMs && at <= recoveryMs + ms),
});

/** Nothing was wrong with the primary but its manners: nobody else need be asked. */
export const primaryAnswers: Check = {
  name: 'the primary answers',
  holds: ({ heard, models, seen }) =>
    heard.every(({ model }) => model === models.primary) && seen.length === heard.length,
};
