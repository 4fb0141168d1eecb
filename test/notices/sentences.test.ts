import { expect, test } from 'vitest';
import { english } from '../../src/notices/english.ts';
import { french } from '../../src/notices/french.ts';
import { nameOf, statusPageOf } from '../../src/notices/names.ts';
import type { NoticeFacts } from '../../src/notices/notice.ts';
import { ALL, facts, inMs, today } from './facts.ts';

type Given = Parameters<typeof facts>[0];

/** The no-break spaces have a test of their own; here they would only be taken for ordinary ones. */
const read = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ');

/** In both languages: what is given beside "ChatGPT is down since 12:31, it is 12:35, Claude answers". */
const says = (given: Given, inEnglish: string, inFrench: string): void => {
  expect([english(facts(given)), french(facts(given))].map(read)).toEqual([inEnglish, inFrench]);
};

const kinds: Record<NoticeFacts['why'], [string, string]> = {
  transient: [
    'ChatGPT has not been answering since 12:31; Claude answers instead. Next check in 20 s. Status: https://status.openai.com',
    'ChatGPT ne répond plus depuis 12 h 31 ; Claude répond à sa place. Prochain essai dans 20 s. État du service : https://status.openai.com',
  ],
  overloaded: [
    'ChatGPT has been overloaded since 12:31; Claude answers instead. Next check in 20 s. Status: https://status.openai.com',
    'ChatGPT subit une surcharge depuis 12 h 31 ; Claude répond à sa place. Prochain essai dans 20 s. État du service : https://status.openai.com',
  ],
  timeout: [
    'ChatGPT has been taking too long to answer since 12:31; Claude answers instead. Next check in 20 s. Status: https://status.openai.com',
    'ChatGPT tarde trop à répondre depuis 12 h 31 ; Claude répond à sa place. Prochain essai dans 20 s. État du service : https://status.openai.com',
  ],
  'rate-limit': [
    'ChatGPT has had too many requests since 12:31; Claude answers instead. Next check in 20 s.',
    'ChatGPT reçoit trop de demandes depuis 12 h 31 ; Claude répond à sa place. Prochain essai dans 20 s.',
  ],
  quota: [
    'ChatGPT has not been available to this service since 12:31; Claude answers instead. Next check in 20 s.',
    'ChatGPT n’est plus accessible à ce service depuis 12 h 31 ; Claude répond à sa place. Prochain essai dans 20 s.',
  ],
  auth: [
    'ChatGPT has not been available to this service since 12:31; Claude answers instead. Next check in 20 s.',
    'ChatGPT n’est plus accessible à ce service depuis 12 h 31 ; Claude répond à sa place. Prochain essai dans 20 s.',
  ],
  permission: [
    'ChatGPT has not been available to this service since 12:31; Claude answers instead. Next check in 20 s.',
    'ChatGPT n’est plus accessible à ce service depuis 12 h 31 ; Claude répond à sa place. Prochain essai dans 20 s.',
  ],
  'model-not-found': [
    'The model gpt-5.5 (ChatGPT) has not been available since 12:31; Claude answers instead. Next check in 20 s.',
    'Le modèle gpt-5.5 (ChatGPT) n’est plus disponible depuis 12 h 31 ; Claude répond à sa place. Prochain essai dans 20 s.',
  ],
  'context-length': [
    'ChatGPT has been getting texts that are too long for it since 12:31; Claude answers instead. Next check in 20 s.',
    'ChatGPT reçoit des textes trop longs depuis 12 h 31 ; Claude répond à sa place. Prochain essai dans 20 s.',
  ],
  'content-filter': [
    'ChatGPT has been declining requests since 12:31; Claude answers instead. Next check in 20 s.',
    'ChatGPT décline des demandes depuis 12 h 31 ; Claude répond à sa place. Prochain essai dans 20 s.',
  ],
  'invalid-request': [
    "ChatGPT has not been accepting this service's requests since 12:31; Claude answers instead. Next check in 20 s.",
    'ChatGPT n’accepte plus les demandes de ce service depuis 12 h 31 ; Claude répond à sa place. Prochain essai dans 20 s.',
  ],
  aborted: [
    'ChatGPT has not had to answer since 12:31; Claude answers instead. Next check in 20 s.',
    'ChatGPT n’a pas eu à répondre depuis 12 h 31 ; Claude répond à sa place. Prochain essai dans 20 s.',
  ],
  paused: [
    'ChatGPT has been taking a break since 12:31; Claude answers instead. Back in 20 s.',
    'ChatGPT est en pause depuis 12 h 31 ; Claude répond à sa place. Retour dans 20 s.',
  ],
};

test.each(ALL)('%s', (why) => {
  says({ why, until: inMs(20_000) }, ...kinds[why]);
});

test('nobody can stand in, and nobody knows for how long', () => {
  says(
    { standIn: undefined },
    'ChatGPT has not been answering since 12:31. Nobody can stand in at the moment. Status: https://status.openai.com',
    'ChatGPT ne répond plus depuis 12 h 31. Personne ne peut répondre à sa place pour le moment. État du service : https://status.openai.com',
  );
});

test('a pause with its reason, and its end on another day', () => {
  says(
    { why: 'paused', reason: 'planned maintenance.', until: new Date(2026, 10, 24, 8, 0) },
    'ChatGPT has been taking a break since 12:31 (planned maintenance); Claude answers instead. Back on 24 November at 08:00.',
    'ChatGPT est en pause depuis 12 h 31 (planned maintenance) ; Claude répond à sa place. Retour le 24 novembre à 8 h.',
  );
});

test('a reason is put on one line, and a long one cut; its own no-break spaces are kept', () => {
  const told = (reason: string) => /\((.*)\)/.exec(french(facts({ why: 'paused', reason })))?.[1];
  expect(told('mise à jour\u202f:\n  la  version\u00a02')).toBe('mise à jour\u202f: la version\u00a02');
  expect(told('é'.repeat(121))).toBe(`${'é'.repeat(120)}…`);
  expect(told('é'.repeat(120))).toBe('é'.repeat(120));
});

test('a reason belongs to a pause alone', () => {
  expect(english(facts({ why: 'quota', reason: 'quota' }))).not.toContain('(');
});

const quiet = { statusPage: undefined };
const mini = { name: 'ChatGPT', model: 'gpt-5.4-mini' };

test('another model under the same name is told by the model', () => {
  says(
    { ...quiet, standIn: mini },
    'ChatGPT (gpt-5.5) has not been answering since 12:31; ChatGPT (gpt-5.4-mini) answers instead.',
    'ChatGPT (gpt-5.5) ne répond plus depuis 12 h 31 ; ChatGPT (gpt-5.4-mini) répond à sa place.',
  );
  says(
    { why: 'model-not-found', model: 'gpt-4', standIn: mini },
    'The model gpt-4 (ChatGPT) has not been available since 12:31; ChatGPT (gpt-5.4-mini) answers instead.',
    'Le modèle gpt-4 (ChatGPT) n’est plus disponible depuis 12 h 31 ; ChatGPT (gpt-5.4-mini) répond à sa place.',
  );
});

test('the same model by another way, or a function without a name for people, is a backup service', () => {
  const inEnglish = 'ChatGPT has not been answering since 12:31; a backup service answers instead.';
  const inFrench = 'ChatGPT ne répond plus depuis 12 h 31 ; un service de secours répond à sa place.';
  says({ ...quiet, standIn: { name: 'ChatGPT', model: 'gpt-5.5' } }, inEnglish, inFrench);
  says({ ...quiet, standIn: { name: 'ChatGPT', model: '' } }, inEnglish, inFrench);
  says({ ...quiet, standIn: { name: '', model: 'askTheDesk' } }, inEnglish, inFrench);
  says(
    { ...quiet, name: '', model: 'askTheDesk', standIn: { name: '', model: 'template' } },
    'A backup service has not been answering since 12:31; another backup service answers instead.',
    'Un service de secours ne répond plus depuis 12 h 31 ; un autre service de secours répond à sa place.',
  );
});

test('a sentence begins with a capital, and a name stays as it is', () => {
  says(
    { ...quiet, name: 'my-gateway' },
    'The service my-gateway has not been answering since 12:31; Claude answers instead.',
    'Le service my-gateway ne répond plus depuis 12 h 31 ; Claude répond à sa place.',
  );
  says(
    { ...quiet, name: 'our support team', standIn: { name: 'vLLM', model: 'qwen3' } },
    'Our support team has not been answering since 12:31; vLLM answers instead.',
    'Our support team ne répond plus depuis 12 h 31 ; vLLM répond à sa place.',
  );
});

test('with the names and pages of the vendors', () => {
  const vendor = (provider: string, model: string): Given => ({
    provider,
    model,
    name: nameOf(provider, model),
    statusPage: statusPageOf(provider, ''),
    standIn: { name: nameOf('openai', 'gpt-5.5'), model: 'gpt-5.5' },
  });
  says(
    vendor('google', 'gemini-3.8-flash'),
    'Gemini has not been answering since 12:31; ChatGPT answers instead. Status: https://aistudio.google.com/status',
    'Gemini ne répond plus depuis 12 h 31 ; ChatGPT répond à sa place. État du service : https://aistudio.google.com/status',
  );
  says(
    vendor('ollama', 'llama3.2'),
    'Ollama has not been answering since 12:31; ChatGPT answers instead.',
    'Ollama ne répond plus depuis 12 h 31 ; ChatGPT répond à sa place.',
  );
});

const sinces: [Date, string, string][] = [
  [today(0, 5), 'since 00:05', 'depuis 0 h 05'],
  [today(9, 0), 'since 09:00', 'depuis 9 h'],
  [new Date(2026, 10, 22, 12, 31), 'since 22 November, 12:31', 'depuis le 22 novembre à 12 h 31'],
  [new Date(2026, 10, 1, 23, 59), 'since 1 November, 23:59', 'depuis le 1er novembre à 23 h 59'],
  [new Date(2026, 9, 11, 7, 1), 'since 11 October, 07:01', 'depuis le 11 octobre à 7 h 01'],
  // The same day and month of another year is not today.
  [new Date(2025, 10, 23, 12, 31), 'since 23 November 2025, 12:31', 'depuis le 23 novembre 2025 à 12 h 31'],
];

test.each(sinces)('%s: %s', (since, inEnglish, inFrench) => {
  says(
    { ...quiet, since },
    `ChatGPT has not been answering ${inEnglish}; Claude answers instead.`,
    `ChatGPT ne répond plus ${inFrench} ; Claude répond à sa place.`,
  );
});

const waits: [Date, string, string][] = [
  [inMs(-86_400_000), 'now', 'maintenant'],
  [inMs(0), 'now', 'maintenant'],
  [inMs(499), 'now', 'maintenant'],
  [inMs(500), 'in 1 s', 'dans 1 s'],
  [inMs(20_400), 'in 20 s', 'dans 20 s'],
  [inMs(59_499), 'in 59 s', 'dans 59 s'],
  [inMs(59_500), 'in 1 min', 'dans 1 min'],
  [inMs(90_000), 'in 2 min', 'dans 2 min'],
  [inMs(240_000), 'in 4 min', 'dans 4 min'],
  [inMs(59 * 60_000), 'in 59 min', 'dans 59 min'],
  [inMs(60 * 60_000), 'at 13:35', 'à 13 h 35'],
  [today(14, 5), 'at 14:05', 'à 14 h 05'],
  [new Date(2026, 10, 24, 0, 0), 'on 24 November at 00:00', 'le 24 novembre à 0 h'],
  [new Date(2027, 0, 1, 6, 30), 'on 1 January 2027 at 06:30', 'le 1er janvier 2027 à 6 h 30'],
];

test.each(waits)('%s: %s', (until, inEnglish, inFrench) => {
  says(
    { ...quiet, until },
    `ChatGPT has not been answering since 12:31; Claude answers instead. Next check ${inEnglish}.`,
    `ChatGPT ne répond plus depuis 12 h 31 ; Claude répond à sa place. Prochain essai ${inFrench}.`,
  );
});

test('French holds together what a line must not break', () => {
  const since = new Date(2026, 9, 22, 12, 31);
  expect(french(facts({ since, until: inMs(20_000) }))).toBe(
    'ChatGPT ne répond plus depuis le 22\u00a0octobre à 12\u00a0h\u00a031\u202f; Claude répond à sa place. ' +
      'Prochain essai dans 20\u00a0s. État du service\u202f: https://status.openai.com',
  );
});
