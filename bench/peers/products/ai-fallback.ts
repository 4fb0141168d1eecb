import { createFallback } from 'ai-fallback';
import type { Product } from '../product.ts';
import { clientFor, modelAt } from './ai-sdk.ts';

export const product: Product = {
  name: 'ai-fallback',
  packages: ['ai-fallback', 'ai', '@ai-sdk/openai'],
  settings:
    'createFallback({ models: [primary, fallback], modelResetInterval: 60_000, retryAfterOutput: false }); streamText({ maxRetries: 2, timeout: 30_000 })',
  remark:
    'The interval is the one in its README, and happens to be as long as the outage of S15. After an outage of 65 s, or with the default of three minutes, the primary is not used again within 30 s. Left at its default, `retryAfterOutput` appends a second answer to a broken one. It has no timeout of its own: with a `fetch` that ends by itself, written by the application, S06 falls over too.',
  open: async ({ primary, fallback }) =>
    clientFor(
      createFallback({
        models: [modelAt(primary), modelAt(fallback)],
        modelResetInterval: 60_000,
        retryAfterOutput: false,
      }),
    ),
};
