import type { ChatRequest } from '../../core/chat.ts';
import { invalid } from '../../core/failure.ts';
import { toMessages } from './messages.ts';
import { settleChoice } from './tool-choice.ts';
import type { Vendor } from './vendor.ts';

/** A request on its way to a vendor, whose fields are not all OpenAI's. */
export type VendorBody = Record<string, unknown> & Pick<ChatRequest, 'messages' | 'tools' | 'tool_choice'>;
type Traits = Omit<Vendor, 'baseURL' | 'keyVariable'>;
type Warn = (message: string) => void;

/** The request as one OpenAI-shaped vendor takes it. Warns of what stays behind; `params` are merged in last. */
export function toVendor(
  request: ChatRequest,
  model: string,
  vendor: Traits,
  params: Record<string, unknown>,
  warn: Warn,
): ChatRequest {
  const { max_tokens, max_completion_tokens, ...rest } = request;
  const body: VendorBody = { ...rest, model, messages: toMessages(request.messages, vendor, warn) };
  const limit = max_completion_tokens ?? max_tokens;
  if (limit != null) body[vendor.limitField] = limit;
  leaveOut(body, vendor, warn);
  rename(body, vendor);
  settleFormat(body, vendor, warn);
  settleEffort(body, model, vendor, warn);
  settleChoice(body, vendor, warn);
  Object.assign(body, vendor.adds?.find(([models]) => models.test(model))?.[1]);
  return { ...body, ...params } as unknown as ChatRequest;
}

/** Values that ask for nothing: nobody need be told that they stay behind. */
const idle = new Set([
  'n=1',
  'store=false',
  'logprobs=false',
  'top_logprobs=0',
  'presence_penalty=0',
  'frequency_penalty=0',
  'parallel_tool_calls=true',
  'logit_bias={}',
  'metadata={}',
  'modalities=["text"]',
  'service_tier="auto"',
  'service_tier="default"',
  'verbosity="medium"',
  // Who rejects the question tells its usage unasked.
  'stream_options={"include_usage":true}',
]);

function leaveOut(body: VendorBody, { rejects = [] }: Traits, warn: Warn): void {
  const speaks = body.audio != null || JSON.stringify(body.modalities)?.includes('audio');
  if (speaks && rejects.includes('audio')) throw invalid('audio', 'this vendor answers in text only');
  for (const field of rejects) {
    if (!(field in body)) continue;
    const value = body[field];
    delete body[field];
    if (value != null && !idle.has(`${field}=${JSON.stringify(value)}`))
      warn(`${field}: this vendor does not take it`);
  }
}

function rename(body: VendorBody, { renames = {} }: Traits): void {
  for (const [from, to] of Object.entries(renames)) {
    if (body[from] != null) body[to] = body[from];
    delete body[from];
  }
}

export function settleFormat(body: VendorBody, { onlyFormat }: Pick<Traits, 'onlyFormat'>, warn: Warn): void {
  const format = body.response_format as ChatRequest['response_format'];
  if (!onlyFormat || !format || format.type === 'text' || format.type === onlyFormat) return;
  if (format.type === 'json_object') {
    const json_schema = { name: 'answer', schema: { type: 'object' } };
    body.response_format = { type: 'json_schema', json_schema };
    return;
  }
  body.response_format = { type: 'json_object' };
  const content = `Answer in JSON that fits this schema: ${JSON.stringify(format.json_schema.schema ?? {})}`;
  body.messages = [{ role: 'system', content }, ...body.messages];
  warn('response_format: this vendor keeps to no schema; it is asked in words to');
}

function settleEffort(body: VendorBody, model: string, { efforts, unthinking }: Traits, warn: Warn): void {
  const wanted = body.reasoning_effort;
  if (typeof wanted !== 'string') return;
  if (wanted === 'none' && unthinking) {
    delete body.reasoning_effort;
    Object.assign(body, unthinking);
    return;
  }
  if (!efforts) return;
  const known = efforts.find(([models]) => models.test(model))?.[1] ?? {};
  const theirs = Object.hasOwn(known, wanted) ? known[wanted] : undefined;
  if (theirs === wanted) return;
  if (theirs) body.reasoning_effort = theirs;
  else delete body.reasoning_effort;
  warn(`reasoning_effort: ${theirs ? `sent as "${theirs}"` : 'this model takes no such effort'}`);
}
