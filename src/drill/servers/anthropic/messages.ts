import { type Complaints, isObject } from '../kit/rules.ts';
import { callRules, merged } from './calls.ts';
import { invalid } from './errors.ts';
import { takesPrefill } from './models.ts';
import { type AnthropicMessage, type AnthropicRequest, type Block, blocksOf } from './request.ts';

const PREFILL =
  'This model does not support assistant message prefill. The conversation must end with a user message.';

export function* messageRules({ model, messages, system, tools }: AnthropicRequest): Complaints {
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
}

function* turnRules({ role, content }: AnthropicMessage, index: number, last: boolean): Complaints {
  const at = `messages.${index}`;
  if (!['user', 'assistant', 'system'].includes(role)) {
    yield invalid(`messages: Unexpected role "${role}". Allowed roles are "user", "assistant" or "system".`);
  }
  if (typeof content !== 'string' && !Array.isArray(content)) yield invalid(`${at}.content: Field required`);
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
    yield* blockRules(block, `${at}.content.${place}`);
}

function* textRules(where: string, blocks: Block[]): Complaints {
  for (const { type, text } of blocks) {
    if (type === 'text' && text === '') yield invalid(`${where}: text content blocks must be non-empty`);
    if (type === 'text' && text?.trim() === '') {
      yield invalid(`${where}: text content blocks must contain non-whitespace text`);
    }
  }
}

function* blockRules(block: Block, at: string): Complaints {
  if (block.type === 'tool_use') {
    if (!/^[a-zA-Z0-9_-]+$/.test(block.id ?? '')) {
      yield invalid(`${at}.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'`);
    }
    if (!block.name) yield invalid(`${at}.tool_use.name: Field required`);
    if (!isObject(block.input)) yield invalid(`${at}.tool_use.input: Input should be a valid dictionary`);
  }
  if (block.type === 'tool_result' && !block.tool_use_id)
    yield invalid(`${at}.tool_result.tool_use_id: Field required`);
}
