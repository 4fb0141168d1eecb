import { unfinished } from '../core/answer.ts';
import type { Call } from '../core/call.ts';
import type { ChatReply, ChatRequest, Chunk, Completion, Item } from '../core/chat.ts';
import { Failure } from '../core/failure.ts';
import { failureInBand } from './openai/errors.ts';
import { failureOf } from './own-errors.ts';
import { faceOf, heeding, letGo, piecesOf } from './pieces.ts';

type Choice = Completion['choices'][number];
type Piece = Chunk['choices'][number];

/** What a vendor that has not finished yet may leave out. */
type Finish = Choice['finish_reason'] | null | undefined;

/** A whole answer in OpenAI's shape. What says nothing, such as its id, may be left out: it is filled in. */
export type ProviderCompletion = Partial<Omit<Completion, 'choices'>> & {
  choices: (Partial<Omit<Choice, 'message' | 'finish_reason'>> & {
    message: Partial<Choice['message']>;
    /** An answer without one was cut off. */
    finish_reason: Finish;
  })[];
};

/** A piece of a streamed answer in OpenAI's shape; the last one of a choice has its `finish_reason`. */
export type ProviderChunk = Partial<Omit<Chunk, 'choices'>> & {
  choices: (Partial<Omit<Piece, 'finish_reason'>> & { finish_reason?: Finish })[];
};

export type Given = ProviderCompletion | AsyncIterable<ProviderChunk>;

export const isStream = (given: unknown): given is AsyncIterable<ProviderChunk> =>
  typeof given === 'object' && given !== null && Symbol.asyncIterator in given;

/** What a provider gave, in the shape that was asked for. Throws a `Failure` for what is neither. */
export function replyOf(given: Given, request: ChatRequest, model: string, call: Call): ChatReply {
  // Nobody vouches for the form: it is looked at.
  const unproven = request.response_format?.type.startsWith('json') ? ('in-part' as const) : undefined;
  if (isStream(given)) {
    if (request.stream)
      return { type: 'stream', items: itemsOf(given, request.n ?? 1, model, call), unproven };
    letGo(given[Symbol.asyncIterator]());
    throw misshapen('gave a stream where a whole answer was asked for: request.stream is not true');
  }
  const completion = wholeOf(given, model, call);
  return request.stream
    ? { type: 'stream', items: inPieces(completion), unproven }
    : { type: 'completion', completion, unproven };
}

function wholeOf(given: ProviderCompletion, model: string, call: Call): Completion {
  const { choices } = listed(given, 'a completion in the shape of OpenAI, or an AsyncIterable of its chunks');
  if (choices.some((choice) => typeof choice?.message !== 'object' || choice.message === null))
    throw misshapen('gave a choice without a message');
  return {
    ...faceOf(model, call),
    object: 'chat.completion',
    ...given,
    choices: choices.map(
      (choice, index) =>
        ({
          index,
          logprobs: null,
          ...choice,
          message: { role: 'assistant', content: null, refusal: null, ...choice.message },
        }) as Choice,
    ),
  };
}

async function* inPieces(completion: Completion): AsyncGenerator<Item> {
  const { choices } = completion;
  if (choices.length === 0 || choices.some(({ finish_reason }) => !finish_reason)) throw unfinished();
  for (const chunk of piecesOf(completion)) yield { chunk };
}

/** The chunks, filled in. A stream that ends before each of `count` choices has its finish was cut off. */
async function* itemsOf(
  given: AsyncIterable<ProviderChunk>,
  count: number,
  model: string,
  call: Call,
): AsyncGenerator<Item> {
  const face = { ...faceOf(model, call), object: 'chat.completion.chunk' as const };
  const begun = new Set<number>();
  const finished = new Set<number>();
  try {
    for await (const part of heeding(given, call.signal)) {
      const choices = listed(part, 'chunks in the shape of OpenAI').choices.map((choice) =>
        pieceOf(choice, begun),
      );
      for (const { index, finish_reason } of choices) if (finish_reason) finished.add(index);
      yield { chunk: { ...face, ...part, choices } };
    }
  } catch (error) {
    throw failureOf(error, call);
  }
  if (finished.size < count) throw unfinished();
}

/** The first piece of a choice says who speaks. */
function pieceOf(choice: ProviderChunk['choices'][number], begun: Set<number>): Piece {
  const { index = 0, delta = {} } = choice;
  const first = !begun.has(index);
  begun.add(index);
  return {
    ...choice,
    index,
    finish_reason: choice.finish_reason ?? null,
    delta: first ? { role: 'assistant', ...delta } : delta,
  };
}

/** An object with choices. An error that stands in its place is told as what it is. */
function listed<T extends { choices: unknown[] }>(given: T, wanted: string): T {
  if (typeof given !== 'object' || given === null) throw misshapen(`gave ${typeof given}, not ${wanted}`);
  if ('error' in given && given.error) throw failureInBand(given);
  if (Array.isArray(given.choices)) return given;
  // Its names only: their values may be words of the answer.
  throw misshapen(`gave an object of { ${Object.keys(given).join(', ')} }, not ${wanted}`);
}

function misshapen(what: string): Failure {
  return new Failure('transient', `The chat of this provider ${what}`, { code: 'bad_shape' });
}
