import { createFallback } from 'ai-fallback';
import type { Product } from '../product.ts';
import { clientFor, modelAt } from './ai-sdk.ts';

export const product: Product = {
  name: 'ai-fallback',
  packages: ['ai-fallback', 'ai', '@ai-sdk/openai'],
  settings:
    'createFallback({ models: [primary, fallback], modelResetInterval: 60_000, retryAfterOutput: false }); generateText or streamText; once: { modelResetInterval: 0 } and { maxRetries: 0 }',
  remark:
    'The interval is the one in its README: after its first failure everybody goes to the fallback. Its only timeout is the whole call’s, behind which nobody is asked.',
  open: async ({ primary, fallback }, manner) =>
    clientFor(
      createFallback({
        models: [modelAt(primary), modelAt(fallback)],
        modelResetInterval: manner.tries === 'once' ? 0 : 60_000,
        retryAfterOutput: false,
      }),
      manner,
      manner.tries === 'once' ? 0 : 2,
    ),
};
