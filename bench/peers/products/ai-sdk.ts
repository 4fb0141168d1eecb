import { createOpenAI } from '@ai-sdk/openai';
import { type LanguageModel, streamText } from 'ai';
import { clientOf, type Endpoint, type Piece, type Product, RETRIES, TIMEOUT_MS } from '../product.ts';

/** A model on OpenAI's chat completions: the provider's default would be the Responses API. */
export const modelAt = ({ model, ...reached }: Endpoint) => createOpenAI(reached).chat(model);

/** What is needed of a result of `streamText`, whoever made the call. */
export interface Streamed {
  fullStream: AsyncIterable<Part>;
}

interface Part {
  type: string;
  text?: string;
  error?: unknown;
  reason?: unknown;
  finishReason?: string;
  totalUsage?: { totalTokens?: number | undefined };
  response?: { modelId: string };
}

/**
 * Reads the full stream, as the SDK's page on error handling has it: in `textStream` an error or an abort looks like
 * the end of the answer.
 */
export async function* pieces({ fullStream }: Streamed): AsyncGenerator<Piece> {
  for await (const { type, text, error, reason, finishReason, totalUsage, response } of fullStream) {
    if (type === 'error') throw error instanceof Error ? error : new Error(String(error));
    if (type === 'abort') throw new Error(`aborted: ${reason}`);
    if (type === 'text-delta') yield { text };
    if (type === 'finish-step') yield { model: response?.modelId };
    if (type === 'finish') yield { finish: finishReason, tokens: totalUsage?.totalTokens };
  }
}

/** The usual call, with `maxRetries` for whoever leaves the retries to the SDK. */
export const clientFor = (model: LanguageModel, maxRetries = RETRIES) =>
  clientOf((prompt, abortSignal) =>
    pieces(streamText({ model, prompt, maxRetries, timeout: TIMEOUT_MS, abortSignal, onError() {} })),
  );

export const product: Product = {
  name: 'AI SDK',
  packages: ['ai', '@ai-sdk/openai'],
  settings: 'streamText({ maxRetries: 2, timeout: 30_000 })',
  baseline: true,
  open: async ({ primary }) => clientFor(modelAt(primary)),
};
