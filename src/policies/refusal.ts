import { isFinish, isLife } from '../core/answer.ts';
import type { Chunk, Completion, Item, Policy, StreamReply } from '../core/chat.ts';
import { Failure } from '../core/failure.ts';
import { rejoin } from '../core/rejoin.ts';

/**
 * For callers who want another opinion: an answer that the vendor's filter stopped before its first word counts as a
 * failure, as if the vendor had refused the request. Stands outside of `first-token`.
 */
export const refusal: Policy = (next) => async (request, call) => {
  const reply = await next(request, call);
  if (reply.type === 'stream') return { ...reply, items: await unfiltered(reply) };
  if (isFiltered(reply.completion) && !reply.completion.choices[0]?.message.content) throw filtered();
  return reply;
};

async function unfiltered({ items }: StreamReply): Promise<AsyncIterable<Item>> {
  const source = items[Symbol.asyncIterator]();
  const head: Item[] = [];
  for (let next = await source.next(); !next.done; next = await source.next()) {
    head.push(next.value);
    if (isLife(next.value.chunk)) break;
    if (!isFinish(next.value.chunk)) continue;
    if (!isFiltered(next.value.chunk)) break;
    await source.return?.();
    throw filtered();
  }
  return rejoin(head, source);
}

function isFiltered({ choices }: Completion | Chunk): boolean {
  return choices.some((choice) => choice.finish_reason === 'content_filter');
}

/** Told to a client as OpenAI tells of a prompt that it refuses. */
function filtered(): Failure {
  return new Failure('content-filter', 'The answer was stopped by the content filter', {
    status: 400,
    code: 'content_filter',
  });
}
