import { type Told, usageOf } from '../kit/answer.ts';
import type { Received } from '../kit/journal.ts';
import { json, type Reply } from '../kit/reply.ts';
import { headers, id } from './headers.ts';
import type { OpenAIRequest } from './request.ts';

/** What every chunk and every completion begins with. */
export const head = (request: Received, body: OpenAIRequest, object: string) => ({
  id: id('chatcmpl-', request.serial),
  object,
  created: Math.floor(Date.now() / 1000),
  model: body.model,
});

export const tail = { service_tier: 'default', system_fingerprint: 'fp_drill' };

export function completion(request: Received, body: OpenAIRequest, told: Told): Reply {
  const choices = Array.from({ length: body.n ?? 1 }, (_, index) => ({
    index,
    message: message(request, told),
    logprobs: null,
    finish_reason: told.finish,
  }));
  const whole = { ...head(request, body, 'chat.completion'), choices, usage: usage(told), ...tail };
  return json(200, headers(request.serial), whole);
}

function message(request: Received, told: Told): object {
  const calls = told.toolCalls.map((call, index) => ({
    id: call.id ?? callId(request, index),
    type: 'function',
    function: { name: call.name, arguments: JSON.stringify(call.arguments) },
  }));
  const wordless = told.tokens.length === 0 && (calls.length > 0 || told.refusal !== '');
  return {
    role: 'assistant',
    content: wordless ? null : told.tokens.join(''),
    ...(told.reasoning.length > 0 ? { reasoning_content: told.reasoning.join('') } : {}),
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
    refusal: told.refusal || null,
    annotations: [],
  };
}

export const callId = (request: Received, index: number): string => id(`call_${index}_`, request.serial);

export function usage(told: Told): object {
  const { input, output, cached, reasoning } = usageOf(told);
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: cached, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: reasoning,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}
