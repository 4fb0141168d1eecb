import { type Judgement, judge } from '../../test/drills/failover-bench/judge.ts';
import { play } from '../../test/drills/failover-bench/run.ts';
import type { Scenario } from '../../test/drills/failover-bench/scenario.ts';
import { scenarios } from '../../test/drills/failover-bench/scenarios.ts';
import { realTime } from '../../test/drills/failover-bench/time.ts';
import type { Product } from './product.ts';
import { Seated, wire } from './stage.ts';

/** One field of the table. */
export interface Score extends Judgement {
  id: string;
  /** Of the longest call. */
  tookMs: number;
  /** How many requests the primary saw. */
  requests: number;
}

/** Plays all scenarios to one product at the same time: each has servers and a client of its own. */
export async function playAll(product: Product): Promise<Score[]> {
  await using seated = new Seated(product);
  return await Promise.all(scenarios.map((scenario) => score(scenario, seated)));
}

async function score(scenario: Scenario, contender: Seated): Promise<Score> {
  const run = await play({ scenario, wire, mode: 'stream', contender }, realTime);
  const tookMs = Math.round(Math.max(...run.heard.map(({ tookMs }) => tookMs)));
  return { id: scenario.id, tookMs, requests: run.seen.length, ...judge(scenario, run) };
}
