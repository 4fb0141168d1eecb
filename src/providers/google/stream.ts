import { unfinished } from '../../core/answer.ts';
import type { Call } from '../../core/call.ts';
import type { Chunk, Item } from '../../core/chat.ts';
import { failureInBody } from './errors.ts';
import { ended, type FinishReason, finishOf } from './finish.ts';
import { oneAtATime, spokenIn, toolCallOf } from './parts.ts';
import { type Asked, type Face, faceOf, isBlocked, refusalOf, usageOf } from './reply.ts';
import { withoutTail } from './tail.ts';
import type { Candidate, GeminiResponse, UsageMetadata } from './wire.ts';

type Choice = Chunk['choices'][number];
/** OpenAI's delta with the field in which compatible vendors show what the model thinks. */
type Delta = Choice['delta'] & { reasoning_content?: string };

/**
 * Gemini's events as OpenAI's chunks. Throws a `Failure` on an error inside of the stream, and where it ends before
 * every candidate has its reason. The reason is handed on at the stream's end only: Google's proxies, and its older
 * models, give one early or with each event. `onId` is told Gemini's id of the answer, where there is one, with the first
 * event.
 */
export async function* toItems(
  events: AsyncIterable<GeminiResponse>,
  asked: Asked,
  includeUsage: boolean,
  call: Call,
  onId: (id: string | undefined) => void = () => {},
): AsyncGenerator<Item> {
  const writer = new ChunkWriter(asked, includeUsage, call, onId);
  for await (const event of withoutTail(events, () => writer.finished, call.clock)) {
    for (const chunk of writer.write(event)) yield { chunk };
  }
  for (const chunk of writer.end()) yield { chunk };
}

/** A candidate on its way: how it ended, if it has, and how many calls it holds. */
interface Progress {
  reason?: FinishReason | undefined;
  refusal: string | null;
  calls: number;
}

class ChunkWriter {
  readonly #asked: Asked;
  readonly #includeUsage: boolean;
  readonly #call: Call;
  readonly #onId: (id: string | undefined) => void;
  readonly #candidates = new Map<number, Progress>();
  #face: Face | undefined;
  #usage: UsageMetadata | undefined;
  #calls = 0;

  constructor(asked: Asked, includeUsage: boolean, call: Call, onId: (id: string | undefined) => void) {
    this.#asked = asked;
    this.#includeUsage = includeUsage;
    this.#call = call;
    this.#onId = onId;
  }

  /** True once every candidate has its reason. */
  get finished(): boolean {
    return this.#candidates.size > 0 && [...this.#candidates.values()].every(({ reason }) => reason);
  }

  write(event: GeminiResponse): Chunk[] {
    const failure = failureInBody(event);
    if (failure) throw failure;
    if (!this.#face) {
      this.#face = faceOf(event, this.#asked.model, this.#call);
      this.#onId(event.responseId);
    }
    // Sent with each event, and growing: the last one counts.
    this.#usage = event.usageMetadata ?? this.#usage;
    if (isBlocked(event)) return this.#block();
    return (event.candidates ?? []).flatMap((candidate) => this.#hear(candidate));
  }

  end(): Chunk[] {
    if (this.#candidates.size === 0) throw unfinished();
    const finishes = [...this.#candidates].map(([index, { reason, refusal, calls }]) =>
      this.#chunk(index, refusal ? { refusal } : {}, ended(reason, calls > 0)),
    );
    const usage = this.#usage && usageOf(this.#usage);
    // Unasked for it is still what the attempt has cost; whoever counts it keeps it from the caller.
    return usage ? [...finishes, { ...this.#framed([]), usage }] : finishes;
  }

  #block(): Chunk[] {
    const opening = this.#open(0);
    this.#candidates.get(0)!.reason = 'content_filter';
    return opening;
  }

  #hear(candidate: Candidate): Chunk[] {
    const { index = 0, content } = candidate;
    const opening = this.#open(index);
    const progress = this.#candidates.get(index)!;
    const { warn } = this.#call;
    const { model, single } = this.#asked;
    const { text, reasoning, calls: made } = spokenIn(content?.parts, warn);
    const calls = single ? oneAtATime(made, progress.calls, warn) : made;
    const delta: Delta = {
      ...(reasoning && { reasoning_content: reasoning }),
      ...(text && { content: text }),
      ...(calls.length > 0 && {
        tool_calls: calls.map((call) => ({
          index: progress.calls++,
          ...toolCallOf(call, { model, answer: this.#face!.id, place: this.#calls++ }),
        })),
      }),
    };
    progress.reason = finishOf(candidate) ?? progress.reason;
    progress.refusal = (progress.reason && refusalOf(candidate, progress.reason)) || progress.refusal;
    return Object.keys(delta).length > 0 ? [...opening, this.#chunk(index, delta, null)] : opening;
  }

  /** The first word of a candidate is its role. */
  #open(index: number): Chunk[] {
    if (this.#candidates.has(index)) return [];
    this.#candidates.set(index, { refusal: null, calls: 0 });
    return [this.#chunk(index, { role: 'assistant', content: '' }, null)];
  }

  #chunk(index: number, delta: Delta, finish_reason: Choice['finish_reason']): Chunk {
    return this.#framed([{ index, delta, finish_reason, logprobs: null }]);
  }

  #framed(choices: Choice[]): Chunk {
    const usage = this.#includeUsage ? { usage: null } : {};
    return { ...this.#face!, object: 'chat.completion.chunk', choices, ...usage };
  }
}
