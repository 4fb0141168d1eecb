import type {
  ContentBlock,
  Message,
  RawContentBlockDeltaEvent,
  RawMessageStreamEvent,
} from '@anthropic-ai/sdk/resources/messages';
import { portableId } from '../../core/call-ids.ts';
import { objectOf } from '../../core/json-object.ts';
import { toolUse } from './assistant.ts';
import type { AnthropicRequest } from './request.ts';
import { keepThoughts, type Piece, type Thought } from './thoughts.ts';

/** Takes down what a turn is made of, and keeps its thoughts where calls follow from them. */
export class Memo {
  readonly #request: AnthropicRequest;
  readonly #account: string;
  readonly #pieces: Piece[] = [];
  readonly #calls: { id: string; name: string; input: string }[] = [];
  #text = '';

  constructor(request: AnthropicRequest, account: string) {
    this.#request = request;
    this.#account = account;
  }

  /** A whole message. What is none is for others to tell. */
  read({ content, stop_reason }: Partial<Message>): void {
    if (!Array.isArray(content)) return;
    for (const block of content) {
      this.#open(block);
      if (block.type === 'tool_use') this.#calls.at(-1)!.input = JSON.stringify(block.input ?? {});
    }
    this.#end(stop_reason);
  }

  /** An event of a stream. */
  hear(event: RawMessageStreamEvent): void {
    if (event.type === 'content_block_start') this.#open(event.content_block);
    else if (event.type === 'content_block_delta') this.#add(event.delta);
    else if (event.type === 'message_delta') this.#end(event.delta.stop_reason);
  }

  #open(block: ContentBlock): void {
    if (block.type === 'thinking') {
      const { thinking = '', signature = '' } = block;
      this.#pieces.push({ type: 'thinking', thinking, signature });
    } else if (block.type === 'redacted_thinking') {
      this.#pieces.push({ type: 'redacted_thinking', data: block.data });
    } else if (block.type === 'text') {
      const { text = '' } = block;
      this.#pieces.push({ type: 'text', length: text.length });
      this.#text += text;
    } else if (block.type === 'tool_use') {
      this.#pieces.push({ type: 'tool_use' });
      this.#calls.push({ id: block.id, name: block.name, input: '' });
    }
  }

  /** Blocks come one after the other: what is added belongs to the last. */
  #add(delta: RawContentBlockDeltaEvent['delta']): void {
    const last = this.#pieces.at(-1);
    if (delta.type === 'thinking_delta' && last?.type === 'thinking') last.thinking += delta.thinking;
    if (delta.type === 'signature_delta' && last?.type === 'thinking') last.signature += delta.signature;
    if (delta.type === 'input_json_delta' && last?.type === 'tool_use')
      this.#calls.at(-1)!.input += delta.partial_json;
    if (delta.type !== 'text_delta' || last?.type !== 'text') return;
    last.length += delta.text.length;
    this.#text += delta.text;
  }

  #end(reason: string | null | undefined): void {
    if (reason !== 'tool_use' || !this.#pieces.some(isThought)) return;
    const words = this.#text.trim() === '' ? [] : [{ type: 'text' as const, text: this.#text }];
    const calls = this.#calls.map(({ id, name, input }) =>
      toolUse({ name, args: objectOf(input || '{}') ?? {} }, portableId(id)),
    );
    const turn = { role: 'assistant' as const, content: [...words, ...calls] };
    keepThoughts(this.#request, this.#account, turn, this.#pieces);
  }
}

function isThought(piece: Piece): piece is Thought {
  return piece.type === 'thinking' || piece.type === 'redacted_thinking';
}

/** The events as they come, with a memo taken of them. */
export async function* noted(
  events: AsyncIterable<RawMessageStreamEvent>,
  memo: Memo,
): AsyncGenerator<RawMessageStreamEvent> {
  for await (const event of events) {
    memo.hear(event);
    yield event;
  }
}
