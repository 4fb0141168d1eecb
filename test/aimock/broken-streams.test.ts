import type { ChatCompletionRequest } from '@copilotkit/aimock';
import { describe, expect, it } from 'vitest';
import { StreamBrokenError, served } from '../../src/index.ts';
import { claude, type Stage, stage, tried, vendors, wordsOf } from './stage.ts';

/** Words of seven letters, so that pieces of eight end between two: within a word no seam can be exact. */
const story =
  'Thirsty animals quietly circled another shallow morning lagoon, because nothing further towards western deserts ' +
  'offered anybody shelter whether winters brought showers forever.';

/** What was told of the answer so far, as aimock understood it. */
function toldOf({ messages }: ChatCompletionRequest): string {
  return wordsOf(messages.findLast(({ role }) => role === 'assistant')?.content);
}

/** How another model carries on, given the words so far. */
const manners = {
  'goes straight on': (told: string) => story.slice(told.length),
  'begins anew': () => story,
  'says the last words again': (told: string) => story.slice(Math.max(0, told.length - 20)),
  'announces that it goes on': (told: string) =>
    `${told && 'Sure, continuing where I left off:\n\n'}${story.slice(told.length)}`,
};

const breaks: [string, keyof typeof manners, { truncateAfterChunks?: number; disconnectAfterMs?: number }][] =
  [
    ['pieces', 'goes straight on', { truncateAfterChunks: 8 }],
    ['pieces', 'begins anew', { truncateAfterChunks: 8 }],
    ['pieces', 'says the last words again', { truncateAfterChunks: 8 }],
    ['pieces', 'announces that it goes on', { truncateAfterChunks: 8 }],
    ['milliseconds', 'goes straight on', { disconnectAfterMs: 20 }],
  ];

/** All that the caller of a stream hears. */
async function hear(at: Stage) {
  const stream = await at.client.chat.completions.create({
    ...at.hello,
    stream: true,
    stream_options: { include_usage: true },
  });
  const heard = { words: '', ids: new Set<string>(), finishes: [] as string[], usages: 0 };
  for await (const { id, choices, usage } of stream) {
    heard.ids.add(id);
    heard.words += choices[0]?.delta?.content ?? '';
    if (choices[0]?.finish_reason) heard.finishes.push(choices[0].finish_reason);
    if (usage) heard.usages++;
  }
  return { ...heard, stream };
}

describe.concurrent.each(vendors)('$name, as aimock plays it, breaks off', (vendor) => {
  // Pieces that are milliseconds apart: what was written before the cut has left.
  it.each(breaks)('after so many %s, and another, who %s, ends the answer as one', async (_, manner, cut) => {
    await using at = await stage(vendor, { retry: { attempts: 1 } });
    at.sick.onMessage('Hello', { content: story }, { chunkSize: 8, latency: 3, ...cut });
    at.well.on({}, (request) => ({ content: manners[manner](toldOf(request)) }));
    const heard = await hear(at);
    expect(heard.words).toBe(story);
    expect([heard.ids.size, heard.finishes, heard.usages]).toEqual([1, ['stop'], 1]);
    const [first, second, ...more] = served(heard.stream)?.attempts ?? [];
    expect([first, second, ...more]).toMatchObject([
      { target: at.vendorId, outcome: 'failed', kind: 'transient' },
      { target: at.secondId, outcome: 'answered' },
    ]);
    // Who spoke which part, as the second was told.
    const told = toldOf(at.well.getLastRequest()!.body as ChatCompletionRequest);
    expect(story.startsWith(told)).toBe(true);
    expect(first?.characters ?? 0).toBe(told.length);
    expect(second?.characters).toBe(story.length - told.length);
  });

  it('before its first word has left, and is asked once more', async () => {
    await using at = await stage(vendor);
    // Cut in the moment in which it is written: nothing arrives, not even a status.
    at.sick.on({ sequenceIndex: 0 }, { content: story }, { truncateAfterChunks: 2 });
    at.sick.on({}, { content: story });
    const heard = await hear(at);
    expect([heard.words, heard.finishes]).toEqual([story, ['stop']]);
    expect(tried(heard.stream)).toEqual([
      `${vendor.provider} first transient`,
      `${vendor.provider} retry answered`,
    ]);
  });

  it('in the middle of a tool call, of which nobody hears a half', async () => {
    await using at = await stage(vendor, { retry: { attempts: 1 } });
    const calling = (city: string) => ({ toolCalls: [{ name: 'weather', arguments: { city } }] });
    // Gemini says the whole call at once.
    const truncateAfterChunks = vendor.provider === 'google' ? 1 : 5;
    at.sick.on({}, calling('Lyon, in the south'), { chunkSize: 4, latency: 3, truncateAfterChunks });
    at.well.on({}, calling('Paris'));
    const helper = at.client.chat.completions.stream({
      ...at.hello,
      tools: [{ type: 'function', function: { name: 'weather' } }],
    });
    const whole = await helper.finalChatCompletion();
    expect(whole.choices).toMatchObject([
      {
        finish_reason: 'tool_calls',
        message: { tool_calls: [{ function: { name: 'weather', arguments: '{"city":"Paris"}' } }] },
      },
    ]);
    expect(whole.choices[0]?.message.tool_calls).toHaveLength(1);
  });

  it('in the middle of an answer in JSON, which nobody else may end', async () => {
    await using at = await stage(vendor, { retry: { attempts: 1 } });
    at.sick.onMessage('Hello', { content: { story } }, { chunkSize: 8, latency: 5, truncateAfterChunks: 8 });
    const schema = { type: 'object', properties: { story: { type: 'string' } } };
    const response_format = { type: 'json_schema' as const, json_schema: { name: 'story', schema } };
    const stream = await at.client.chat.completions.create({ ...at.hello, response_format, stream: true });
    let words = '';
    const reading = async () => {
      for await (const { choices } of stream) words += choices[0]?.delta?.content ?? '';
    };
    const error = await reading().catch((thrown) => thrown);
    expect(error).toBeInstanceOf(StreamBrokenError);
    expect(error.partial).toBe(words);
    expect(JSON.stringify({ story }).startsWith(words) && words.length > 0).toBe(true);
    expect(at.well.getRequests()).toHaveLength(0);
  });
});

it('takes an answer of Claude for whole that breaks off behind the reason for its end', async () => {
  await using at = await stage(claude);
  // The sixth event is `message_stop`, which is lost.
  at.sick.onMessage('Hello', { content: story }, { chunkSize: 1_000, latency: 5, truncateAfterChunks: 6 });
  const heard = await hear(at);
  expect([heard.words, heard.finishes, heard.usages]).toEqual([story, ['stop'], 1]);
  expect(tried(heard.stream)).toEqual(['anthropic first answered']);
  expect(at.sick.getLastRequest()?.response).toMatchObject({ interrupted: true });
});
