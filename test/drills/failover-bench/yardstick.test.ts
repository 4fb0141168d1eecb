import { describe, expect, it } from 'vitest';
import type { UnderstudyOptions } from '../../../src/index.ts';
import { ANSWER } from './answer.ts';
import { score, settings, tables } from './bench.ts';
import { type Contender, openaiAlone, understudyWith } from './contenders.ts';
import { scenarios } from './scenarios.ts';
import { tally } from './scorecard.ts';
import { VirtualTime } from './virtual-time.ts';
import { openStage, wires } from './wires.ts';

const time = new VirtualTime();

/** The streamed verdicts of a contender on OpenAI's wire, by scenario. */
async function streamed(contender: Contender, of = scenarios.map(({ id }) => id)) {
  const scores = [];
  for (const setting of settings(
    tables.flatMap((table) => table.scenarios),
    contender,
  )) {
    const { scenario, wire, mode } = setting;
    if (wire.name !== 'OpenAI' || mode !== 'stream' || !of.includes(scenario.id)) continue;
    scores.push(await score(setting, time));
  }
  return scores;
}

const byId = (scores: Awaited<ReturnType<typeof streamed>>) =>
  Object.fromEntries(scores.map(({ id, verdict }) => [id, verdict]));

it('has an answer of sixty words', () => {
  expect(ANSWER.split(' ')).toHaveLength(60);
});

it("measures OpenAI's client alone as the public bench does: ten clean errors, nothing worse", async () => {
  const scores = await streamed(openaiAlone);
  expect(tally(scores)).toEqual({ pass: 5, partial: 1, safe: 10, fail: 0 });
});

it('sees a truncated answer that is given as a success', async () => {
  const scores = await streamed(openaiAlone, ['B01', 'B05', 'B06', 'B07']);
  expect(byId(scores)).toEqual({ B01: 'fail', B05: 'fail', B06: 'fail', B07: 'fail' });
});

describe('sees what is missing', () => {
  it.each<[string, UnderstudyOptions, Record<string, string>]>([
    // Twice the budget's time, or the slow one's share of it would run out in time without any race.
    ['hedging', { hedge: false, timeout: 60_000 }, { S06: 'pass', S07: 'partial' }],
    ['continuation', { onBrokenStream: 'error' }, { S08: 'safe', S09: 'safe', S14: 'safe', S10: 'safe' }],
    ['a refusal', { fallbackOn: { contentFilter: true } }, { S13: 'partial' }],
    ['a second try', { retry: { maxRetryAfterMs: 0 } }, { S01: 'partial' }],
    ['a way back', { breaker: { cooldownMs: 600_000 } }, { S15: 'fail' }],
    ['a fallback', { fallbacks: [] }, { S04: 'safe', S06: 'safe', S12: 'safe' }],
  ])('%s', async (_, options, verdicts) => {
    expect(byId(await streamed(understudyWith(options), Object.keys(verdicts)))).toEqual(verdicts);
  });
});

describe('the fallback', () => {
  const turns = (assistant: string) => [
    { role: 'user', text: 'Tell me of the night ferry.' },
    { role: assistant, text: 'The night ferry' },
  ];
  const prefill = (model: string): [path: string, key: string, body: object] =>
    model.startsWith('claude')
      ? [
          '/v1/messages',
          'x-api-key',
          {
            model,
            max_tokens: 99,
            messages: turns('assistant').map(({ role, text }) => ({ role, content: text })),
          },
        ]
      : [
          `/v1beta/models/${model}:generateContent`,
          'x-goog-api-key',
          { contents: turns('model').map(({ role, text }) => ({ role, parts: [{ text }] })) },
        ];

  it.each([
    ['S08', 200],
    ['S14', 400],
  ])('in %s meets a prefill with %i', async (id, status) => {
    const scenario = scenarios.find((one) => one.id === id)!;
    for (const wire of wires) {
      await using stage = await openStage(wire, scenario, openaiAlone, time);
      const [path, key, body] = prefill(stage.models.fallback);
      const headers = { [key]: 'key-2', 'anthropic-version': '2023-06-01' };
      const answer = await fetch(stage.fallback.url + path, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      });
      expect(answer.status, wire.fallback.name).toBe(status);
      if (status === 200) expect(await answer.text()).toContain('left Tromsø');
    }
  });
});
