import type OpenAI from 'openai';
import { expect } from 'vitest';
import { type Clock, systemClock } from '../../src/core/clock.ts';
import { startAnthropic } from '../../src/drill/servers/anthropic.ts';
import { startGemini } from '../../src/drill/servers/gemini.ts';
import type { Answer, Ask } from '../../src/drill/servers/kit/answer.ts';
import { startOpenAI } from '../../src/drill/servers/openai.ts';
import { anthropic, google, served, Understudy, type UnderstudyOptions } from '../../src/index.ts';

export type Message = OpenAI.ChatCompletionMessageParam;
export type VendorName = 'openai' | 'claude' | 'gemini';

const prompt: Clock = { ...systemClock, random: () => 0 };

export const tools = ['weather', 'time', 'book'].map((name) => ({
  type: 'function' as const,
  function: { name, parameters: { type: 'object', properties: {} } },
}));

interface Cast {
  claude?: string;
  claudeParams?: Record<string, unknown>;
  gemini?: string;
}

/** The three vendors, each as strict as the real one, and a client that reaches OpenAI by its own name. */
export async function stage({
  claude = 'claude-sonnet-5-5',
  claudeParams = {},
  gemini = 'gemini-3.8-flash',
}: Cast = {}) {
  const said: { answer: Answer | string; ask: Ask | undefined } = { answer: '', ask: undefined };
  const answer = (ask: Ask) => {
    said.ask = ask;
    return said.answer;
  };
  const servers = {
    openai: await startOpenAI({ answer }),
    claude: await startAnthropic({ answer }),
    gemini: await startGemini({ answer }),
  };
  const { origin } = new URL(servers.openai.url);
  const home: typeof fetch = (url, init) =>
    fetch(String(url).replace('https://api.openai.com', origin), init);
  const options: UnderstudyOptions = {
    apiKey: 'sk-test',
    baseURL: 'https://api.openai.com/v1',
    fetch: home,
    fallbacks: [
      anthropic(claude, { apiKey: 'key-of-claude', baseURL: servers.claude.url, params: claudeParams }),
      google(gemini, { apiKey: 'key-of-google', baseURL: servers.gemini.url }),
    ],
    health: 'own',
    breaker: false,
    hedge: false,
    retry: { attempts: 1 },
    clock: prompt,
  };
  const client = new Understudy(options);

  /** Lets one vendor answer, the others being away; what comes back is what an application would append. */
  async function turn(who: VendorName, line: Answer | string, messages: Message[], way: 'plain' | 'stream') {
    for (const [name, server] of Object.entries(servers))
      server.fail(name === who ? null : { kind: 'reset' });
    Object.assign(said, { answer: line, ask: undefined });
    const request = { model: 'gpt-5.5', messages, tools };
    const { completion, attempts } = await asked(client, request, way);
    const { message, finish_reason } = completion.choices[0]!;
    return {
      // As it would come back from a database.
      message: JSON.parse(JSON.stringify(message)) as Message & OpenAI.ChatCompletionMessage,
      finish: finish_reason,
      ask: said.ask,
      attempts,
      body: servers[who].requests.at(-1)?.body as Record<string, unknown>,
    };
  }
  return {
    turn,
    servers,
    client,
    [Symbol.asyncDispose]: async () => {
      await Promise.all(Object.values(servers).map((server) => server.close()));
    },
  };
}

async function asked(
  client: Understudy,
  request: Parameters<Understudy['chat']['completions']['stream']>[0],
  way: 'plain' | 'stream',
) {
  if (way === 'plain') {
    const completion = await client.chat.completions.create({ ...request, stream: false });
    return { completion, attempts: served(completion)?.attempts ?? [] };
  }
  const runner = client.chat.completions.stream(request);
  const completion = await runner.finalChatCompletion();
  return { completion, attempts: served(runner)?.attempts ?? [] };
}

/** What a conversation says, in words that are no vendor's. */
export interface Line {
  role: string;
  text: string;
  calls?: { name: string; arguments: unknown }[];
  /** Of a result: the place of its call among all calls of the conversation. */
  answers?: number;
}

/** The same of the conversation as its caller holds it. */
export function linesOf(messages: readonly Message[]): Line[] {
  const calls: string[] = [];
  return messages.map((message): Line => {
    const text = typeof message.content === 'string' ? message.content : '';
    if (message.role === 'tool')
      return { role: 'tool', text: compact(text), answers: calls.lastIndexOf(message.tool_call_id) };
    const made = message.role === 'assistant' ? (message.tool_calls ?? []) : [];
    calls.push(...made.map(({ id }) => id));
    const told = made.flatMap((call) =>
      call.type === 'function'
        ? [{ name: call.function.name, arguments: JSON.parse(call.function.arguments) }]
        : [],
    );
    return { role: message.role, text, ...(told.length > 0 && { calls: told }) };
  });
}

/** And as the vendor has read it, by its own rules. */
export function linesIn(who: VendorName, ask: Ask | undefined): Line[] {
  if (!ask) expect.fail('nobody was asked');
  const calls: string[] = [];
  return ask.messages.map(({ role, text, toolCalls, toolCallId }): Line => {
    if (role === 'tool')
      return {
        role,
        text: compact(who === 'gemini' ? resultIn(text) : text),
        answers: calls.lastIndexOf(toolCallId ?? ''),
      };
    calls.push(...(toolCalls ?? []).map(({ id }) => id ?? ''));
    const told = toolCalls?.map((call) => ({ name: call.name, arguments: call.arguments }));
    return { role, text, ...(told && { calls: told }) };
  });
}

/** Gemini reads an object: a text of one's own is its `output`, and an object has lost its spaces. */
function resultIn(text: string): string {
  try {
    const { output, ...more } = JSON.parse(text);
    return typeof output === 'string' && Object.keys(more).length === 0 ? output : text;
  } catch {
    return text;
  }
}

/** A result that is JSON, as it would be written shortest; a number keeps its digits. */
function compact(text: string): string {
  return /^\s*\{.*\}\s*$/s.test(text)
    ? text.replace(/"(?:[^"\\]|\\.)*"|\s+/g, (match) => (match.startsWith('"') ? match : ''))
    : text;
}
