import type { Call } from '../core/call.ts';
import type { Chat, ChatRequest, Completion, Item, Provider } from '../core/chat.ts';
import { asFailure, Failure } from '../core/failure.ts';
import { faceOf, heeding, piecesOf } from './pieces.ts';

/** What a function target may give back: words, words as they come, or a whole answer in OpenAI's shape. */
export type CustomAnswer = string | AsyncIterable<string> | Completion;

/**
 * A target of your own: a person, a template, a model in this process. It is asked last or wherever it stands in the
 * order, has no deadline, and is never raced or probed. What it throws counts as its failure.
 */
export type CustomChat = (
  request: ChatRequest,
  call: Pick<Call, 'id' | 'signal' | 'attempts'>,
) => CustomAnswer | Promise<CustomAnswer>;

/** A function as a provider: its words are given the shape that was asked for. */
export function customProvider(model: string, answer: CustomChat): Provider {
  return { load: async () => {}, chat: chatOf(model, answer) };
}

function chatOf(model: string, answer: CustomChat): Chat {
  return async (request, call) => {
    call.lift();
    try {
      const given = await answer(request, call);
      if (!isAnswer(given))
        throw new Failure('transient', `The function gave back ${String(given)}: ${EXPECTED}`);
      const words = typeof given === 'object' && 'choices' in given ? given : wordsOf(given, call.signal);
      if (request.stream) return { type: 'stream', items: streamed(words, model, call) };
      return { type: 'completion', completion: await whole(words, model, call) };
    } catch (error) {
      throw asFailure(error, call.signal);
    }
  };
}

const EXPECTED = 'a string, an AsyncIterable of strings or a completion is expected';

function isAnswer(given: unknown): given is CustomAnswer {
  if (typeof given === 'string') return true;
  return typeof given === 'object' && given !== null && (Symbol.asyncIterator in given || 'choices' in given);
}

type Words = AsyncGenerator<string, void>;

async function* wordsOf(given: string | AsyncIterable<string>, signal: AbortSignal): Words {
  if (typeof given === 'string') yield given;
  else yield* heeding(given, signal);
}

async function whole(words: Words | Completion, model: string, call: Call): Promise<Completion> {
  if ('choices' in words) return words;
  let content = '';
  for await (const word of words) content += word;
  const message = { role: 'assistant' as const, content, refusal: null };
  return {
    ...faceOf(model, call),
    object: 'chat.completion',
    choices: [{ index: 0, message, finish_reason: 'stop', logprobs: null }],
  };
}

async function* streamed(words: Words | Completion, model: string, call: Call): AsyncGenerator<Item> {
  if ('choices' in words) {
    for (const chunk of piecesOf({ ...words, ...faceOf(model, call) })) yield { chunk };
    return;
  }
  const face = { ...faceOf(model, call), object: 'chat.completion.chunk' as const };
  yield {
    chunk: {
      ...face,
      choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }],
    },
  };
  for await (const content of words) {
    yield { chunk: { ...face, choices: [{ index: 0, delta: { content }, finish_reason: null }] } };
  }
  yield { chunk: { ...face, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] } };
}
