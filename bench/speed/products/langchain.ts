import { ChatOpenAI } from '@langchain/openai';
import type { Endpoint, Product } from '../product.ts';

export const product: Product = {
  name: 'LangChain',
  packages: ['@langchain/core', '@langchain/openai'],
  settings: 'new ChatOpenAI({ maxRetries: 0 }).withFallbacks([likewise]); invoke or stream',
  remark:
    'Its guide to fallbacks advises to switch retries off. With its default of six a 503 takes more than a minute to fall over.',
  async open({ primary, fallback }, { timeout }) {
    const chat = ({ model, apiKey, baseURL }: Endpoint) =>
      new ChatOpenAI({
        model,
        apiKey,
        maxRetries: 0,
        ...(timeout && { timeout }),
        configuration: { baseURL },
      });
    const model = chat(primary).withFallbacks([chat(fallback)]);
    return {
      ask: async (prompt) => (await model.invoke(prompt)).text,
      async stream(prompt, said) {
        for await (const { text } of await model.stream(prompt)) if (text) said(text);
      },
    };
  },
};
