import { expect, it } from 'vitest';
import { scenarios } from './scenarios.ts';
import { type Card, type Score, toJson, toMarkdown } from './scorecard.ts';

const score = (more: Partial<Score>): Score => ({
  id: 'S01',
  wire: 'OpenAI',
  mode: 'stream',
  verdict: 'pass',
  missed: [],
  tookMs: 900,
  ...more,
});

const card: Card = {
  contender: 'somebody',
  profile: 'fast',
  tables: [
    {
      title: 'The sixteen',
      scenarios: scenarios.slice(0, 2),
      scores: [
        score({}),
        score({ id: 'S02', verdict: 'safe', missed: ['429 slow down'] }),
        score({ wire: 'Gemini', mode: 'plain', verdict: 'partial', missed: ['tried again'] }),
      ],
    },
  ],
};

it('has a column for each wire and way of asking, a sum below, and a reason for all that is no pass', () => {
  const lines = toMarkdown(card).split('\n');
  expect(lines).toContain('| S01 | throttled once, Retry-After 2 s | pass | – | – | – | – | partial |');
  expect(lines).toContain(
    '|  | pass/partial/safe/fail | 1/0/1/0 | 0/0/0/0 | 0/0/0/0 | 0/0/0/0 | 0/0/0/0 | 0/1/0/0 |',
  );
  expect(lines.filter((line) => line.startsWith('- '))).toEqual([
    '- S02 OpenAI stream safe, 0.9 s: 429 slow down',
    '- S01 Gemini plain partial, 0.9 s: tried again',
  ]);
});

it('is the same as JSON', () => {
  const { contender, tables } = JSON.parse(toJson(card));
  expect(contender).toBe('somebody');
  expect(tables[0].tally).toEqual({ pass: 1, partial: 1, safe: 1, fail: 0 });
  expect(tables[0].scores).toHaveLength(3);
});
