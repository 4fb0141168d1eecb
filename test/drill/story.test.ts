import { expect, onTestFinished, test } from 'vitest';
import { perform } from '../../src/drill/perform.ts';
import { Screen } from '../../src/drill/screen.ts';
import { openStaged } from '../../src/drill/staged.ts';
import { story } from '../../src/drill/story.ts';
import { tally } from '../../src/drill/summary.ts';
import { isLost, type Played } from '../../src/drill/turn.ts';
import { capture, fastPace } from './kit.ts';

async function performed(options: { beatMs?: number } = {}) {
  const pace = fastPace(options);
  const stage = await openStaged(pace);
  onTestFinished(() => stage.close());
  const signal = new AbortController().signal;
  const played = await perform(story, { stage, pace, signal, screen: new Screen(capture()) });
  return { played, seen: stage.seen(), waits: pace.waits };
}

const attemptsOf = ({ attempts }: Played) =>
  attempts.map(({ provider, outcome, status, kind }) =>
    [provider, outcome, status ?? kind].filter(Boolean).join(' '),
  );

const probes = ({ events }: Played) =>
  events.flatMap((event) => (event.type === 'probe-ended' ? `${event.target} ${event.ok}` : []));

test('each turn is served by whom the story says, and none is lost', async () => {
  const { played } = await performed();
  expect(played.map(({ provider }) => provider)).toEqual([
    'openai',
    'anthropic',
    'anthropic',
    'google',
    'custom',
    'google',
    'openai',
  ]);
  expect(played.filter(isLost)).toEqual([]);
});

test('what was tried before is what the servers were told to do', async () => {
  const { played } = await performed();
  expect(played.map(attemptsOf)).toEqual([
    ['openai answered'],
    ['openai failed 502', 'openai failed 503', 'anthropic answered'],
    ['openai failed transient', 'anthropic answered'],
    ['openai failed 503', 'anthropic failed 529', 'anthropic failed 529', 'google answered'],
    ['anthropic failed 529', 'custom answered'],
    ['google answered'],
    ['openai answered'],
  ]);
});

test('the broken answer comes whole, from two voices, and the same word for word', async () => {
  const { played } = await performed();
  const third = played[2]!;
  const broken = third.events.find(({ type }) => type === 'stream-broken');
  expect(broken).toMatchObject({ target: 'openai/gpt-5.5' });
  expect(third.text).toBe(story.turns[2]!.answer);
});

test('the notebook reads from the whole conversation', async () => {
  const { played } = await performed();
  for (const number of [1, 2, 3, 4]) expect(played[4]!.text).toContain(`\n${number}. `);
  expect(played[4]!.text).toContain('as vapour, too small to see.');
});

test('ChatGPT is back after probes beside a turn of somebody else', async () => {
  const { played } = await performed();
  expect(probes(played[5]!)).toEqual(['openai/gpt-5.5 true', 'anthropic/claude-sonnet-5-5 true']);
});

test('an open circuit is waited for as long as it has to rest, and no longer', async () => {
  const { waits } = await performed();
  const others = waits.filter((ms) => ms !== 0 && ms !== 900);
  expect(others).toHaveLength(1);
  // Claude, whose circuit opened a turn and a beat ago, has 1.6 s to rest where chance plays no part.
  expect(others[0]).toBeGreaterThan(300);
  expect(others[0]).toBeLessThan(1_600 - 900 + 2);
});

test('a probe of a vendor that is still down finds that out, and the story waits longer', async () => {
  const slow = await performed({ beatMs: 2_500 });
  expect(probes(slow.played[4]!)).toEqual(['openai/gpt-5.5 false']);
  expect(slow.played.at(-1)!.provider).toBe('openai');
  expect(slow.played.filter(isLost)).toEqual([]);
});

test('the summary counts what the servers saw, and what a client alone received', async () => {
  const { played, seen } = await performed();
  expect(seen).toEqual([
    { provider: 'openai', requests: 8, probes: 2 },
    { provider: 'anthropic', requests: 7, probes: 2 },
    { provider: 'google', requests: 2, probes: 0 },
  ]);
  const { bare, wordsLost, switches, by } = tally(played);
  expect(played.map(({ bare }) => bare === '')).toEqual([false, true, false, true, true, false, false]);
  expect(story.turns[2]!.answer.startsWith(played[2]!.bare!)).toBe(true);
  expect(bare).toMatchObject({ lost: 3, cut: 1 });
  expect(wordsLost).toBe(0);
  expect(switches).toHaveLength(4);
  expect(by.get('anthropic')).toEqual({ turns: 2, joined: 1 });
});
