import { ChatOpenAI } from '@langchain/openai';
import { clientOf, type Endpoint, type Product, RETRIES, TIMEOUT_MS } from '../product.ts';

/** As much of a message chunk as is read here. */
interface Chunk {
  text: string;
  response_metadata: { finish_reason?: string; model_name?: string };
  usage_metadata?: { total_tokens: number };
}

/** LangChain with so many retries on each of the two models. */
export function langchain(name: string, maxRetries: number, remark: string): Product {
  const chat = ({ model, apiKey, baseURL }: Endpoint) =>
    new ChatOpenAI({ model, apiKey, maxRetries, timeout: TIMEOUT_MS, configuration: { baseURL } });
  return {
    name,
    packages: ['@langchain/core', '@langchain/openai'],
    settings: `new ChatOpenAI({ maxRetries: ${maxRetries}, timeout: 30_000 }).withFallbacks([likewise])`,
    remark,
    async open({ primary, fallback }) {
      const model = chat(primary).withFallbacks([chat(fallback)]);
      return clientOf(async function* (prompt, signal) {
        const stream = (await model.stream(prompt, { signal })) as AsyncIterable<Chunk>;
        for await (const { text, response_metadata: told, usage_metadata: usage } of stream) {
          yield { text, finish: told.finish_reason, model: told.model_name, tokens: usage?.total_tokens };
        }
      });
    },
  };
}

export const product = langchain('LangChain, 2 retries', RETRIES, "The bench's budget.");
