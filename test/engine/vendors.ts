import { startAnthropic } from '../../src/drill/servers/anthropic.ts';
import { startGemini } from '../../src/drill/servers/gemini.ts';
import { startOpenAI } from '../../src/drill/servers/openai.ts';
import {
  anthropic,
  type FailoverEvent,
  google,
  type TargetReport,
  Understudy,
  type UnderstudyOptions,
} from '../../src/index.ts';
import { hello, keyed } from '../client/stage.ts';
import { FakeClock } from '../clock.ts';

export const names = {
  openai: 'openai/gpt-5.5',
  anthropic: 'anthropic/claude-sonnet-5-5',
  google: 'google/gemini-3.8-flash',
} as const;
export type VendorName = keyof typeof names;

const nothing = () => {};
export const quiet = { error: nothing, warn: nothing, info: nothing, debug: nothing };

/**
 * All three vendors on the network, and a client whose clock stands still and whose chance is even: what is then known
 * of a vendor is exact. OpenAI stands first, Claude and Gemini behind it; under the model of its own name each other
 * vendor stands first.
 */
export async function vendors(options: UnderstudyOptions = {}) {
  const clock = new FakeClock();
  clock.chance = 0.5;
  const openai = await startOpenAI({ answer: () => 'ChatGPT here.' });
  const claude = await startAnthropic({ answer: () => 'Claude here.' });
  const gemini = await startGemini({ answer: () => 'Gemini here.' });
  const second = anthropic('claude-sonnet-5-5', { apiKey: 'key-of-claude', baseURL: claude.url });
  const third = google('gemini-3.8-flash', { apiKey: 'key-of-gemini', baseURL: gemini.url });
  const client = new Understudy({
    ...keyed(openai),
    clock,
    maxRetries: 0,
    hedge: false,
    logger: quiet,
    fallbacks: [second, third],
    routes: { anthropic: [second, third], google: [third, second] },
    ...options,
  });
  const events: FailoverEvent[] = [];
  client.failover.on((event) => void events.push(event));
  const servers = { openai, anthropic: claude, google: gemini };
  const ask = async (model: string = hello.model) => {
    const answer = await client.chat.completions.create({ ...hello, model });
    return answer.choices[0]?.message.content;
  };
  const of = (target: string) =>
    client.failover.health().find((report) => report.target === target) as TargetReport;
  const today = (ms = 0) => new Date(clock.date() + ms);
  return {
    clock,
    client,
    servers,
    targets: { claude: second, gemini: third },
    events,
    ask,
    of,
    today,
    [Symbol.asyncDispose]: async () => {
      await Promise.all(Object.values(servers).map((server) => server.close()));
    },
  };
}

export type Vendors = Awaited<ReturnType<typeof vendors>>;
