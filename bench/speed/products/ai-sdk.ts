import { createOpenAI } from '@ai-sdk/openai';
import { generateText, type LanguageModel, streamText } from 'ai';
import type { Client, Endpoint, Manner } from '../product.ts';

/** A model on OpenAI's chat completions: the provider's default would be the Responses API. */
export const modelAt = ({ model, ...reached }: Endpoint) => createOpenAI(reached).chat(model);

/** The usual calls. In a text stream an error looks like the end of the answer, so it is caught where it is told. */
export function clientFor(model: LanguageModel, { timeout }: Manner, maxRetries = 2): Client {
  const settings = { model, maxRetries, ...(timeout && { timeout }) };
  return {
    ask: async (prompt) => (await generateText({ ...settings, prompt })).text,
    async stream(prompt, said) {
      let failure: unknown;
      const onError = ({ error }: { error: unknown }) => {
        failure = error;
      };
      for await (const text of streamText({ ...settings, prompt, onError }).textStream) said(text);
      if (failure) throw failure;
    },
  };
}
