import type { Complaints } from '../kit/rules.ts';
import { blockRules } from './blocks.ts';
import { callRules, merged } from './calls.ts';
import { invalid } from './errors.ts';
import { takesPrefill } from './models.ts';
import { type AnthropicMessage, type AnthropicRequest, type Block, blocksOf } from './request.ts';
import { signatureRules } from './signatures.ts';

const PREFILL =
  'This model does not support assistant message prefill. The conversation must end with a user message.';

export function* messageRules(body: AnthropicRequest): Complaints {
  const { model, messages, system, tools } = body;
  if (!Array.isArray(messages)) yield invalid('messages: Input should be a valid list');
  if (messages.length === 0) yield invalid('messages: at least one message is required');
  for (const [index, message] of messages.entries())
    yield* turnRules(message, index, index === messages.length - 1);
  if (messages[0]!.role !== 'user') yield invalid('messages: first message must use the "user" role');
  if (Array.isArray(system)) yield* textRules('system', system);
  const turns = merged(messages);
  if (!tools?.length && turns.some((turn) => turn.blocks.some((block) => block.type === 'tool_use'))) {
    yield invalid('Requests which include `tool_use` or `tool_result` blocks must define tools');
  }
  yield* callRules(turns);
  if (messages.at(-1)?.role === 'assistant' && !takesPrefill(model)) yield invalid(PREFILL);
  yield* signatureRules(body);
}

function* turnRules(message: AnthropicMessage, index: number, last: boolean): Complaints {
  const at = `messages.${index}`;
  const { role, content } = message;
  if (!['user', 'assistant', 'system'].includes(role)) {
    yield invalid(`messages: Unexpected role "${role}". Allowed roles are "user", "assistant" or "system".`);
  }
  if (typeof content !== 'string' && !Array.isArray(content)) yield invalid(`${at}.content: Field required`);
  const extra = Object.keys(message).find((field) => field !== 'role' && field !== 'content');
  if (extra) yield invalid(`${at}.${extra}: Extra inputs are not permitted`);
  const mayBeEmpty = role === 'assistant' && last;
  if (content.length === 0 && !mayBeEmpty) {
    yield invalid(
      `${at}: all messages must have non-empty content except for the optional final assistant message`,
    );
  }
  if (Array.isArray(content)) yield* textRules('messages', content);
  const words = blocksOf(content).at(-1)?.text;
  if (mayBeEmpty && words !== undefined && words !== words.trimEnd()) {
    yield invalid('messages: final assistant content cannot end with trailing whitespace');
  }
  for (const [place, block] of blocksOf(content).entries())
    yield* blockRules(block, role, `${at}.content.${place}`);
}

function* textRules(where: string, blocks: Block[]): Complaints {
  for (const { type, text } of blocks) {
    if (type === 'text' && text === '') yield invalid(`${where}: text content blocks must be non-empty`);
    if (type === 'text' && text?.trim() === '') {
      yield invalid(`${where}: text content blocks must contain non-whitespace text`);
    }
  }
}
