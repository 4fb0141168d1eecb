import { describe, test } from 'vitest';
import {
  type ConformanceOptions,
  conformance,
  type PlayedVendor,
  playedBy,
  startAnthropic,
  startGemini,
  startOpenAI,
} from '../../src/drill/index.ts';
import { startCompatible } from '../../src/drill/servers/openai/compatible-server.ts';
import { anthropic, compatible, google, openai } from '../../src/index.ts';

const apiKey = 'key-conformance-1';
/** It ends an answer; there is no such error. */
const skip = { 'failure: content-filter': 'the vendor tells it as a finish' };
const vendors: Record<string, ConformanceOptions<PlayedVendor>> = {
  openai: {
    vendor: () => playedBy(startOpenAI),
    target: ({ url }) => openai('gpt-4.1', { apiKey, baseURL: url }),
  },
  anthropic: {
    vendor: () => playedBy(startAnthropic),
    skip,
    target: ({ url }) => anthropic('claude-sonnet-5-5', { apiKey, baseURL: url }),
  },
  'google, generative-ai': {
    vendor: () => playedBy(startGemini),
    skip,
    target: ({ url }) => google('gemini-3.8-flash', { apiKey, baseURL: url }),
  },
  'google, genai': {
    vendor: () => playedBy(startGemini),
    skip,
    target: ({ url }) => google('gemini-3.8-flash', { apiKey, baseURL: url, sdk: 'genai' }),
  },
  groq: {
    vendor: () => playedBy((options) => startCompatible('groq', options)),
    target: ({ url }) => compatible('groq', { model: 'llama-4', apiKey, baseURL: url }),
  },
  ollama: {
    vendor: () => playedBy((options) => startCompatible('ollama', options)),
    target: ({ url }) => compatible('ollama', { model: 'llama3.2', apiKey, baseURL: url }),
  },
};

describe.each(Object.entries(vendors))('%s', (_, options) => {
  for (const { name, skipped, run } of conformance({ ...options, secrets: [apiKey] }))
    test.skipIf(skipped)(name, run);
});
