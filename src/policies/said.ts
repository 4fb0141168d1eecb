import { isFinish } from '../core/answer.ts';
import type { Chunk } from '../core/chat.ts';
import type { Splice } from './splice.ts';

/** What the caller has received so far, and the face that the answer keeps. */
export class Said {
  text = '';
  calledTool = false;
  /** Choices that have reached their finish. */
  finished = 0;
  #face: Pick<Chunk, 'id' | 'created' | 'model'> | undefined;

  hear(chunk: Chunk): void {
    this.#face ??= { id: chunk.id, created: chunk.created, model: chunk.model };
    const choice = chunk.choices[0];
    this.text += choice?.delta?.content ?? '';
    this.calledTool ||= Boolean(choice?.delta?.tool_calls?.length || choice?.delta?.function_call);
    if (isFinish(chunk)) this.finished++;
  }

  /** The chunk of a later target as part of the one answer, or undefined where nothing of it is new. */
  joined(chunk: Chunk, splice: Splice): Chunk | undefined {
    const choice = chunk.choices[0];
    if (!choice) return { ...chunk, ...this.#face };
    const { role: _role, content, ...delta } = choice.delta ?? {};
    // Held-back words leave with the finish at the latest.
    const fresh = splice.push(content ?? '') + (choice.finish_reason ? splice.flush() : '');
    const one: Chunk = {
      ...chunk,
      ...this.#face,
      choices: [
        {
          ...choice,
          delta: { ...(this.#face ? {} : { role: 'assistant' }), ...delta, ...(fresh && { content: fresh }) },
        },
      ],
    };
    this.hear(one);
    const silent = !fresh && !choice.finish_reason && Object.keys(delta).length === 0;
    return silent ? undefined : one;
  }
}
