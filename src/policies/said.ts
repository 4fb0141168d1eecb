import type { Chunk } from '../core/chat.ts';
import type { Splice } from './splice.ts';

/** What the caller has received so far, and the face that the answer keeps. */
export class Said {
  /** The words that were delivered; of several choices, as they came. */
  text = '';
  /** What was begun that no other model can carry on. */
  fragile: string | undefined;
  readonly #finished = new Set<number>();
  #face: Pick<Chunk, 'id' | 'created' | 'model'> | undefined;

  /** Choices that have reached their finish. */
  get finished(): number {
    return this.#finished.size;
  }

  hear(chunk: Chunk): void {
    for (const { index, delta, finish_reason } of chunk.choices) {
      // Azure's first chunk has notes on the prompt, but no choice and no name.
      this.#face ??= { id: chunk.id, created: chunk.created, model: chunk.model };
      this.text += delta?.content ?? '';
      if (delta?.tool_calls?.length || delta?.function_call) this.fragile = 'a tool call';
      if (delta?.refusal) this.fragile = 'a refusal';
      if (delta && 'audio' in delta) this.fragile = 'an answer in audio';
      if (finish_reason) this.#finished.add(index);
    }
  }

  /** The chunk of a later target as part of the one answer, or undefined where nothing of it is new. */
  joined(chunk: Chunk, splice: Splice): Chunk | undefined {
    const choice = chunk.choices[0];
    if (!choice) return { ...chunk, ...this.#face };
    const { role, content, ...rest } = choice.delta ?? {};
    // Held-back words leave with the finish at the latest.
    const fresh = splice.push(content ?? '') + (choice.finish_reason ? splice.flush() : '');
    const delta = { ...(!this.#face && role && { role }), ...rest, ...(fresh && { content: fresh }) };
    const one: Chunk = { ...chunk, ...this.#face, choices: [{ ...choice, delta }] };
    this.hear(one);
    return choice.finish_reason || Object.keys(delta).length > 0 ? one : undefined;
  }
}
