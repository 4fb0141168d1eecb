import { dayOf, pageOf, reasonOf, waitOf } from './facts.ts';
import type { NoticeFacts, NoticeWriter } from './notice.ts';
import { type Introductions, standInOf, subjectOf } from './parties.ts';

const words: Introductions = {
  model: 'The model',
  service: 'The service',
  nameless: 'a backup service',
  otherNameless: 'another backup service',
};

/** What is so since then. Of what is between this service and the vendor (accounts, limits), the public is told no more. */
const why: Readonly<Record<NoticeFacts['why'], string>> = {
  transient: 'has not been answering',
  overloaded: 'has been overloaded',
  timeout: 'has been taking too long to answer',
  'rate-limit': 'has had too many requests',
  quota: 'has not been available to this service',
  auth: 'has not been available to this service',
  permission: 'has not been available to this service',
  'model-not-found': 'has not been available',
  'context-length': 'has been getting texts that are too long for it',
  'content-filter': 'has been declining requests',
  'invalid-request': "has not been accepting this service's requests",
  aborted: 'has not had to answer',
  paused: 'has been taking a break',
};

/** "ChatGPT has not been answering since 12:31; Claude answers instead. Next check in 20 s." */
export const english: NoticeWriter = (facts) => {
  const standIn = standInOf(facts, words);
  const when = whenOf(facts);
  const page = pageOf(facts);
  const reason = reasonOf(facts);
  return [
    `${subjectOf(facts, words)} ${why[facts.why]} ${sinceOf(facts)}`,
    reason && ` (${reason})`,
    standIn ? `; ${standIn} answers instead.` : '. Nobody can stand in at the moment.',
    when && ` ${facts.why === 'paused' ? 'Back' : 'Next check'} ${when}.`,
    page && ` Status: ${page}`,
  ].join('');
};

function sinceOf({ since, now }: NoticeFacts): string {
  const day = dayOf(since, now, 'en-GB');
  return `since ${day ? `${day}, ` : ''}${timeOf(since)}`;
}

function whenOf(facts: NoticeFacts): string | undefined {
  const wait = waitOf(facts);
  if (!wait) return undefined;
  if ('number' in wait) return wait.number === 0 ? 'now' : `in ${wait.number} ${wait.unit}`;
  const day = dayOf(wait.at, facts.now, 'en-GB');
  return `${day ? `on ${day} ` : ''}at ${timeOf(wait.at)}`;
}

const two = (number: number): string => String(number).padStart(2, '0');
const timeOf = (date: Date): string => `${two(date.getHours())}:${two(date.getMinutes())}`;
