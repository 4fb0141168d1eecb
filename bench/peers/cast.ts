import type { Product } from './product.ts';

const files = [
  'understudy',
  'langchain',
  'langchain-unretried',
  'ai-fallback',
  'ai-retry-model',
  'ai-retry-call',
  'portkey',
  'ai-sdk',
  'openai-alone',
];

export interface Role {
  file: string;
  product: Product;
}

/** All who play, in the table's order: ours first, those with nobody behind them last. */
export const cast = (): Promise<Role[]> =>
  Promise.all(
    files.map(async (file) => ({ file, product: (await import(`./products/${file}.ts`)).product })),
  );
