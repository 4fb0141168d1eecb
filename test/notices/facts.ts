import type { NoticeFacts } from '../../src/notices/notice.ts';

export const ALL = [
  'transient',
  'overloaded',
  'timeout',
  'rate-limit',
  'quota',
  'auth',
  'permission',
  'model-not-found',
  'context-length',
  'content-filter',
  'invalid-request',
  'aborted',
  'paused',
] as const satisfies NoticeFacts['why'][];

/** 23 November 2026, in whatever time zone the test runs. */
export const today = (hours: number, minutes: number, seconds = 0): Date =>
  new Date(2026, 10, 23, hours, minutes, seconds);

export const NOW = today(12, 35);
export const claude = { name: 'Claude', model: 'claude-sonnet-5-5' };

/** ChatGPT is down, Claude answers. What is given as undefined is left out. */
export function facts(given: { [K in keyof NoticeFacts]?: NoticeFacts[K] | undefined } = {}): NoticeFacts {
  const all = {
    provider: 'openai',
    name: 'ChatGPT',
    model: 'gpt-5.5',
    why: 'transient',
    since: today(12, 31),
    now: NOW,
    standIn: claude,
    statusPage: 'https://status.openai.com',
    ...given,
  };
  return Object.fromEntries(
    Object.entries(all).filter(([, value]) => value !== undefined),
  ) as unknown as NoticeFacts;
}

/** `ms` from now. */
export const inMs = (ms: number): Date => new Date(NOW.getTime() + ms);
