import { openai, Understudy } from 'llm-understudy';
import { clientOf, type Product } from '../product.ts';

export const product: Product = {
  name: 'llm-understudy',
  packages: ['llm-understudy', 'openai'],
  settings: 'new Understudy({ fallbacks: [fallback] }); once: { maxRetries: 0, breaker: false } beside it',
  async open({ primary, fallback: { model, ...reached } }, { tries, timeout }) {
    const client = new Understudy({
      apiKey: primary.apiKey,
      baseURL: primary.baseURL,
      fallbacks: [openai(model, reached)],
      ...(tries === 'once' && { maxRetries: 0, breaker: false as const }),
      ...(timeout && { timeout }),
    });
    await client.failover.ready();
    return clientOf(client, primary.model);
  },
};
