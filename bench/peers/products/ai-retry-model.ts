import { createRetryableModel, error } from 'ai-retry/language-model';
import { type Product, RETRIES } from '../product.ts';
import { clientFor, modelAt } from './ai-sdk.ts';

export const product: Product = {
  name: 'ai-retry, model',
  packages: ['ai-retry', 'ai', '@ai-sdk/openai'],
  settings:
    'createRetryableModel({ model: primary, retries: [error.isRetryable(true).retry({ delay: 1_000, backoffFactor: 2, maxAttempts: 3 }), fallback] }); streamText({ maxRetries: 0, timeout: 30_000 })',
  open: async ({ primary, fallback }) =>
    clientFor(
      createRetryableModel({
        model: modelAt(primary),
        retries: [
          error.isRetryable(true).retry({ delay: 1_000, backoffFactor: 2, maxAttempts: 1 + RETRIES }),
          modelAt(fallback),
        ],
      }),
      0,
    ),
};
