import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ChatReply, ChatRequest, Chunk, Completion } from '../../../src/core/chat.ts';
import { Failure } from '../../../src/core/failure.ts';
import { googleProvider } from '../../../src/providers/google/index.ts';
import type { GoogleOptions, GoogleSdk } from '../../../src/providers/google/way.ts';
import { type FakeCall, fakeCall } from '../fake-call.ts';
import { handedOn } from '../handed-on.ts';

export const MODEL = 'gemini-3.8-flash';
export const KEY = 'test-key-1';

export const hello: ChatRequest = { model: 'gpt-5.5', messages: [{ role: 'user', content: 'Hello?' }] };
export const streamed: ChatRequest = { ...hello, stream: true };

/** Both of Google's SDKs: what holds for one has to hold for the other. */
export const sdks: GoogleSdk[] = ['generative-ai', 'genai'];

/** The provider on the real SDK of that name, and what asks it at `url`. */
export function through(sdk: GoogleSdk) {
  const provider = (options: Partial<GoogleOptions>) =>
    googleProvider(MODEL, { apiKey: KEY, sdk, ...options });
  const ask = (
    baseURL: string,
    request: ChatRequest = hello,
    call: FakeCall = fakeCall(),
  ): Promise<ChatReply> => provider({ baseURL }).chat(request, call);
  return { provider, ask };
}

export async function completionOf(reply: Promise<ChatReply> | ChatReply): Promise<Completion> {
  const settled = await reply;
  if (settled.type !== 'completion') throw new Error('A plain answer was expected');
  return settled.completion;
}

export async function chunksOf(reply: Promise<ChatReply> | ChatReply): Promise<Chunk[]> {
  const settled = await reply;
  if (settled.type !== 'stream') throw new Error('A stream was expected');
  const chunks: Chunk[] = [];
  for await (const { chunk } of settled.items) chunks.push(chunk);
  return handedOn(chunks);
}

export const textOf = (chunks: Chunk[]): string =>
  chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('');

/** The failure that a promise rejects with; anything else is an error of the test. */
export async function failureFrom(work: Promise<unknown>): Promise<Failure> {
  const error = await work.then(
    () => new Error('Nothing failed'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof Failure) return error;
  throw error;
}

/** A list as the SDK's stream. */
export async function* eventsOf<T>(...events: T[]): AsyncGenerator<T> {
  yield* events;
}

/** A server that answers with whatever bytes a test wants, for what the drill's Gemini would never send. */
export async function rawServer(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ url: string; [Symbol.asyncDispose](): Promise<void> }> {
  const server: Server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
