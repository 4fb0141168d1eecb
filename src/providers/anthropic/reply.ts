import type { ContentBlock, Message } from '@anthropic-ai/sdk/resources/messages';
import { unfinished } from '../../core/answer.ts';
import type { Call } from '../../core/call.ts';
import { portableId } from '../../core/call-ids.ts';
import type { Completion } from '../../core/chat.ts';
import { Failure } from '../../core/failure.ts';
import { failureInBody } from './errors.ts';
import { finishOf, noteBlock } from './finish.ts';
import { usageOf } from './usage.ts';

type Choice = Completion['choices'][number];
type ToolCall = NonNullable<Choice['message']['tool_calls']>[number];

/** OpenAI's message with the field in which compatible vendors show what the model thought. */
type ReasoningMessage = Choice['message'] & { reasoning_content?: string };

/**
 * Anthropic's message as a completion. Throws a `Failure` where the body is none: an error under a 200, a page, or
 * a message that was cut off.
 */
export function toCompletion(body: unknown, call: Call): Completion {
  const message = body as Partial<Message> | null | undefined;
  if (typeof message !== 'object' || message === null)
    throw new Failure('transient', 'The answer is no message');
  if (!Array.isArray(message.content)) throw failureInBody(body);
  if (!message.stop_reason) throw unfinished();
  const finish_reason = finishOf(message.stop_reason, call.warn);
  return {
    id: message.id ?? call.id,
    object: 'chat.completion',
    created: Math.floor(call.clock.date() / 1000),
    model: message.model ?? '',
    choices: [{ index: 0, finish_reason, logprobs: null, message: messageOf(message as Message, call) }],
    ...(message.usage && { usage: usageOf(message.usage) }),
  };
}

function messageOf({ content, stop_details }: Message, call: Call): ReasoningMessage {
  for (const { type } of content) noteBlock(type, call.warn);
  const text = content.map((block) => (block.type === 'text' ? block.text : '')).join('');
  const reasoning = content.map((block) => (block.type === 'thinking' ? block.thinking : '')).join('');
  const tools = content.flatMap(toolCall);
  const refusal = stop_details?.explanation || null;
  return {
    role: 'assistant',
    // A caller sends it back as it is, and OpenAI takes no message without content, calls or refusal.
    content: text || (tools.length > 0 || refusal ? null : ''),
    refusal,
    ...(reasoning && { reasoning_content: reasoning }),
    ...(tools.length > 0 && { tool_calls: tools }),
  };
}

function toolCall(block: ContentBlock): ToolCall[] {
  if (block.type !== 'tool_use') return [];
  const { id, name, input } = block;
  return [
    { id: portableId(id), type: 'function', function: { name, arguments: JSON.stringify(input ?? {}) } },
  ];
}
