import type { ChatRequest } from '../core/chat.ts';

/** A request that no vendor could answer, told as OpenAI tells it. */
export interface BadRequest {
  message: string;
  param: string;
}

/** The body of a chat request, or what is wrong with it. Only the form is looked at: roles are the vendors' matter. */
export function readRequest(body: string): ChatRequest | BadRequest {
  let request: Partial<ChatRequest> | null;
  try {
    request = JSON.parse(body);
  } catch {
    return { message: 'The body of the request is not JSON.', param: 'body' };
  }
  if (typeof request !== 'object' || request === null || Array.isArray(request)) {
    return { message: 'The body of the request is no object: send { model, messages }.', param: 'body' };
  }
  if (typeof request.model !== 'string' || request.model === '') {
    return { message: 'The request names no model: set "model", such as "gpt-5.5".', param: 'model' };
  }
  if (!Array.isArray(request.messages) || request.messages.length === 0) {
    return {
      message: 'The request has no messages: send at least { role: "user", content }.',
      param: 'messages',
    };
  }
  const bad = request.messages.findIndex(
    (message) => typeof (message as { role?: unknown } | null)?.role !== 'string',
  );
  if (bad >= 0) {
    return {
      message: `messages[${bad}] has no role: it takes { role, content }.`,
      param: `messages[${bad}].role`,
    };
  }
  return request as ChatRequest;
}

export function isBad(request: ChatRequest | BadRequest): request is BadRequest {
  return 'param' in request;
}
