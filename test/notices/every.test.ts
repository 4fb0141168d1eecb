import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { english } from '../../src/notices/english.ts';
import { french } from '../../src/notices/french.ts';
import type { NoticeFacts } from '../../src/notices/notice.ts';
import { runs } from '../properties/runs.ts';
import { ALL, claude, facts, inMs, NOW } from './facts.ts';

const languages = { english, french };

/** What is nobody's business but the owner's, and what only a machine says. */
const forbidden = [
  /\b(api|keys?|credits?|bill\w*|pay\w*|quota|auth\w*|tokens?|errors?|http|undefined|null|NaN|Invalid)\b/i,
  /(?<!\p{L})(clé|crédits?|factur\p{L}*|jetons?|erreurs?)(?!\p{L})/iu,
  /\b[45]\d\d\b/,
  /[\s(]-\d/,
  /\b0 s\b/,
];

/** What holds for any notice, apart from its names. */
function expectFit(text: string): void {
  expect(text).not.toMatch(/[\r\n\t\p{Cc}\u2028\u2029]/u);
  expect(text).toMatch(/^\p{Lu}/u);
  expect(text).toMatch(/[^\s.]\.$|[^.] https:\/\/\S+\w$/);
  expect(text).not.toMatch(/\s{2}|\s[.,)]|\(\)|\(\s/);
  const ours = text.replace('https://status.openai.com', '');
  for (const word of forbidden) expect(ours).not.toMatch(word);
}

describe.each(Object.entries(languages))('%s', (_, write) => {
  test.each(ALL)('%s is fit for the public, whoever stands in and for however long', (why) => {
    for (const until of [undefined, inMs(-5_000), inMs(100), inMs(20_000), inMs(240_000), inMs(10 ** 7)])
      for (const standIn of [
        undefined,
        claude,
        { name: 'ChatGPT', model: 'gpt-5.4-mini' },
        { name: '', model: 'f' },
      ]) {
        const text = write(facts({ why, until, standIn }));
        expectFit(text);
        expect(text).toContain('ChatGPT');
        expect(text.includes('Claude')).toBe(standIn === claude);
        expect(/Nobody can|Personne ne peut/.test(text)).toBe(standIn === undefined);
        expect(/Next check|Back|Prochain essai|Retour/.test(text)).toBe(until !== undefined);
        expect(text.endsWith('https://status.openai.com')).toBe(
          why === 'transient' || why === 'overloaded' || why === 'timeout',
        );
      }
  });
});

test('in French, no line breaks before a sign or within a number', () => {
  for (const why of ALL) {
    const text = french(facts({ why, since: new Date(2026, 10, 1, 9, 5), until: inMs(20_000) }));
    expect(text).not.toMatch(/ [;:?!]|[^\s]\s?(?<!\u202f)[;?!]|\d \p{L}|h \d|er n/u);
  }
});

const words = fc.string({ unit: 'binary', maxLength: 200 });
const dates = fc.date({ min: new Date(1990, 0, 1), max: new Date(2090, 0, 1), noInvalidDate: true });
const named = fc.record({ name: words, model: words });
const strange = fc.record(
  {
    provider: words,
    name: words,
    model: words,
    why: fc.constantFrom(...ALL),
    since: dates,
    now: dates,
    // A pause for ever is the last date there is.
    until: fc.oneof(dates, fc.constantFrom(new Date(8.64e15), new Date(Number.NaN))),
    standIn: fc.oneof(
      named,
      named.map(({ name }) => ({ name, model: '' })),
    ),
    reason: words,
    statusPage: fc.constant('https://status.example.com'),
  },
  { requiredKeys: ['provider', 'name', 'model', 'why', 'since', 'now'] },
);

/** The same names on both sides, which chance alone would not bring about. */
const twins = strange.map((one) => ({ ...one, standIn: { name: one.name, model: `${one.model} 2` } }));

test('whatever the names, reasons and dates: one line that begins with a capital and comes to an end', () => {
  fc.assert(
    fc.property(fc.oneof(strange, twins), (given) => {
      for (const write of [english, french]) {
        const text = write(given as NoticeFacts);
        expect(text).not.toMatch(/[\p{Cc}\u2028\u2029]|\s{2}/u);
        expect(text).toMatch(/^\p{Lu}/u);
        expect(text).toMatch(/\.$| https:\/\/status\.example\.com$/);
        expect(text).not.toMatch(/Invalid Date|\(\)/);
        expect(text.length).toBeLessThan(1_500);
      }
    }),
    runs(2_000),
  );
});

test('the time is that of the wall clock, and the day stands with it where it is not today', () => {
  fc.assert(
    fc.property(dates, dates, (since, now) => {
      const text = english(facts({ since, now }));
      const time = since.toTimeString().slice(0, 5);
      const isToday = since.toDateString() === now.toDateString();
      if (isToday) expect(text).toContain(` since ${time};`);
      else expect(text).toMatch(new RegExp(` since ${since.getDate()} [A-Z][a-z]+( \\d{4})?, ${time};`));
      expect(text.includes(`${since.getFullYear()}, `)).toBe(since.getFullYear() !== now.getFullYear());
    }),
    runs(500),
  );
});

test('a wait is never over before it has begun', () => {
  fc.assert(
    fc.property(fc.integer({ min: -(10 ** 8), max: 10 ** 8 }), (ms) => {
      const text = english(facts({ until: new Date(NOW.getTime() + ms) }));
      expect(/check now\./.test(text)).toBe(ms < 500);
      expect(text).not.toMatch(/in (-|0\b)|in 6\d (s|min)/);
    }),
    runs(1_000),
  );
});
