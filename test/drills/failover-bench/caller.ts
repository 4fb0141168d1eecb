import type OpenAI from 'openai';
import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import type { Clock } from '../../../src/index.ts';
import { forecast } from './answer.ts';
import { type Got, type Told, weigh } from './weigh.ts';

/** How a call is made. The public bench streams all of its calls. */
export const modes = ['stream', 'plain'] as const;
export type Mode = (typeof modes)[number];

/** What the caller got from one call. */
export interface Heard extends Got {
  /** Milliseconds since the scenario began. */
  at: number;
  tookMs: number;
}

export interface Question {
  model: string;
  mode: Mode;
  tools: boolean;
}

/** A call that is not over by then never will be: the longest limit of the public bench, and some more. */
const HUNG_MS = 130_000;

/** Asks once, and notes what came of it. Never rejects. */
export async function ask(client: OpenAI, question: Question, clock: Clock, began: number): Promise<Heard> {
  const startedAt = clock.now();
  const controller = new AbortController();
  const hung = Promise.withResolvers<Got>();
  const cancel = clock.after(HUNG_MS, () => {
    hung.resolve({ end: 'hung' });
    controller.abort();
  });
  const got = await Promise.race([hear(client, question, controller.signal), hung.promise]);
  cancel();
  return { at: startedAt - began, tookMs: clock.now() - startedAt, ...got };
}

async function hear(client: OpenAI, { model, mode, tools }: Question, signal: AbortSignal): Promise<Got> {
  const request = {
    model,
    messages: [{ role: 'user' as const, content: 'Tell me of the night ferry.' }],
    ...(tools && { tools: [forecast] }),
  };
  const { completions } = client.chat;
  try {
    if (mode === 'plain') return weigh(await completions.create(request, { signal }), tools);
    const streamed = { ...request, stream: true as const, stream_options: { include_usage: true } };
    return weigh(await collected(await completions.create(streamed, { signal })), tools);
  } catch (error) {
    if (!(error instanceof Error)) return { end: 'wrong', error: 'what was thrown is no Error' };
    return { end: 'error', error: error.message.replace(/\s+/g, ' ') };
  }
}

/** A stream put together by hand, so that no helper mends anything on the way. */
async function collected(stream: AsyncIterable<ChatCompletionChunk>): Promise<Told> {
  const calls: { name: string; arguments: string }[] = [];
  const told = { content: '', finish: null as string | null, model: '', usage: null as Told['usage'] };
  for await (const { choices, model, usage } of stream) {
    const [choice] = choices;
    told.model = model;
    told.usage = usage ?? told.usage;
    told.content += choice?.delta?.content ?? '';
    told.finish = choice?.finish_reason ?? told.finish;
    for (const { index, function: part } of choice?.delta?.tool_calls ?? []) {
      const call = calls[index] ?? { name: '', arguments: '' };
      const args = call.arguments + (part?.arguments ?? '');
      calls[index] = { name: call.name + (part?.name ?? ''), arguments: args };
    }
  }
  const message = { content: told.content, tool_calls: calls.map((call) => ({ function: call })) };
  return { choices: [{ message, finish_reason: told.finish }], model: told.model, usage: told.usage };
}
