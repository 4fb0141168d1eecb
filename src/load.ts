import type { Chat, ChatRequest } from './core/chat.ts';
import { once } from './core/once.ts';

type Rooms = typeof import('./rooms.ts');
let rooms: Rooms | undefined;

/** Half of this library: fetched with the first call, or ahead of it by `ready()`. An import alone does not pay for it. */
export const loadRooms = once(async () => {
  rooms = await import('./rooms.ts');
  return rooms;
});

/** A chat that is made of them: only the first calls of a process wait, and none after `ready()`. */
export function madeOf(make: (rooms: Rooms) => Chat): Chat {
  let chat: Chat | undefined;
  return (request, call) => {
    chat ??= rooms && make(rooms);
    if (chat) return chat(request, call);
    // One that came over HTTP is nobody else's.
    const asked = call.outer ? request : kept(request);
    return loadRooms().then((loaded) => {
      chat ??= make(loaded);
      return chat(asked, call);
    });
  };
}

/** As it is now: whoever asks may add to his conversation before it is read. */
function kept(request: ChatRequest): ChatRequest {
  const { messages } = request;
  return Array.isArray(messages) ? { ...request, messages: [...messages] } : request;
}
