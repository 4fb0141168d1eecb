import type { MessageCreateParamsBase, OutputConfig } from '@anthropic-ai/sdk/resources/messages';
import type { ChatRequest } from '../../core/chat.ts';
import { noteLosses } from '../../core/losses.ts';
import { losses } from './losses.ts';
import { toConversation } from './messages.ts';
import { factsOf } from './models.ts';
import { format, limit, sampling, stops, thought } from './settings.ts';
import { toolFields } from './tools.ts';

/** The body of `POST /v1/messages`. The SDK's type no longer has the sampling fields, which older models take. */
export interface AnthropicRequest extends MessageCreateParamsBase {
  temperature?: number;
  top_p?: number;
  top_k?: number;
  stream: boolean;
}

/**
 * OpenAI's request as Anthropic's, for `model`. `params` are Anthropic's own fields; they win. What stays behind goes
 * to `warn`; a `Failure` of kind `invalid-request` is thrown where the answer would be wrong without it.
 */
export function toRequest(
  request: ChatRequest,
  model: string,
  params: Record<string, unknown>,
  warn: (message: string) => void,
): AnthropicRequest {
  const facts = factsOf(model);
  noteLosses(request, losses, warn);
  const { system, messages } = toConversation(request.messages, warn);
  const { thinking, effort } = thought(request.reasoning_effort, facts, warn);
  const output: OutputConfig = { ...(effort && { effort }), ...format(request.response_format, warn) };
  return {
    model,
    max_tokens: limit(request, facts, warn),
    messages,
    ...(system.length > 0 && { system }),
    ...toolFields(request, messages, facts, warn),
    ...stops(request.stop, warn),
    ...sampling(request, facts, warn),
    ...(thinking && { thinking }),
    ...(Object.keys(output).length > 0 && { output_config: output }),
    ...params,
    stream: request.stream === true,
  };
}

/**
 * The version of the API that takes this request. Since 2026-10-21 it rejects the sampling fields, even at their
 * defaults and for models that still sample; the version before is served on.
 */
export function versionOf({ temperature, top_p, top_k }: AnthropicRequest): string {
  return (temperature ?? top_p ?? top_k) === undefined ? '2026-10-21' : '2023-06-01';
}
