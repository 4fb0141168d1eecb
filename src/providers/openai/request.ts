import type { ChatRequest } from '../../core/chat.ts';
import type { Vendor } from './vendors.ts';

/** The request as one OpenAI-shaped vendor takes it: its model, its name for the token limit, its roles. */
export function toVendor(
  request: ChatRequest,
  model: string,
  vendor: Pick<Vendor, 'limitField' | 'developer' | 'rejects'>,
  params: Record<string, unknown>,
  warn: (message: string) => void,
): ChatRequest {
  const { max_tokens, max_completion_tokens, ...rest } = request;
  const limit = max_completion_tokens ?? max_tokens;
  const body: ChatRequest = { ...rest, model };
  if (limit != null) body[vendor.limitField] = limit;
  if (!vendor.developer) {
    body.messages = request.messages.map((message) =>
      message.role === 'developer' ? { ...message, role: 'system' } : message,
    );
  }
  for (const field of vendor.rejects ?? []) {
    if (!(field in body)) continue;
    delete body[field as keyof ChatRequest];
    warn(`${field}: this vendor does not take it`);
  }
  return { ...body, ...params };
}
