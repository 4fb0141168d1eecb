import type {
  RawContentBlockDeltaEvent,
  RawContentBlockStartEvent,
  RawMessageDeltaEvent,
  RawMessageStartEvent,
  RawMessageStreamEvent,
} from '@anthropic-ai/sdk/resources/messages';
import type { Call } from '../../core/call.ts';
import { portableId } from '../../core/call-ids.ts';
import type { Chunk } from '../../core/chat.ts';
import { failureInBody } from './errors.ts';
import { finishOf, noteBlock } from './finish.ts';
import { type Counts, usageOf } from './usage.ts';

type Choice = Chunk['choices'][number];
/** OpenAI's delta with the field in which compatible vendors show what the model thinks. */
type Delta = Choice['delta'] & { reasoning_content?: string };

/** A tool call on its way: its place among the calls, and what it was opened with. */
interface OpenCall {
  index: number;
  input: unknown;
  written: boolean;
}

/** Writes one stream's chunks, event by event. */
export class ChunkWriter {
  /** True once the model's reason to stop has arrived. */
  finished = false;
  readonly #call: Call;
  readonly #includeUsage: boolean;
  readonly #created: number;
  readonly #tools = new Map<number, OpenCall>();
  #id: string;
  #model = '';
  #usage: Counts = {};

  constructor(includeUsage: boolean, call: Call) {
    this.#call = call;
    this.#includeUsage = includeUsage;
    this.#id = call.id;
    this.#created = Math.floor(call.clock.date() / 1000);
  }

  /** What an event says; nothing for a kind that is not known, which Anthropic asks to be ignored. */
  write(event: RawMessageStreamEvent | { type: 'error' }): Chunk[] {
    switch (event.type) {
      case 'error':
        throw failureInBody(event);
      case 'message_start':
        return this.#start(event.message);
      case 'content_block_start':
        return this.#saying(this.#open(event.index, event.content_block));
      case 'content_block_delta':
        return this.#saying(this.#piece(event.index, event.delta));
      case 'content_block_stop':
        return this.#saying(this.#close(event.index));
      case 'message_delta':
        return this.#end(event);
      default:
        return [];
    }
  }

  #start(message: RawMessageStartEvent['message']): Chunk[] {
    this.#id = message.id ?? this.#id;
    this.#model = message.model ?? '';
    this.#usage = message.usage ?? {};
    return this.#saying({ role: 'assistant', content: '' });
  }

  #open(index: number, block: RawContentBlockStartEvent['content_block']) {
    noteBlock(block.type, this.#call.warn);
    if (block.type === 'text') return block.text ? { content: block.text } : undefined;
    // Said even where the thoughts themselves are withheld, so that a long silence is known for thinking.
    if (block.type === 'thinking') return { reasoning_content: block.thinking };
    if (block.type === 'redacted_thinking') return { reasoning_content: '' };
    if (block.type !== 'tool_use') return undefined;
    const open: OpenCall = { index: this.#tools.size, input: block.input, written: false };
    this.#tools.set(index, open);
    const { name } = block;
    const id = portableId(block.id);
    return {
      tool_calls: [{ index: open.index, id, type: 'function' as const, function: { name, arguments: '' } }],
    };
  }

  #piece(index: number, delta: RawContentBlockDeltaEvent['delta']): Delta | undefined {
    if (delta.type === 'text_delta') return { content: delta.text };
    if (delta.type === 'thinking_delta') return { reasoning_content: delta.thinking };
    const open = this.#tools.get(index);
    if (delta.type !== 'input_json_delta' || !open || delta.partial_json === '') return undefined;
    open.written = true;
    return { tool_calls: [{ index: open.index, function: { arguments: delta.partial_json } }] };
  }

  /** A call without arguments sends no piece of them; OpenAI's always have at least `{}`. */
  #close(index: number): Delta | undefined {
    const open = this.#tools.get(index);
    if (!open || open.written) return undefined;
    return { tool_calls: [{ index: open.index, function: { arguments: JSON.stringify(open.input ?? {}) } }] };
  }

  #end({ delta, usage }: RawMessageDeltaEvent): Chunk[] {
    for (const [name, count] of Object.entries(usage ?? {})) {
      if (count !== null) this.#usage = { ...this.#usage, [name]: count };
    }
    if (!delta.stop_reason || this.finished) return [];
    this.finished = true;
    const reason = finishOf(delta.stop_reason, this.#call.warn);
    const refusal = delta.stop_details?.explanation;
    const finish = this.#chunk([this.#choice(refusal ? { refusal } : {}, reason)]);
    // Unasked for it is still what the attempt has cost; whoever counts it keeps it from the caller.
    return [finish, { ...this.#chunk([]), usage: usageOf(this.#usage) }];
  }

  #saying(delta: Delta | undefined): Chunk[] {
    return delta ? [this.#chunk([this.#choice(delta, null)])] : [];
  }

  #choice(delta: Delta, finish_reason: Choice['finish_reason']): Choice {
    return { index: 0, delta, logprobs: null, finish_reason };
  }

  #chunk(choices: Choice[]): Chunk {
    return {
      id: this.#id,
      object: 'chat.completion.chunk',
      created: this.#created,
      model: this.#model,
      choices,
      ...(this.#includeUsage && { usage: null }),
    };
  }
}
