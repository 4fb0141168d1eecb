import fc from 'fast-check';
import type { FailureKind } from '../../src/core/kind.ts';
import { type Manner, manner } from './manners.ts';
import { sizes } from './texts.ts';

/** How a stream that has begun goes wrong. */
export type How = 'resets' | 'ends' | 'stalls' | 'says-so';
/** Where: before a word, behind its role, in a tool call, before its finish, behind it, or at a share of its bytes. */
export type Where = 'head' | 'role' | 'tool' | 'finish' | 'end' | number;

export type Fault =
  | { type: 'none' }
  /** Its role and its finish, and nothing between. */
  | { type: 'empty' }
  | { type: 'refuses'; kind: FailureKind; retryAfterMs: number | undefined }
  | { type: 'hangs' }
  | { type: 'breaks'; how: How; where: Where };

/** How a vendor writes its stream. */
export interface Style {
  /** Code points of text in each event; bytes in each piece that the network brings. */
  words: number[];
  network: number[];
  roleApart: boolean;
  finishApart: boolean;
  usage: boolean;
  done: boolean;
  crlf: boolean;
}

/** What becomes of one request. */
export interface Fate {
  fault: Fault;
  manner: Manner;
  style: Style;
}

const style: fc.Arbitrary<Style> = fc.record({
  words: sizes(12),
  network: sizes(400),
  roleApart: fc.boolean(),
  finishApart: fc.boolean(),
  usage: fc.boolean(),
  done: fc.boolean(),
  crlf: fc.boolean(),
});

const KINDS: FailureKind[] = ['transient', 'overloaded', 'timeout', 'rate-limit', 'quota', 'model-not-found'];

const breaks: fc.Arbitrary<Fault> = fc.record({
  type: fc.constant('breaks' as const),
  how: fc.constantFrom<How>('resets', 'ends', 'stalls', 'says-so'),
  where: fc.oneof(
    { weight: 6, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
    { weight: 3, arbitrary: fc.constantFrom<Where>('tool', 'finish', 'end') },
    { weight: 1, arbitrary: fc.constantFrom<Where>('head', 'role') },
  ),
});

const refuses: fc.Arbitrary<Fault> = fc.record({
  type: fc.constant('refuses' as const),
  kind: fc.constantFrom(...KINDS),
  retryAfterMs: fc.option(fc.integer({ min: 0, max: 20_000 }), { nil: undefined }),
});

export const NONE: Fault = { type: 'none' };

const fault: fc.Arbitrary<Fault> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(NONE) },
  { weight: 12, arbitrary: breaks },
  { weight: 1, arbitrary: fc.constantFrom<Fault>({ type: 'empty' }, { type: 'hangs' }) },
  { weight: 1, arbitrary: refuses },
);

export const fate = (faults: fc.Arbitrary<Fault> = fault): fc.Arbitrary<Fate> =>
  fc.record({ fault: faults, manner, style });

/** What becomes of each request to a vendor, the last again and again. */
export const fates = (faults?: fc.Arbitrary<Fault>): fc.Arbitrary<Fate[]> =>
  fc.array(fate(faults), { minLength: 1, maxLength: 3 });
