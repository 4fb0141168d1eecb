import { experimental_retryableStreamText as retryableStreamText } from 'ai-retry/stream-text';
import { error, timeout } from 'ai-retry/stream-text/conditions';
import { clientOf, type Product, RETRIES, TIMEOUT_MS } from '../product.ts';
import { modelAt, pieces } from './ai-sdk.ts';

export const product: Product = {
  name: 'ai-retry, call (experimental)',
  packages: ['ai-retry', 'ai', '@ai-sdk/openai'],
  settings:
    'experimental_retryableStreamText({ model: primary, timeout: 30_000, retry: [timeout().switch({ model: fallback, timeout: 30_000 }), error.isRetryable(true).retry({ delay: 1_000, backoffFactor: 2, maxAttempts: 3 }), fallback] })',
  remark: 'Where its README sends whoever wants a stream to fail over after a timeout.',
  async open(seat) {
    const model = modelAt(seat.primary);
    const fallback = modelAt(seat.fallback);
    const retry = [
      timeout().switch({ model: fallback, timeout: TIMEOUT_MS }),
      error.isRetryable(true).retry({ delay: 1_000, backoffFactor: 2, maxAttempts: 1 + RETRIES }),
      fallback,
    ];
    return clientOf(async function* (prompt, abortSignal) {
      const call = { model, prompt, timeout: TIMEOUT_MS, abortSignal, onError() {}, retry };
      yield* pieces(await retryableStreamText(call));
    });
  },
};
