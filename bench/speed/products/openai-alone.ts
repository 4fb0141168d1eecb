import OpenAI from 'openai';
import { clientOf, type Product } from '../product.ts';

export const product: Product = {
  name: 'openai, bare',
  packages: ['openai'],
  settings: 'new OpenAI()',
  bare: true,
  open: async ({ primary: { model, ...reached } }, { tries, timeout }) =>
    clientOf(
      new OpenAI({ ...reached, ...(tries === 'once' && { maxRetries: 0 }), ...(timeout && { timeout }) }),
      model,
    ),
};
