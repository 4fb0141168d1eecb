import type { ChatRequest } from '../../core/chat.ts';
import { invalid } from '../../core/failure.ts';
import { type Effort, forcesTools, nearest } from '../../core/traits.ts';
import { checkWindow } from '../../core/window.ts';
import type { OwnTraits } from './models.ts';
import { settleFormat, type VendorBody } from './request.ts';

type Warn = (message: string) => void;
type Body = Partial<ChatRequest> & Record<string, unknown>;

/** Values that a model takes though it takes no other. */
const usual: Readonly<Record<string, number>> = {
  temperature: 1,
  top_p: 1,
  presence_penalty: 0,
  frequency_penalty: 0,
};

/**
 * The request as its model takes it, as far as anything is known of that. Throws a `Failure` where it could not answer:
 * of kind `context-length` for a conversation that is plainly too long, `invalid-request` for tools that it does not take.
 */
export function settled(request: ChatRequest, traits: Partial<OwnTraits>, warn: Warn): ChatRequest {
  checkWindow(request, traits.window);
  const body: Body = { ...request };
  settleLimit(body, traits, warn);
  settleEffort(body, traits, warn);
  settleTools(body, traits, warn);
  settleSampling(body, traits, warn);
  if (traits.schemas === false) settleFormat(body as VendorBody, { onlyFormat: 'json_object' }, warn);
  if (traits.stops === false && body.stop != null) {
    delete body.stop;
    warn('stop: this model takes none');
  }
  return body as unknown as ChatRequest;
}

function settleLimit(body: Body, { thinks, maxTokens }: Partial<OwnTraits>, warn: Warn): void {
  if (thinks && body.max_tokens != null) {
    body.max_completion_tokens ??= body.max_tokens;
    delete body.max_tokens;
  }
  for (const field of ['max_completion_tokens', 'max_tokens'] as const) {
    if (maxTokens === undefined || (body[field] ?? 0) <= maxTokens) continue;
    body[field] = maxTokens;
    warn(`${field}: ${maxTokens} is the most that this model gives`);
  }
}

function settleEffort(body: Body, { efforts }: Partial<OwnTraits>, warn: Warn): void {
  const wanted = body.reasoning_effort;
  if (wanted == null || !efforts || efforts.includes(wanted as Effort)) return;
  const effort = nearest(wanted as Effort, efforts);
  if (effort) body.reasoning_effort = effort;
  else delete body.reasoning_effort;
  if (effort || wanted !== 'none')
    warn(`reasoning_effort: ${effort ? `sent as "${effort}"` : 'this model takes none'}`);
}

function settleTools(body: Body, { tools, forcedTools }: Partial<OwnTraits>, warn: Warn): void {
  if (!body.tools?.length) return;
  if (tools === 'never') throw invalid('tools', 'this model takes them on the Responses API alone');
  if (tools === 'unthinking' && body.reasoning_effort !== 'none') {
    body.reasoning_effort = 'none';
    warn('reasoning_effort: sent as "none", for this model takes tools only where it need not think');
  }
  if (forcedTools === false && forcesTools(body)) {
    delete body.tool_choice;
    warn('tool_choice: this model cannot be forced to call a tool; it decides itself');
  }
}

function settleSampling(body: Body, { sampling, thinks, usualEffort }: Partial<OwnTraits>, warn: Warn): void {
  if (sampling === undefined) return;
  const idle = (body.reasoning_effort ?? usualEffort) === 'none';
  if (sampling && (!thinks || idle)) return;
  const why = sampling ? 'this model takes it only with the effort "none"' : 'this model takes none';
  for (const [field, value] of Object.entries(usual)) {
    const wanted = body[field];
    if (wanted == null) continue;
    delete body[field];
    if (wanted !== value) warn(`${field}: ${why}`);
  }
  for (const field of ['logprobs', 'top_logprobs']) {
    if (!body[field]) continue;
    delete body[field];
    warn(`${field}: ${why}`);
  }
}
