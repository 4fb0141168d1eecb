import type { Chunk } from '../core/chat.ts';

/** In the middle of a thought or a tool call a model may be silent for minutes (Claude writes whole arguments at once). */
const QUIET_FACTOR = 6;
/**
 * Characters a second below which a stream is dripping. People read ten and more; the slowest models write ten times
 * as many. A connection that trickles below this passes every limit on silence, and never ends.
 */
const LEAST_PER_SECOND = 2;

interface LooseDelta {
  content?: string | null;
  refusal?: string | null;
  reasoning?: string | null;
  reasoning_content?: string | null;
  tool_calls?: { function?: { arguments?: string } }[];
}

/** Behind the finish only the usage may come; a vendor that keeps the connection open is not waited for. */
const AFTER_FINISH_MS = 2_000;

/** How a stream flows: how long it may be silent now, and whether what comes is enough. */
export class Pace {
  readonly #idleMs: number;
  readonly #choices: number;
  readonly #ended = new Set<number>();
  #quiet = false;
  #waitedMs = 0;
  #characters = 0;

  constructor(idleMs: number, choices: number) {
    this.#idleMs = idleMs;
    this.#choices = choices;
  }

  /** True once every choice has its finish: nothing of the answer is missing any more. */
  get finished(): boolean {
    return this.#ended.size >= this.#choices;
  }

  /** Milliseconds of silence after which it counts as stalled. */
  get allowanceMs(): number {
    if (this.finished) return AFTER_FINISH_MS;
    return this.#quiet ? this.#idleMs * QUIET_FACTOR : this.#idleMs;
  }

  /** Notes a chunk and how long it was waited for. False where the stream has dripped for too long. */
  note({ choices }: Chunk, waitedMs: number): boolean {
    for (const { index, finish_reason } of choices) if (finish_reason) this.#ended.add(index);
    const delta = (choices[0]?.delta ?? {}) as LooseDelta;
    const { content, refusal, reasoning, reasoning_content, tool_calls } = delta;
    const thought = reasoning_content ?? reasoning;
    if (content || refusal) this.#quiet = false;
    else if (tool_calls?.length || typeof thought === 'string') this.#quiet = true;
    this.#waitedMs += waitedMs;
    for (const text of [content, refusal, thought]) this.#characters += text?.length ?? 0;
    for (const call of tool_calls ?? []) this.#characters += call.function?.arguments?.length ?? 0;
    if (this.finished || this.#waitedMs < this.allowanceMs) return true;
    const enough = this.#characters >= (LEAST_PER_SECOND * this.#waitedMs) / 1000;
    this.#waitedMs = 0;
    this.#characters = 0;
    return enough;
  }
}
