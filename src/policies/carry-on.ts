import type { ChatRequest } from '../core/chat.ts';
import { tokensIn } from '../core/usage.ts';

const LEAST_TOKENS = 16;

/**
 * The conversation so far, the partial answer, and the wish to carry on. Never a bare prefill: most current models
 * reject a request that ends in an assistant turn.
 */
export function carryOn(request: ChatRequest, partial: string): ChatRequest {
  const spent = tokensIn(partial.length);
  const less = (limit: number) => Math.max(Math.min(limit, LEAST_TOKENS), limit - spent);
  return {
    ...request,
    ...(request.max_tokens && { max_tokens: less(request.max_tokens) }),
    ...(request.max_completion_tokens && { max_completion_tokens: less(request.max_completion_tokens) }),
    messages: [
      ...request.messages,
      { role: 'assistant', content: partial },
      {
        role: 'user',
        content:
          'Your answer was cut off. Carry on from exactly where it stops, in the same language and format. ' +
          'Do not repeat any of it, do not apologise and do not announce that you carry on.',
      },
    ],
  };
}
