import { anthropic, google, Understudy } from '../index.ts';
import { models, type VendorRole } from './cast.ts';
import { notebook } from './notebook.ts';
import type { Pace } from './pace.ts';
import { type Line, Script } from './script.ts';
import { startAnthropic } from './servers/anthropic.ts';
import { startGemini } from './servers/gemini.ts';
import type { VendorServer } from './servers/kit/serve.ts';
import { startOpenAI } from './servers/openai.ts';
import type { Seen, Stage } from './stage.ts';
import type { Direction } from './story.ts';

const apiKey = 'drill';

type Servers = Record<VendorRole, VendorServer>;

/** A stage with servers of our own. A second ChatGPT fails just as the first does, for the client without fallbacks. */
export async function openStaged(pace: Pace): Promise<Stage> {
  const script = new Script();
  const options = { answer: script.reply, tokenDelayMs: pace.wordMs };
  const [openai, anthropic, google, double] = await Promise.all([
    startOpenAI(options),
    startAnthropic(options),
    startGemini(options),
    startOpenAI({ answer: () => script.answer }),
  ]);
  const servers: Servers = { openai, anthropic, google };
  const client = understudyOf(servers, script, pace);
  const alone = new Understudy({
    apiKey,
    baseURL: double.url,
    logLevel: 'off',
    health: 'own',
    breaker: false,
    retry: { attempts: 1 },
  });
  await client.failover.ready();
  return {
    client,
    sceneOf: ({ staged }) => staged,
    direct: (direction) => {
      direct(direction, servers, client);
      if ('who' in direction && direction.who === 'openai') direct(direction, { ...servers, openai: double });
    },
    open: ({ answer }, held) => script.open(held, answer),
    behind: () => ({ meant: script.answer, intact: script.intact }),
    bare: (held, signal) => hearAlone(alone, held, signal),
    seen: () => Object.entries(servers).map(([provider, server]) => countOf(provider, server)),
    close: async () => {
      client.failover.close();
      await Promise.all([openai, anthropic, google, double].map((server) => server.close()));
    },
  };
}

function understudyOf(servers: Servers, script: Script, pace: Pace): Understudy {
  const local = notebook(pace, (lines, text) => {
    script.hear(lines.map(({ role, content }) => ({ role, text: content })));
    script.answer = text;
  });
  return new Understudy({
    apiKey,
    baseURL: servers.openai.url,
    fallbacks: [
      anthropic(models.anthropic, { apiKey, baseURL: servers.anthropic.url }),
      google(models.google, { apiKey, baseURL: servers.google.url }),
      local,
    ],
    health: 'own',
    logLevel: 'off',
    ...(pace.clock && { clock: pace.clock }),
  });
}

function direct(direction: Direction, servers: Servers, client?: Understudy): void {
  if (direction.do === 'fail') {
    servers[direction.who].failNext(...(direction.first ?? []));
    servers[direction.who].fail(direction.fault);
  } else if (direction.do === 'heal') servers[direction.who].fail(null);
  else if (direction.do === 'pause') client?.failover.pause(direction.who, { reason: direction.reason });
  else if (direction.do === 'resume') client?.failover.resume(direction.who);
}

/** The words that reach a reader who has nobody to fall back on. */
async function hearAlone(client: Understudy, held: readonly Line[], signal: AbortSignal): Promise<string> {
  let text = '';
  try {
    const request = { model: models.openai, messages: [...held], stream: true as const };
    for await (const { choices } of await client.chat.completions.create(request, { signal })) {
      text += choices[0]?.delta.content ?? '';
    }
  } catch {
    // What it had received until then is all it has.
  }
  return text;
}

function countOf(provider: string, { requests }: VendorServer): Seen {
  const probes = requests.filter(({ body, path }) => !body?.stream && !path.includes(':stream'));
  return { provider, requests: requests.length, probes: probes.length };
}
