import {
  type ChatRequest,
  type ProviderCall,
  type ProviderChunk,
  type ProviderCompletion,
  type ProviderTarget,
  provider,
} from '../../src/index.ts';

type Give = ProviderCompletion | AsyncIterable<ProviderChunk>;
type Ask = (request: ChatRequest, call: ProviderCall) => Promise<Give>;

/** The parts of a good provider, each of which a bad one may do in its own way. */
export interface Parts {
  /** What is sent. */
  request: (request: ChatRequest, call: ProviderCall) => ChatRequest;
  signal: (call: ProviderCall) => AbortSignal | null;
  refused: (response: Response) => Promise<Error>;
  decode: (body: ReadableStream<Uint8Array<ArrayBuffer>>) => AsyncIterable<string>;
  chunks: (chunks: AsyncIterable<ProviderChunk>) => AsyncIterable<ProviderChunk>;
  completion: (completion: ProviderCompletion) => ProviderCompletion;
  around: (ask: Ask) => Ask;
}

const good: Parts = {
  request: (request) => request,
  signal: ({ signal }) => signal,
  refused: async (response) =>
    Object.assign(new Error(await response.text()), { status: response.status, headers: response.headers }),
  decode: (body) => body.pipeThrough(new TextDecoderStream()),
  chunks: (chunks) => chunks,
  completion: (completion) => completion,
  around: (ask) => ask,
};

/** A gateway that speaks OpenAI's wire, asked by bare fetch. */
export function gateway(url: string, key: string, parts: Partial<Parts> = {}): ProviderTarget {
  const { request: sent, signal, refused, decode, chunks, completion, around } = { ...good, ...parts };
  const ask: Ask = async (request, call) => {
    const response = await fetch(`${url}/chat/completions`, {
      method: 'POST',
      signal: signal(call),
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(sent(request, call)),
    });
    if (!response.ok) throw await refused(response);
    if (request.stream) return chunks(eventsIn(decode(response.body!)));
    return completion((await response.json()) as ProviderCompletion);
  };
  return provider('gateway', { model: 'gpt-4.1', key, chat: around(ask) });
}

async function* eventsIn(pieces: AsyncIterable<string>): AsyncGenerator<ProviderChunk> {
  let text = '';
  for await (const piece of pieces) {
    const lines = (text + piece).split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith('data: {')) yield JSON.parse(line.slice(6));
  }
}
