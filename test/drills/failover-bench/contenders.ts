import OpenAI from 'openai';
import { type FailoverOptions, Understudy, type UnderstudyOptions } from '../../../src/index.ts';

/** What a client is given on a stage. */
export type Configuration = Pick<FailoverOptions, 'fallbacks' | 'routes' | 'clock'> & { baseURL: string };

/** Whoever takes the test. */
export interface Contender {
  name: string;
  /** The vendors that it can ask; all of them where this is left out. */
  wires?: string[];
  open: (configuration: Configuration) => Promise<OpenAI>;
}

/**
 * The public bench gives everybody the same budget: two retries, thirty seconds, one fallback. Nothing else is set;
 * `health: 'own'` only keeps what one scenario teaches from the next.
 */
export const BUDGET = { maxRetries: 2, timeout: 30_000 };

export const understudyWith = (more: UnderstudyOptions): Contender => ({
  name: 'llm-understudy',
  async open(configuration) {
    const client = new Understudy({ apiKey: 'key-1', ...BUDGET, health: 'own', ...configuration, ...more });
    // No scenario is about how long an SDK takes to load.
    await client.failover.ready();
    return client;
  },
});

export const understudy = understudyWith({});

/** OpenAI's client with its own retries and nobody behind it: the measure of what a failover is good for. */
export const openaiAlone: Contender = {
  name: 'openai alone',
  wires: ['OpenAI'],
  open: async ({ baseURL }) => new OpenAI({ apiKey: 'key-1', ...BUDGET, baseURL, logLevel: 'off' }),
};
