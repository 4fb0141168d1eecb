import type { ChatRequest } from '../../core/chat.ts';
import { noteLosses } from '../../core/losses.ts';
import { checkWindow } from '../../core/window.ts';
import { generationConfig } from './config.ts';
import type { Warn } from './content.ts';
import { formOf, noteForm } from './form.ts';
import { losses } from './losses.ts';
import { toConversation } from './messages.ts';
import { factsOf, type ModelFacts } from './models.ts';
import { toolFields } from './tools.ts';
import type { GeminiRequest } from './wire.ts';

/**
 * OpenAI's request as Gemini's, for `model`. `params` are Gemini's own fields; they win. What stays behind goes to
 * `warn`; a `Failure` of kind `invalid-request` is thrown where the answer would be wrong without it.
 */
export function toRequest(
  request: ChatRequest,
  model: string,
  params: Record<string, unknown>,
  warn: Warn,
  facts: ModelFacts = factsOf(model),
): GeminiRequest {
  checkWindow(request, facts.window);
  noteLosses(request, losses, warn);
  const form = formOf(request, facts);
  noteForm(form, warn);
  const { systemInstruction, ...conversation } = toConversation(request.messages, {
    model,
    signed: facts.signatures,
    warn,
  });
  const parts = [
    ...(systemInstruction?.parts ?? []),
    ...(form?.instruction ? [{ text: form.instruction }] : []),
  ];
  const body: GeminiRequest = {
    ...conversation,
    ...(parts.length > 0 && { systemInstruction: { parts } }),
    ...toolFields(request, model, facts.forcedTools, warn),
    generationConfig: { ...generationConfig(request, facts, warn), ...form?.config },
  };
  return merged({ ...body }, params) as unknown as GeminiRequest;
}

type Fields = Record<string, unknown>;

/** Nearly all that one sets is inside of `generationConfig`: so objects are merged, one level deep, and not replaced. */
function merged(body: Fields, params: Fields): Fields {
  const added = Object.entries(params).map(([name, value]) => {
    const ours = body[name];
    return [name, isFields(ours) && isFields(value) ? { ...ours, ...value } : value];
  });
  return { ...body, ...Object.fromEntries(added) };
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
