import { Agent } from '@mastra/core/agent';
import type { MastraModelConfig } from '@mastra/core/llm';
import type { Product } from '../product.ts';
import { modelAt } from './ai-sdk.ts';

export const product: Product = {
  name: 'Mastra',
  packages: ['@mastra/core', '@ai-sdk/openai'],
  settings:
    'new Agent({ model: [{ model: primary, maxRetries: 0 }, { model: fallback, maxRetries: 0 }] }); generate or stream',
  remark: 'An agent without tools or memory. A call ends by a signal only, behind which nobody is asked.',
  async open({ primary, fallback }, { timeout }) {
    const agent = new Agent({
      id: 'bench',
      name: 'bench',
      instructions: '',
      model: [
        { model: modelAt(primary) as MastraModelConfig, maxRetries: 0 },
        { model: modelAt(fallback) as MastraModelConfig, maxRetries: 0 },
      ],
    });
    const options = () => (timeout ? { abortSignal: AbortSignal.timeout(timeout) } : {});
    return {
      ask: async (prompt) => (await agent.generate(prompt, options())).text,
      async stream(prompt, said) {
        const { textStream } = await agent.stream(prompt, options());
        for await (const text of textStream) said(text);
      },
    };
  },
};
