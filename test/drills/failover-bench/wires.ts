import type OpenAI from 'openai';
import { startAnthropic, startGemini, startOpenAI, type VendorServer } from '../../../src/drill/index.ts';
import { anthropic, type Clock, google, openai } from '../../../src/index.ts';
import { answerTo } from './answer.ts';
import type { Contender } from './contenders.ts';
import { deafLine } from './deaf-line.ts';
import type { Scenario } from './scenario.ts';

const vendors = {
  OpenAI: { start: startOpenAI, target: openai },
  Claude: { start: startAnthropic, target: anthropic },
  Gemini: { start: startGemini, target: google },
};

type VendorName = keyof typeof vendors;

/** A vendor in the primary's place, and another behind it. */
export interface Wire {
  name: VendorName;
  model: string;
  fallback: { name: VendorName; model: string; withoutPrefill: string };
}

const claude = { name: 'Claude', model: 'claude-haiku-4-5', withoutPrefill: 'claude-sonnet-5-5' } as const;
const gemini = { name: 'Gemini', model: 'gemini-2.5-flash', withoutPrefill: 'gemini-3.8-flash' } as const;

/** The fallbacks still take a prefill, as the public bench's does; their successors answer it with a 400. */
export const wires: Wire[] = [
  { name: 'OpenAI', model: 'gpt-5.5', fallback: claude },
  { name: 'Claude', model: 'claude-sonnet-5-5', fallback: gemini },
  { name: 'Gemini', model: 'gemini-3.8-flash', fallback: claude },
];

/** Between tokens. Milliseconds. */
const TOKEN_MS = 15;

export interface Stage {
  primary: VendorServer;
  fallback: VendorServer;
  client: OpenAI;
  /** What the caller asks for. */
  model: string;
  models: { primary: string; fallback: string };
  [Symbol.asyncDispose](): Promise<void>;
}

/** Two servers and a client. OpenAI is the client's own primary; the others take its place by a route. */
export async function openStage(
  wire: Wire,
  scenario: Scenario,
  contender: Contender,
  clock: Clock,
): Promise<Stage> {
  const start = (name: VendorName): Promise<VendorServer> =>
    vendors[name].start({ answer: answerTo, tokenDelayMs: TOKEN_MS });
  const [primary, fallback] = await Promise.all([start(wire.name), start(wire.fallback.name)]);
  const { model, withoutPrefill } = wire.fallback;
  const models = { primary: wire.model, fallback: scenario.fallbackRejectsPrefill ? withoutPrefill : model };
  const front = scenario.neverHangsUp ? await deafLine(primary.url) : undefined;
  const baseURL = front?.url ?? primary.url;
  const first = vendors[wire.name].target(models.primary, { apiKey: 'key-1', baseURL });
  const second = vendors[wire.fallback.name].target(models.fallback, {
    apiKey: 'key-2',
    baseURL: fallback.url,
  });
  const own = wire.name === 'OpenAI';
  const client = await contender.open({
    baseURL: own ? baseURL : 'http://127.0.0.1:9/v1',
    ...(own ? { fallbacks: [second] } : { routes: { bench: [first, second] } }),
    clock,
  });
  return {
    primary,
    fallback,
    client,
    model: own ? wire.model : 'bench',
    models,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([primary, fallback, front].map((server) => server?.close()));
    },
  };
}
