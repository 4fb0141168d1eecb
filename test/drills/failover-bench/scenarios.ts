import * as check from './checks.ts';
import type { Scenario } from './scenario.ts';

const CUT = { kind: 'cut', afterTokens: 40 } as const;

/** The sixteen scenarios of the public Failover Bench (methodology 0.1), in this bench's own words. */
export const scenarios: Scenario[] = [
  {
    id: 'S01',
    name: 'throttled once, Retry-After 2 s',
    script: ({ rateLimit }) => ({ once: [rateLimit(2)] }),
    required: [check.attemptsAtMost(2, 1_500)],
    advisory: [check.triedAgain, check.notAgainBefore(1_800)],
  },
  {
    id: 'S02',
    name: 'throttled for good',
    script: ({ rateLimit }) => ({ always: rateLimit() }),
    required: [check.attemptsAtMost(4, 3_000), check.attemptsAtMost(6)],
  },
  {
    id: 'S03',
    name: '500 once',
    script: ({ serverError }) => ({ once: [serverError] }),
    advisory: [check.triedAgain],
  },
  {
    id: 'S04',
    name: 'overloaded for good',
    script: ({ overloaded }) => ({ always: overloaded }),
    required: [check.attemptsAtMost(6)],
  },
  {
    id: 'S05',
    name: 'connection reset once',
    script: () => ({ once: [{ kind: 'reset' }] }),
  },
  {
    id: 'S06',
    name: 'accepts and never answers',
    script: () => ({ always: { kind: 'silence' } }),
    required: [check.overWithin(100_000)],
    advisory: [check.attemptsAtMost(1)],
  },
  {
    id: 'S07',
    name: 'first token after 20 s',
    script: () => ({ always: { kind: 'slow-first-token', ms: 20_000 } }),
    advisory: [check.overWithin(15_000)],
  },
  {
    id: 'S08',
    name: 'dies after 40 of 60 tokens',
    script: () => ({ always: CUT }),
  },
  {
    id: 'S09',
    name: 'silent for 30 s after 20 tokens, then closed',
    script: () => ({ always: { kind: 'stall', afterTokens: 20, ms: 30_000 } }),
    callAfterwards: true,
    required: [check.overWithin(45_000), check.healthyAfterwards],
  },
  {
    id: 'S10',
    name: 'broken JSON in the tenth event',
    script: () => ({ always: { kind: 'broken-json', atEvent: 10 } }),
    callAfterwards: true,
    required: [check.healthyAfterwards],
  },
  {
    id: 'S11',
    name: 'complete, without a terminator',
    script: () => ({ always: { kind: 'no-terminator' } }),
    required: [check.overWithin(8_000)],
    advisory: [check.usageReported],
  },
  {
    id: 'S12',
    name: 'context too long',
    script: ({ contextLength }) => ({ always: contextLength }),
    required: [check.exactlyOneAttempt],
  },
  {
    id: 'S13',
    name: 'prompt refused by a content policy',
    script: ({ contentFilter }) => ({ always: contentFilter ?? { kind: 'blocked' } }),
    ideal: 'refusal',
    required: [check.exactlyOneAttempt],
  },
  {
    id: 'S14',
    name: 'dies after 40 tokens, fallback rejects a prefill',
    script: () => ({ always: CUT }),
    fallbackRejectsPrefill: true,
  },
  {
    id: 'S15',
    name: 'overloaded for 60 s; 20 calls, one every 4 s',
    script: ({ overloaded }) => ({ always: overloaded, recoversAfterMs: 60_000 }),
    calls: { count: 20, everyMs: 4_000 },
    required: [check.primaryUsedAgain(60_000, 30_000)],
  },
  {
    id: 'S16',
    name: 'the books after a failover',
    script: ({ overloaded }) => ({ always: overloaded }),
    required: [check.fallbackNamed, check.usageReported, check.attemptsAtMost(6)],
  },
];
