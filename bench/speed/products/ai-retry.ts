import { createRetryableModel } from 'ai-retry/language-model';
import type { Product } from '../product.ts';
import { clientFor, modelAt } from './ai-sdk.ts';

export const product: Product = {
  name: 'ai-retry',
  packages: ['ai-retry', 'ai', '@ai-sdk/openai'],
  settings:
    'createRetryableModel({ model: primary, retries: [fallback] }); generateText or streamText({ maxRetries: 0 })',
  remark:
    'No retries on the primary, and the SDK’s are off as its README asks: its shortest way to the fallback. All calls share the model, as its README has it.',
  open: async ({ primary, fallback }, manner) =>
    clientFor(createRetryableModel({ model: modelAt(primary), retries: [modelAt(fallback)] }), manner, 0),
};
