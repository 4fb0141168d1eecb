import { dayOf, pageOf, reasonOf, waitOf } from './facts.ts';
import type { NoticeFacts, NoticeWriter } from './notice.ts';
import { type Introductions, standInOf, subjectOf } from './parties.ts';

/** Between a number and what it counts. */
const NBSP = '\u00a0';
/** Before a semicolon or a colon. */
const THIN = '\u202f';

const words: Introductions = {
  model: 'Le modèle',
  service: 'Le service',
  nameless: 'un service de secours',
  otherNameless: 'un autre service de secours',
};

/** Words without gender, and no "de" or "que" before a name: they suit any name as it is. */
const why: Readonly<Record<NoticeFacts['why'], string>> = {
  transient: 'ne répond plus',
  overloaded: 'subit une surcharge',
  timeout: 'tarde trop à répondre',
  'rate-limit': 'reçoit trop de demandes',
  quota: 'n’est plus accessible à ce service',
  auth: 'n’est plus accessible à ce service',
  permission: 'n’est plus accessible à ce service',
  'model-not-found': 'n’est plus disponible',
  'context-length': 'reçoit des textes trop longs',
  'content-filter': 'décline des demandes',
  'invalid-request': 'n’accepte plus les demandes de ce service',
  aborted: 'n’a pas eu à répondre',
  paused: 'est en pause',
};

/** « ChatGPT ne répond plus depuis 12 h 31 ; Claude répond à sa place. Prochain essai dans 20 s. » */
export const french: NoticeWriter = (facts) => {
  const standIn = standInOf(facts, words);
  const when = whenOf(facts);
  const page = pageOf(facts);
  const reason = reasonOf(facts);
  return [
    `${subjectOf(facts, words)} ${why[facts.why]} ${sinceOf(facts)}`,
    reason && ` (${reason})`,
    standIn
      ? `${THIN}; ${standIn} répond à sa place.`
      : '. Personne ne peut répondre à sa place pour le moment.',
    when && ` ${facts.why === 'paused' ? 'Retour' : 'Prochain essai'} ${when}.`,
    page && ` État du service${THIN}: ${page}`,
  ].join('');
};

function sinceOf({ since, now }: NoticeFacts): string {
  const day = dayInFrench(since, now);
  return `depuis ${day ? `${day} à ` : ''}${timeOf(since)}`;
}

function whenOf(facts: NoticeFacts): string | undefined {
  const wait = waitOf(facts);
  if (!wait) return undefined;
  if ('number' in wait) return wait.number === 0 ? 'maintenant' : `dans ${wait.number}${NBSP}${wait.unit}`;
  const day = dayInFrench(wait.at, facts.now);
  return `${day ? `${day} ` : ''}à ${timeOf(wait.at)}`;
}

/** The first of a month is the only ordinal: "le 1er janvier", but "le 2 janvier". */
function dayInFrench(date: Date, now: Date): string | undefined {
  const day = dayOf(date, now, 'fr-FR');
  return day && `le ${day.replace(/^1 /, '1er ').replace(' ', NBSP)}`;
}

/** "12 h 31", "9 h 05", and the full hour without minutes: "14 h". */
function timeOf(date: Date): string {
  const minutes = date.getMinutes();
  return `${date.getHours()}${NBSP}h${minutes > 0 ? NBSP + String(minutes).padStart(2, '0') : ''}`;
}
