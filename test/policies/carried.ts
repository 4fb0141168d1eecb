import type { Chat, StreamReply } from '../../src/core/chat.ts';
import { continuation, type OnBrokenStream } from '../../src/policies/continuation.ts';
import { failure, items, newCall, type Piece, read, script, streamed, type TestCall } from '../fakes.ts';

export const CUT = failure('transient');

/** One target's stream, under its own id and model. */
export const from = (name: string, ...pieces: Piece[]): Chat => {
  const face = { id: `id-${name}`, model: name, created: name.charCodeAt(0) };
  const faced = pieces.map((piece) =>
    typeof piece === 'object' && 'choices' in piece ? { ...piece, ...face } : piece,
  );
  const attempt = { target: `${name}/1` } as never;
  return async () => ({ type: 'stream', items: items(faced, face), attempt });
};

/** Reads an answer whose targets break off in turn. */
export async function carried(
  chats: Chat[],
  { request = streamed, onBroken = 'continue' as OnBrokenStream, call = newCall() as TestCall } = {},
) {
  const chat = script(...chats);
  const reply = (await continuation(onBroken)(chat)(request, call)) as StreamReply;
  return { ...(await read(reply)), asked: chat.asked, call, done: await reply.done };
}
