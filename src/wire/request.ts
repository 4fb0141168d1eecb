import type { ChatRequest } from '../core/chat.ts';

/** A request that no vendor could answer, told as OpenAI tells it. */
export interface BadRequest {
  message: string;
  param: string;
}

type Read = { request: ChatRequest } | { bad: BadRequest };

const bad = (param: string, message: string): Read => ({ bad: { message, param } });

/** The body of a chat request, or what is wrong with it. Only the form is looked at: roles are the vendors' matter. */
export function readRequest(body: string): Read {
  let request: Partial<ChatRequest> | null;
  try {
    request = JSON.parse(body);
  } catch {
    return bad('body', 'The body of the request is not JSON.');
  }
  if (typeof request !== 'object' || request === null || Array.isArray(request)) {
    return bad('body', 'The body of the request is no object: send { model, messages }.');
  }
  const { model, messages } = request;
  if (typeof model !== 'string' || model === '') {
    return bad('model', 'The request names no model: set "model", such as "gpt-5.5".');
  }
  if (!Array.isArray(messages) || messages.length === 0) {
    return bad('messages', 'The request has no messages: send at least { role: "user", content }.');
  }
  const odd = messages.findIndex(
    (message) => typeof (message as { role?: unknown } | null)?.role !== 'string',
  );
  if (odd < 0) return { request: request as ChatRequest };
  return bad(`messages[${odd}].role`, `messages[${odd}] has no role: it takes { role, content }.`);
}
