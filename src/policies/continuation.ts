import { isFinish } from '../core/answer.ts';
import type { Call } from '../core/call.ts';
import type { Chat, ChatRequest, Chunk, Item, Policy, StreamReply } from '../core/chat.ts';
import { Ending } from '../core/ending.ts';
import { StreamBrokenError } from '../core/exhausted.ts';
import { asFailure, type Failure } from '../core/failure.ts';
import { consequences } from '../core/kind.ts';
import { Splice } from './splice.ts';

/** What happens to a stream that breaks after its first words: carry on elsewhere, or tell the caller. */
export type OnBrokenStream = 'continue' | 'error';

/** Breaks of one answer that are mended; after that something else is wrong. */
const MOST = 3;

/**
 * The one who watches a stream after its first token. Where it breaks, the words that were delivered are kept, and
 * another target carries on from there, as one answer: one id, one role, one finish.
 */
export const continuation =
  (onBroken: OnBrokenStream): Policy =>
  (next) =>
  async (request, call) => {
    const reply = await next(request, call);
    if (reply.type === 'completion') return reply;
    const ending = new Ending();
    return { ...reply, items: carried(reply, request, call, next, onBroken, ending), done: ending.promise };
  };

async function* carried(
  first: StreamReply,
  request: ChatRequest,
  call: Call,
  next: Chat,
  onBroken: OnBrokenStream,
  ending: Ending,
): AsyncGenerator<Item> {
  const said = new Said();
  let reply = first;
  try {
    for (let breaks = 0; ; breaks++) {
      const broken = yield* deliver(reply, said, breaks > 0);
      // A connection that breaks behind the finish has lost nothing.
      if (!broken || said.finished >= (request.n ?? 1)) return ending.answered();
      if (broken.kind === 'aborted') throw broken;
      const target = reply.attempt?.target ?? '';
      call.emit({
        type: 'stream-broken',
        call: call.id,
        target,
        kind: broken.kind,
        characters: said.text.length,
      });
      const why =
        onBroken === 'error' ? 'the option onBrokenStream is "error"' : refusal(broken, request, said);
      if (why ?? breaks >= MOST) throw lost(said, call, why ?? `it broke ${breaks + 1} times`, broken);
      const avoid = new Set([...call.avoid, target]);
      reply = await carryOn(request, { ...call, avoid }, next, said, broken);
      call = { ...call, avoid };
    }
  } catch (error) {
    ending.failed(asFailure(error, call.signal));
    throw error;
  } finally {
    ending.abandoned();
  }
}

/** Hands on one target's items; returns the failure that broke them off, if one did. */
async function* deliver(
  reply: StreamReply,
  said: Said,
  again: boolean,
): AsyncGenerator<Item, Failure | undefined> {
  const splice = new Splice(again ? said.text : '');
  try {
    for await (const item of reply.items) {
      if (!again) {
        said.hear(item.chunk);
        yield item;
        continue;
      }
      const chunk = said.joined(item.chunk, splice);
      if (chunk) yield { chunk };
    }
    return undefined;
  } catch (error) {
    return asFailure(error);
  }
}

/** Why it would be dishonest, or no use, to let another model finish this answer. */
function refusal(broken: Failure, request: ChatRequest, said: Said): string | undefined {
  if (consequences[broken.kind].failOver === 'no') return broken.message;
  if (said.calledTool) return 'a tool call was already part delivered';
  if (!said.text) return undefined;
  if ((request.n ?? 1) > 1) return 'several choices were asked for';
  const format = request.response_format?.type;
  return format && format !== 'text' ? 'structured output was already part delivered' : undefined;
}

async function carryOn(
  request: ChatRequest,
  call: Call,
  next: Chat,
  said: Said,
  broken: Failure,
): Promise<StreamReply> {
  try {
    const reply = await next(said.text ? asking(request, said.text) : request, call);
    if (reply.type === 'stream') return reply;
    throw new Error('A stream was asked for');
  } catch (error) {
    const failure = asFailure(error, call.signal);
    if (failure.kind === 'aborted') throw failure;
    throw lost(said, call, 'nobody was left to carry it on', broken);
  }
}

function lost(said: Said, call: Call, why: string, broken: Failure): StreamBrokenError {
  return new StreamBrokenError(said.text, call.attempts.list, why, broken);
}

/** About four characters make a token in every vendor's tokenizer; a limit is no place for more exactness. */
const CHARACTERS_PER_TOKEN = 4;
const LEAST_TOKENS = 16;

/**
 * The conversation so far, the partial answer, and the wish to carry on. Never a bare prefill: most current models
 * reject a request that ends in an assistant turn.
 */
function asking(request: ChatRequest, partial: string): ChatRequest {
  const spent = Math.ceil(partial.length / CHARACTERS_PER_TOKEN);
  const less = (limit: number) => Math.max(LEAST_TOKENS, limit - spent);
  return {
    ...request,
    ...(request.max_tokens && { max_tokens: less(request.max_tokens) }),
    ...(request.max_completion_tokens && { max_completion_tokens: less(request.max_completion_tokens) }),
    messages: [
      ...request.messages,
      { role: 'assistant', content: partial },
      {
        role: 'user',
        content:
          'Your answer was cut off. Carry on from exactly where it stops, in the same language and format. ' +
          'Do not repeat any of it, do not apologise and do not announce that you carry on.',
      },
    ],
  };
}

/** What the caller has received so far, and the face that the answer keeps. */
class Said {
  text = '';
  calledTool = false;
  /** Choices that have reached their finish. */
  finished = 0;
  #face: Pick<Chunk, 'id' | 'created' | 'model'> | undefined;

  hear(chunk: Chunk): void {
    this.#face ??= { id: chunk.id, created: chunk.created, model: chunk.model };
    const choice = chunk.choices[0];
    this.text += choice?.delta?.content ?? '';
    this.calledTool ||= Boolean(choice?.delta?.tool_calls?.length);
    if (isFinish(chunk)) this.finished++;
  }

  /** The chunk of a later target as part of the one answer, or undefined where nothing of it is new. */
  joined(chunk: Chunk, splice: Splice): Chunk | undefined {
    const choice = chunk.choices[0];
    if (!choice) return { ...chunk, ...this.#face };
    const { role: _role, content, ...delta } = choice.delta;
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
