import { systemClock } from '../../../src/core/clock.ts';
import { openai } from '../../../src/index.ts';
import { understudy } from '../../../test/drills/failover-bench/contenders.ts';
import type { Product } from '../product.ts';

export const product: Product = {
  name: 'llm-understudy',
  packages: ['llm-understudy', 'openai'],
  settings: 'new Understudy({ maxRetries: 2, timeout: 30_000, fallbacks: [fallback], health: "own" })',
  open: ({ primary: { baseURL }, fallback: { model, ...reached } }) =>
    understudy.open({ baseURL, fallbacks: [openai(model, reached)], clock: systemClock }),
};
