import { channel } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { LLMock, type MockServerOptions } from '@copilotkit/aimock';
import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import { type Clock, systemClock } from '../../src/core/clock.ts';
import {
  anthropic,
  compatible,
  google,
  served,
  type TargetOptions,
  Understudy,
  type UnderstudyOptions,
  type VendorTarget,
} from '../../src/index.ts';

/** Real time, but chance always takes the shortest wait: no test sleeps through a backoff. */
export const prompt: Clock = { ...systemClock, random: () => 0 };

/** A vendor whose API aimock plays, and how it is reached there. */
export interface Vendor {
  name: string;
  provider: string;
  model: string;
  /** The path behind aimock's address. */
  path: string;
  /** As a target in a chain; undefined: it is what the client itself was built for. */
  target?: (model: string, options: TargetOptions) => VendorTarget;
  /** Whether its SDK lets a Retry-After through; Google's older one does not. */
  tellsWait: boolean;
  /** What its wire calls the end of a filtered answer. */
  finish: { filter: string };
}

const chatgpt: Vendor = {
  name: 'OpenAI',
  provider: 'openai',
  model: 'gpt-5.5',
  path: '/v1',
  tellsWait: true,
  finish: { filter: 'content_filter' },
};

export const claude: Vendor = {
  name: 'Anthropic',
  provider: 'anthropic',
  model: 'claude-sonnet-5-5',
  path: '',
  target: anthropic,
  tellsWait: true,
  finish: { filter: 'refusal' },
};

/** Gemini, by the SDK that `more` chooses. */
const gemini = (name: string, more: { sdk?: 'genai' } = {}): Vendor => ({
  name,
  provider: 'google',
  model: 'gemini-3.8-flash',
  path: '',
  target: (model, options) => google(model, { ...options, ...more }),
  tellsWait: more.sdk === 'genai',
  finish: { filter: 'content_filter' },
});

const openrouter: Vendor = {
  name: 'OpenRouter',
  provider: 'openrouter',
  model: 'meta/llama-4',
  path: '/api/v1',
  target: (model, options) => compatible('openrouter', { model, ...options }),
  tellsWait: true,
  finish: { filter: 'content_filter' },
};

export const vendors: Vendor[] = [
  chatgpt,
  claude,
  gemini('Gemini'),
  gemini('Gemini, by its newer SDK', { sdk: 'genai' }),
  openrouter,
];

const idOf = ({ provider, model }: Vendor): string => `${provider}/${model}`;

/** The options of a target at aimock's address. */
const at = ({ path }: Vendor, { url }: LLMock): TargetOptions => ({
  apiKey: 'key-of-the-test',
  baseURL: url + path,
});

/** One request as it stood on the wire, before aimock made anything of it. */
export interface Wire {
  path: string;
  headers: IncomingMessage['headers'];
  body: Record<string, unknown>;
}

/** aimock's own journal has only what it understood: this is all that it was sent. */
function tap(mock: LLMock): { wires: Wire[]; untap: () => void } {
  const wires: Wire[] = [];
  const requests = channel('http.server.request.start');
  const listen = (message: unknown) => {
    const { request } = message as { request: IncomingMessage };
    if (request.socket.localPort !== mock.port) return;
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(pieces).toString());
      wires.push({ path: request.url ?? '', headers: request.headers, body });
    });
  };
  requests.subscribe(listen);
  return { wires, untap: () => void requests.unsubscribe(listen) };
}

export type Stage = Awaited<ReturnType<typeof stage>>;

/**
 * Two of aimock's servers: one plays the vendor that is tested, the other, which is well, Claude behind it (or OpenAI
 * behind Claude). `ask` is for the vendor, whoever it is.
 */
export async function stage(vendor: Vendor, options: UnderstudyOptions = {}, server: MockServerOptions = {}) {
  const sick = await LLMock.create({ port: 0, ...server });
  const well = await LLMock.create({ port: 0 });
  const { wires, untap } = tap(sick);
  const second = vendor.provider === 'anthropic' ? openrouter : claude;
  const behind = second.target!(second.model, at(second, well));
  const named = vendor.target?.(vendor.model, at(vendor, sick));
  const model = named ? 'the-task' : vendor.model;
  const client = new Understudy({
    ...at(chatgpt, named ? well : sick),
    ...(named ? { routes: { [model]: [named, behind] } } : { fallbacks: [behind] }),
    health: 'own',
    clock: prompt,
    logger: { warn() {}, error() {}, info() {}, debug() {} },
    ...options,
  });
  // A race by the wall clock is about the vendors, not about how long their SDKs take to load.
  await client.failover.ready();
  return {
    sick,
    well,
    wires,
    client,
    hello: { model, messages: [{ role: 'user' as const, content: 'Hello' }] },
    vendorId: idOf(vendor),
    second: second.provider,
    secondId: idOf(second),
    [Symbol.asyncDispose]: async () => {
      untap();
      await Promise.all([sick.stop(), well.stop()]);
    },
  };
}

/** Asks for one answer, plain or streamed, and reads all its words. */
export async function ask(at: Stage, stream: boolean) {
  const answer = await at.client.chat.completions.create({ ...at.hello, stream });
  if ('choices' in answer) return { answer, words: answer.choices[0]?.message.content };
  let words = '';
  for await (const { choices } of answer) words += choices[0]?.delta?.content ?? '';
  return { answer, words };
}

/** The messages of the last request as aimock understood them, which it writes down in OpenAI's words. */
export function understood(mock: LLMock): ChatCompletionMessageParam[] {
  return (mock.getLastRequest()!.body as { messages: ChatCompletionMessageParam[] }).messages;
}

/** The words of a message, whether it came as one text or in parts. */
export function wordsOf(content: unknown): string {
  if (typeof content === 'string') return content;
  return ((content ?? []) as { text?: string }[]).map(({ text = '' }) => text).join('');
}

/** What was tried for an answer, a stream or an error: who, why, and how it ended. */
export function tried(answer: unknown): string[] {
  return (served(answer)?.attempts ?? []).map(({ target, reason, outcome, kind, status }) =>
    [target.split('/')[0], reason, kind ?? outcome, status].filter((part) => part !== undefined).join(' '),
  );
}
