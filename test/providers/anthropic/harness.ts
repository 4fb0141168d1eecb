import { afterEach, beforeEach } from 'vitest';
import type { Chunk, Completion } from '../../../src/core/chat.ts';
import { type AnthropicServer, startAnthropic } from '../../../src/drill/servers/anthropic.ts';
import type { Answer } from '../../../src/drill/servers/kit/answer.ts';
import { anthropicProvider } from '../../../src/providers/anthropic/index.ts';
import type { AnthropicOptions } from '../../../src/providers/anthropic/options.ts';
import { fakeCall } from '../fake-call.ts';
import { asking, chunksOf, completionOf, itemsOf, streaming } from './helpers.ts';

/** A fresh Anthropic for each test of the file, and the real SDK before it. */
export const at: { server: AnthropicServer; answer: Answer | string } = {
  server: undefined as unknown as AnthropicServer,
  answer: '',
};

export function serveEachTest(): void {
  beforeEach(async () => {
    at.answer = 'One two three four.';
    at.server = await startAnthropic({ answer: () => at.answer });
  });
  afterEach(() => at.server.close());
}

export const provider = (options: Partial<AnthropicOptions> = {}, model = 'claude-sonnet-5-5') =>
  anthropicProvider(model, { apiKey: 'sk-ant-1', baseURL: at.server.url, ...options });

/** Both ways to ask, each to its end. */
export const ways = {
  plain: async (call = fakeCall()): Promise<Completion> =>
    completionOf(await provider().chat(asking(), call)),
  stream: async (call = fakeCall()): Promise<Chunk[]> =>
    chunksOf(itemsOf(await provider().chat(streaming(), call))),
};

export const bothWays = Object.entries(ways);
