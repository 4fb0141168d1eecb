import type { Run } from './run.ts';
import type { Scenario } from './scenario.ts';

/**
 * The public verdicts. `pass`: the whole answer, every check clean. `partial`: the whole answer, but an advisory check
 * failed. `safe`: no answer, but a bounded, clean error. `fail`: a hang, a truncated answer given as a success, or a
 * required check failed.
 */
export const verdicts = ['pass', 'partial', 'safe', 'fail'] as const;
export type Verdict = (typeof verdicts)[number];

export interface Judgement {
  verdict: Verdict;
  /** What was missed, in words. */
  missed: string[];
}

/** Weighs what the caller got together with what the vendor saw. */
export function judge(scenario: Scenario, run: Run): Judgement {
  const { required = [], advisory = [], ideal } = scenario;
  const failing = (checks: typeof required) =>
    checks.filter(({ holds }) => !holds(run)).map(({ name }) => name);
  const ends = new Set(run.heard.map(({ end }) => end));

  if (ends.has('hung')) return { verdict: 'fail', missed: ['never over'] };
  if (ends.has('wrong')) return { verdict: 'fail', missed: ['not the answer, but given as one'] };
  const broken = failing(required);
  if (broken.length > 0) return { verdict: 'fail', missed: broken };
  if (ideal === 'refusal') {
    const told = !ends.has('whole');
    return told ? { verdict: 'pass', missed: [] } : { verdict: 'partial', missed: ['answered elsewhere'] };
  }
  if (ends.has('error') || ends.has('refused')) return { verdict: 'safe', missed: errorsOf(run) };
  const missed = failing(advisory);
  return { verdict: missed.length > 0 ? 'partial' : 'pass', missed };
}

function errorsOf({ heard }: Run): string[] {
  return [...new Set(heard.flatMap(({ end, error }) => (end === 'whole' ? [] : [error ?? end])))];
}
