import type { MessageCreateParamsBase, OutputConfig } from '@anthropic-ai/sdk/resources/messages';
import type { ChatRequest } from '../../core/chat.ts';
import { noteLosses } from '../../core/losses.ts';
import { forcesTools } from '../../core/traits.ts';
import { checkWindow } from '../../core/window.ts';
import { withAnswer } from './answer-tool.ts';
import { formOf, noteForm } from './form.ts';
import { losses } from './losses.ts';
import { toConversation } from './messages.ts';
import { factsOf, type ModelFacts } from './models.ts';
import { sampling, stops } from './settings.ts';
import { thought } from './thought.ts';
import { toolFields } from './tools.ts';

/** The body of `POST /v1/messages`. The SDK's type no longer has the sampling fields, which older models take. */
export interface AnthropicRequest extends MessageCreateParamsBase {
  temperature?: number;
  top_p?: number;
  top_k?: number;
  stream: boolean;
}

/**
 * OpenAI's request as Anthropic's, for `model`, of which `facts` are known. `params` are Anthropic's own fields; they
 * win, inside of `output_config` one by one. What stays behind goes to `warn`; a `Failure` of kind `invalid-request` is
 * thrown where the answer would be wrong without it.
 */
export function toRequest(
  request: ChatRequest,
  model: string,
  params: Record<string, unknown>,
  warn: (message: string) => void,
  facts: ModelFacts = factsOf(model),
): AnthropicRequest {
  checkWindow(request, facts.window);
  noteLosses(request, losses, warn);
  const { system, messages } = toConversation(request.messages, warn);
  const form = formOf(request, facts);
  noteForm(form, request.response_format, warn);
  const forced = forcesTools(request) || form?.tool !== undefined;
  const { max_tokens, thinking, effort } = thought(request, facts, forced, warn);
  if (form?.instruction) system.push({ type: 'text', text: form.instruction });
  const output: OutputConfig = {
    ...(effort && { effort }),
    ...(form?.format && { format: form.format }),
    ...(params.output_config as OutputConfig | undefined),
  };
  return {
    model,
    max_tokens,
    messages,
    ...(system.length > 0 && { system }),
    ...withAnswer(toolFields(request, messages, facts, warn), form?.tool),
    ...stops(request.stop, warn),
    ...sampling(request, facts, thinking, warn),
    ...(thinking && { thinking }),
    ...params,
    ...(Object.keys(output).length > 0 && { output_config: output }),
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
