import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AllTargetsFailedError, StreamBrokenError } from '../../src/core/exhausted.ts';
import { type Fate, fates, NONE } from './fates.ts';
import { runs } from './runs.ts';
import { bare, text } from './texts.ts';
import { type Heard, hear } from './world.ts';

const chain = fc.array(fates(), { minLength: 2, maxLength: 4 });
const seed = fc.integer({ min: 1, max: 10 ** 6 });

const speaking = (whole: string, fated: readonly Fate[][]) =>
  fated.map((fates) => ({ speech: { text: whole, calls: [], turns: [] }, fates }));

const counted = ({ chunks }: Heard, what: 'finish_reason' | 'role') =>
  chunks.filter(({ choices: [choice] }) => (what === 'role' ? choice?.delta.role : choice?.finish_reason))
    .length;

/** What holds for every answer, also for one that is not whole: once, in order, and of one piece. */
function expectOneAnswer(heard: Heard, whole: string): void {
  expect(bare(whole).startsWith(bare(heard.text))).toBe(true);
  expect(new Set(heard.chunks.map(({ id }) => id)).size).toBeLessThanOrEqual(1);
  expect(counted(heard, 'role')).toBeLessThanOrEqual(1);
  expect(counted(heard, 'finish_reason')).toBeLessThanOrEqual(1);
}

function expectWhole(heard: Heard, whole: string): void {
  expect(bare(heard.text)).toBe(bare(whole));
  expect(counted(heard, 'role')).toBe(1);
  expect(counted(heard, 'finish_reason')).toBe(1);
}

test('whatever happens to whom, the answer comes once, in order and whole, or as a broken one', async () => {
  await fc.assert(
    fc.asyncProperty(text(), chain, seed, async (whole, fated, luck) => {
      const heard = await hear(speaking(whole, fated), luck);
      expectOneAnswer(heard, whole);
      const { error } = heard;
      if (error === undefined) expectWhole(heard, whole);
      else if (error instanceof StreamBrokenError) expect(error.partial).toBe(heard.text);
      else
        expect({ error, text: heard.text }).toMatchObject({
          error: expect.any(AllTargetsFailedError),
          text: '',
        });
    }),
    runs(1_500),
  );
});

test('one vendor in good health is enough, unless it has nothing to add', async () => {
  const well = fates(fc.constant(NONE));
  await fc.assert(
    fc.asyncProperty(text(), chain, well, seed, async (whole, fated, last, luck) => {
      const heard = await hear(speaking(whole, [...fated.slice(0, 3), last]), luck);
      expectOneAnswer(heard, whole);
      // Broken off between the last word and the finish: an answer to that without a word counts as none.
      if (heard.error === undefined) expectWhole(heard, whole);
      else expect(bare(heard.text)).toBe(bare(whole));
    }),
    runs(1_000),
  );
});

test('a reader who goes leaves nothing behind', async () => {
  const goes = fc.record({
    after: fc.integer({ min: 1, max: 40 }),
    how: fc.constantFrom('leaves' as const, 'aborts' as const),
  });
  await fc.assert(
    fc.asyncProperty(text(), chain, goes, seed, async (whole, fated, reader, luck) => {
      const heard = await hear(speaking(whole, fated), luck, reader);
      expectOneAnswer(heard, whole);
      if (heard.chunks.length > reader.after) expect(heard.error).toBeUndefined();
    }),
    runs(500),
  );
});
