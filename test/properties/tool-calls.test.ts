import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Chunk } from '../../src/core/chat.ts';
import { AllTargetsFailedError, StreamBrokenError } from '../../src/core/exhausted.ts';
import { fates, NONE } from './fates.ts';
import { runs } from './runs.ts';
import type { Speech, Spoken } from './script.ts';
import { bare, piecesOf, sizes, text } from './texts.ts';
import { hear } from './world.ts';

/** The arguments of a call, in pieces: any JSON, for a brace or a quote in a text must end nothing. */
const pieces = fc
  .tuple(fc.dictionary(fc.string({ maxLength: 4 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 }), sizes(8))
  .map(([args, lengths]) => piecesOf(JSON.stringify(args), lengths));

/** What each of the vendors calls, in which pieces, and whose turn it is. No two vendors call the same. */
const calling = fc.array(
  fc.record({
    calls: fc.array(pieces, { minLength: 1, maxLength: 3 }),
    turns: fc.array(fc.nat(5), { maxLength: 30 }),
    fates: fates(),
  }),
  { minLength: 2, maxLength: 4 },
);

type Calling = { calls: string[][]; turns: number[] };

const speechOf = (whole: string, vendor: number, { calls, turns }: Calling): Speech => ({
  text: whole,
  turns,
  calls: calls.map((pieces, index) => ({ id: `v${vendor}-${index}`, name: `tool_${vendor}`, pieces })),
});

/** The calls as a client puts them together; a piece too many, or one too few, shows. */
function assembled(chunks: readonly Chunk[]): Spoken[] {
  const calls: Spoken[] = [];
  for (const { choices } of chunks) {
    for (const { index, id, function: part } of choices[0]?.delta.tool_calls ?? []) {
      calls[index] ??= { id: '', name: '', pieces: [] };
      calls[index].id += id ?? '';
      calls[index].name += part?.name ?? '';
      calls[index].pieces.push(part?.arguments ?? '');
    }
  }
  return calls.map((call) => ({ ...call, pieces: [call.pieces.join('')] }));
}

const wholeCalls = ({ calls }: Speech): Spoken[] =>
  calls.map((call) => ({ ...call, pieces: [call.pieces.join('')] }));

test('a caller gets the calls of one vendor, each whole and once, or none at all', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(text(12), fc.constant('')), calling, async (whole, vendors) => {
      const speeches = vendors.map((vendor, index) => speechOf(whole, index, vendor));
      const heard = await hear(
        vendors.map(({ fates }, index) => ({ speech: speeches[index]!, fates })),
        1,
      );
      const calls = assembled(heard.chunks);
      for (const { pieces } of calls) expect(() => JSON.parse(pieces[0]!)).not.toThrow();
      expect(bare(whole).startsWith(bare(heard.text))).toBe(true);
      if (heard.error === undefined) {
        expect(speeches.map(wholeCalls)).toContainEqual(calls);
        expect(bare(heard.text)).toBe(bare(whole));
      } else {
        expect(calls).toEqual([]);
        if (heard.error instanceof StreamBrokenError) expect(heard.error.partial).toBe(heard.text);
        else expect(heard.error).toBeInstanceOf(AllTargetsFailedError);
      }
    }),
    runs(700),
  );
});

test('a call that broke off is made anew by the next vendor that is well', async () => {
  const well = fates(fc.constant(NONE));
  await fc.assert(
    fc.asyncProperty(fc.oneof(text(12), fc.constant('')), calling, well, async (whole, vendors, last) => {
      const speeches = vendors.map((vendor, index) => speechOf(whole, index, vendor));
      const fated = vendors.map(({ fates }, index) => (index === vendors.length - 1 ? last : fates));
      const heard = await hear(
        speeches.map((speech, index) => ({ speech, fates: fated[index]! })),
        1,
      );
      expect(heard.error).toBeUndefined();
      expect(speeches.map(wholeCalls)).toContainEqual(assembled(heard.chunks));
    }),
    runs(400),
  );
});
