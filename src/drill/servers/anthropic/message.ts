import { type Finish, type Told, usageOf } from '../kit/answer.ts';
import type { Received } from '../kit/journal.ts';
import { json, type Reply } from '../kit/reply.ts';
import { headers, id } from './headers.ts';
import type { AnthropicRequest } from './request.ts';
import { sign } from './signatures.ts';

const reasons: Record<Finish, string> = {
  stop: 'end_turn',
  length: 'max_tokens',
  tool_calls: 'tool_use',
  content_filter: 'refusal',
};

export function plain(request: Received, body: AnthropicRequest, told: Told): Reply {
  const whole = {
    ...message(request, body),
    content: content(request, body, told),
    ...ending(told),
    usage: usage(told),
  };
  return json(200, headers(request.serial), whole);
}

/** A message before its first word. */
export const message = (request: Received, body: AnthropicRequest) => ({
  id: id('msg_', request.serial),
  type: 'message',
  role: 'assistant',
  model: body.model,
  content: [],
  stop_reason: null,
  stop_sequence: null,
  stop_details: null,
  container: null,
  diagnostics: null,
});

export const callId = (request: Received, index: number): string => id(`toolu_${index}_`, request.serial);

function content(request: Received, body: AnthropicRequest, told: Told): object[] {
  const thinking = told.reasoning.join('');
  const text = told.tokens.join('');
  return [
    ...(thinking ? [{ type: 'thinking', thinking, signature: sign(body, thinking) }] : []),
    ...(text ? [{ type: 'text', text, citations: null }] : []),
    ...told.toolCalls.map((call, index) => ({
      type: 'tool_use',
      id: call.id ?? callId(request, index),
      name: call.name,
      input: call.arguments,
    })),
  ];
}

/** A refusal is an answer with status 200: the reason says so, the details say why. */
export function ending(told: Told) {
  const refused = told.finish === 'content_filter' || told.refusal !== '';
  const explanation = told.refusal || 'The request was declined by a safety classifier.';
  return {
    stop_reason: refused ? reasons.content_filter : told.finish && reasons[told.finish],
    stop_sequence: null,
    stop_details: refused ? { type: 'refusal', category: 'general_harms', explanation } : null,
  };
}

/** Anthropic counts cached input apart from the rest; the prompt's total is the sum. */
export function usage(told: Told) {
  const { input, output, cached, reasoning } = usageOf(told);
  return {
    input_tokens: input - cached,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: cached,
    cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
    output_tokens: output,
    output_tokens_details: { thinking_tokens: reasoning },
    server_tool_use: null,
    service_tier: 'standard',
    speed: 'standard',
    inference_geo: 'global',
  };
}
