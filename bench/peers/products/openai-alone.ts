import { systemClock } from '../../../src/core/clock.ts';
import { openaiAlone } from '../../../test/drills/failover-bench/contenders.ts';
import type { Product } from '../product.ts';

export const product: Product = {
  name: 'openai',
  packages: ['openai'],
  settings: 'new OpenAI({ maxRetries: 2, timeout: 30_000 })',
  baseline: true,
  open: ({ primary: { baseURL } }) => openaiAlone.open({ baseURL, clock: systemClock }),
};
