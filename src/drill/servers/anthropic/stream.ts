import { piecesOf, type Told } from '../kit/answer.ts';
import type { Received } from '../kit/journal.ts';
import type { Reply, Step } from '../kit/reply.ts';
import { headers } from './headers.ts';
import { callId, ending, message, usage } from './message.ts';
import type { AnthropicRequest } from './request.ts';
import { sign } from './signatures.ts';

/** Every event carries its name twice: in the SSE field and in the data. */
export const event = (data: object): string =>
  `event: ${(data as { type?: string }).type ?? 'error'}\ndata: ${JSON.stringify(data)}\n\n`;

export const PING = event({ type: 'ping' });

export function stream(request: Received, body: AnthropicRequest, told: Told): Reply {
  return {
    status: 200,
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      ...headers(request.serial),
    },
    stream: true,
    steps: [...events(request, body, told)],
  };
}

function* events(request: Received, body: AnthropicRequest, told: Told): Generator<Step> {
  const { input_tokens, cache_creation_input_tokens, cache_read_input_tokens, output_tokens, ...rest } =
    usage(told);
  const counted = { input_tokens, cache_creation_input_tokens, cache_read_input_tokens, output_tokens };
  const opening = { ...message(request, body), usage: { ...counted, ...rest, output_tokens: 1 } };
  yield { send: event({ type: 'message_start', message: opening }) };
  const written = blocks(request, body, told);
  for (const [index, block] of written.entries()) {
    yield { send: event({ type: 'content_block_start', index, content_block: block.start }) };
    if (index === 0) yield { send: PING };
    for (const delta of block.deltas) {
      yield { send: event({ type: 'content_block_delta', index, delta }), part: 'token' };
    }
    if (told.finish === null && block === written.at(-1)) return;
    if (block.seal) yield { send: event({ type: 'content_block_delta', index, delta: block.seal }) };
    yield { send: event({ type: 'content_block_stop', index }) };
  }
  if (told.finish === null) return;
  const { output_tokens_details, server_tool_use } = rest;
  const total = { ...counted, output_tokens_details, server_tool_use };
  yield { send: event({ type: 'message_delta', delta: ending(told), usage: total }) };
  yield { send: event({ type: 'message_stop' }), part: 'end' };
}

type Written = { start: object; deltas: object[]; seal?: object };

/** The content blocks in their order: thinking with its signature, text, tool calls. */
function blocks(request: Received, body: AnthropicRequest, told: Told): Written[] {
  const thinking: Written = {
    start: { type: 'thinking', thinking: '', signature: '' },
    deltas: told.reasoning.map((token) => ({ type: 'thinking_delta', thinking: token })),
    seal: { type: 'signature_delta', signature: sign(body, told.reasoning.join('')) },
  };
  const text: Written = {
    start: { type: 'text', text: '' },
    deltas: told.tokens.map((token) => ({ type: 'text_delta', text: token })),
  };
  const calls = told.toolCalls.map(
    (call, index): Written => ({
      start: { type: 'tool_use', id: call.id ?? callId(request, index), name: call.name, input: {} },
      deltas: piecesOf(call.arguments).map((piece) => ({ type: 'input_json_delta', partial_json: piece })),
    }),
  );
  return [thinking, text].filter((block) => block.deltas.length > 0).concat(calls);
}
