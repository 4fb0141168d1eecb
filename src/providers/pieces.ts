import { orAborted } from '../core/abort.ts';
import type { Call } from '../core/call.ts';
import type { Chunk, Completion } from '../core/chat.ts';

type Face = Pick<Completion, 'id' | 'created' | 'model'>;

/** The face of an answer that comes without one. */
export function faceOf(model: string, call: Call): Face {
  return { id: `chatcmpl-${call.id}`, created: Math.floor(call.clock.date() / 1000), model };
}

/** A whole answer as the pieces of a stream: one for each choice, and one for the usage. */
export function* piecesOf({ id, created, model, choices, usage }: Completion): Generator<Chunk> {
  const face = { id, created, model, object: 'chat.completion.chunk' as const };
  for (const { index, message, finish_reason } of choices) {
    const { tool_calls, ...said } = message;
    const calls = tool_calls?.map((tool, at) => ({ ...tool, index: at }));
    const delta = { ...said, ...(calls && { tool_calls: calls }) } as Chunk['choices'][number]['delta'];
    yield { ...face, choices: [{ index, delta, finish_reason }] };
  }
  if (usage) yield { ...face, choices: [], usage };
}

/** What a user's source gives. One that forgets its signal must not hold up those who keep it. */
export async function* heeding<T>(items: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T, void> {
  const source = items[Symbol.asyncIterator]();
  try {
    for (let next = await orAborted(source.next(), signal); !next.done; ) {
      yield next.value;
      next = await orAborted(source.next(), signal);
    }
  } finally {
    letGo(source);
  }
}

/** Ends a source, whatever it is doing. */
export function letGo(source: AsyncIterator<unknown>): void {
  void Promise.resolve(source.return?.()).catch(() => {});
}
