import { expect } from 'vitest';
import type { ChatReply, ChatRequest, Chunk, Completion, Item } from '../../../src/core/chat.ts';
import { Failure } from '../../../src/core/failure.ts';
import { handedOn } from '../handed-on.ts';

/** A request of one user turn, with whatever else a test adds. */
export function asking(fields: Partial<ChatRequest> = {}): ChatRequest {
  return { model: 'gpt-5.5', messages: [{ role: 'user', content: 'Hello?' }], ...fields } as ChatRequest;
}

export const streaming = (fields: Partial<ChatRequest> = {}): ChatRequest =>
  asking({ stream: true, ...fields } as Partial<ChatRequest>);

export async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const error = await work.then(
    () => expect.fail('it did not fail'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Failure);
  return error as Failure;
}

export async function chunksOf(items: AsyncIterable<Item>): Promise<Chunk[]> {
  const chunks: Chunk[] = [];
  for await (const { chunk } of items) chunks.push(chunk);
  return handedOn(chunks);
}

export function completionOf(reply: ChatReply): Completion {
  if (reply.type !== 'completion') expect.fail('a stream came');
  return reply.completion;
}

export function itemsOf(reply: ChatReply): AsyncIterable<Item> {
  if (reply.type !== 'stream') expect.fail('a completion came');
  return reply.items;
}

export const textOf = (chunks: Chunk[]): string =>
  chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('');
