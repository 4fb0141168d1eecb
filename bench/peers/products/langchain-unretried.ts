import { langchain } from './langchain.ts';

export const product = langchain(
  'LangChain, no retries',
  0,
  'Its guide to fallbacks advises to switch retries off, lest the first model keeps on retrying.',
);
