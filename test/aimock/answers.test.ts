import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import { describe, expect, it } from 'vitest';
import { served } from '../../src/index.ts';
import { stage, tried, understood, vendors, wordsOf } from './stage.ts';

const words = 'I am here and all is well.';
const usage = { prompt_tokens: 11, completion_tokens: 7 };

async function read(stream: AsyncIterable<ChatCompletionChunk>) {
  const chunks: ChatCompletionChunk[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  const choices = chunks.flatMap((chunk) => chunk.choices);
  const said = (field: 'content' | 'reasoning_content') =>
    choices.map(({ delta }) => (delta as Record<string, unknown>)[field] ?? '').join('');
  return {
    words: said('content'),
    thoughts: said('reasoning_content'),
    ids: new Set(chunks.map(({ id }) => id)).size,
    first: choices[0]?.delta,
    finishes: choices.flatMap(({ finish_reason }) => finish_reason ?? []),
    usages: chunks.flatMap((chunk) => chunk.usage ?? []),
  };
}

describe.each(vendors)('$name, as aimock plays it', (vendor) => {
  it('answers plainly, and says what it used', async () => {
    await using at = await stage(vendor);
    at.sick.onMessage('Hello', { content: words, usage });
    const answer = await at.client.chat.completions.create(at.hello);
    expect(answer).toMatchObject({
      object: 'chat.completion',
      model: vendor.model,
      choices: [{ index: 0, message: { role: 'assistant', content: words }, finish_reason: 'stop' }],
      usage: { ...usage, total_tokens: 18 },
    });
    expect(served(answer)?.target).toBe(at.vendorId);
    expect(served(answer)?.attempts).toMatchObject([
      { reason: 'first', outcome: 'answered', usage: { input: 11, output: 7 } },
    ]);
  });

  it.each([1, 4, 1_000])('streams in pieces of %i characters', async (chunkSize) => {
    await using at = await stage(vendor);
    at.sick.onMessage('Hello', { content: words, usage }, { chunkSize });
    const stream = await at.client.chat.completions.create({
      ...at.hello,
      stream: true,
      stream_options: { include_usage: true },
    });
    const heard = await read(stream);
    expect(heard).toMatchObject({ words, ids: 1, first: { role: 'assistant' }, finishes: ['stop'] });
    expect(heard.usages).toMatchObject([{ ...usage, total_tokens: 18 }]);
    expect(served(stream)?.attempts).toMatchObject([
      { outcome: 'answered', characters: words.length, usage: { input: 11, output: 7 } },
    ]);
  });

  it('keeps what it thinks apart from what it says', async () => {
    await using at = await stage(vendor);
    at.sick.onMessage('Hello', { content: words, reasoning: 'Who is there?' });
    const answer = await at.client.chat.completions.create(at.hello);
    expect(answer.choices[0]?.message).toMatchObject({ content: words, reasoning_content: 'Who is there?' });
    const stream = await at.client.chat.completions.create({ ...at.hello, stream: true });
    expect(await read(stream)).toMatchObject({ words, thoughts: 'Who is there?', finishes: ['stop'] });
  });

  it.each(['length', 'content_filter'])('tells why it stopped: %s', async (reason) => {
    await using at = await stage(vendor);
    const finishReason = reason === 'length' ? reason : vendor.finish.filter;
    at.sick.onMessage('Hello', { content: 'I am', finishReason });
    const answer = await at.client.chat.completions.create(at.hello);
    expect(answer.choices).toMatchObject([{ message: { content: 'I am' }, finish_reason: reason }]);
    const stream = await at.client.chat.completions.create({ ...at.hello, stream: true });
    expect(await read(stream)).toMatchObject({ words: 'I am', finishes: [reason] });
    expect(tried(stream)).toEqual([`${vendor.provider} first answered`]);
  });

  it.each([false, true])(
    'is taken at its word when it says nothing but a filter: stream %s',
    async (stream) => {
      await using at = await stage(vendor);
      at.sick.onMessage('Hello', { content: '', finishReason: vendor.finish.filter });
      const answer = await at.client.chat.completions.create({ ...at.hello, stream });
      const reasons =
        'choices' in answer
          ? answer.choices.map((choice) => choice.finish_reason)
          : (await read(answer)).finishes;
      expect(reasons).toEqual(['content_filter']);
      expect(at.well.getRequests()).toHaveLength(0);
    },
  );

  it.each([false, true])('is passed over for saying nothing at all: stream %s', async (stream) => {
    await using at = await stage(vendor);
    at.sick.onMessage('Hello', { content: '' });
    at.well.onMessage('Hello', { content: words });
    const answer = await at.client.chat.completions.create({ ...at.hello, stream });
    const heard = 'choices' in answer ? answer.choices[0]?.message.content : (await read(answer)).words;
    expect(heard).toBe(words);
    expect(tried(answer)).toEqual([
      `${vendor.provider} first transient`,
      `${vendor.provider} retry transient`,
      `${at.second} fallback answered`,
    ]);
  });

  it('counts only where it is asked to, but always for who asks what was tried', async () => {
    await using at = await stage(vendor);
    at.sick.onMessage('Hello', { content: words, usage: { prompt_tokens: 11, completion_tokens: 7 } });
    const counts = async (more: object) => {
      const stream = await at.client.chat.completions.create({ ...at.hello, ...more, stream: true });
      const chunks = [];
      for await (const chunk of stream) chunks.push(chunk);
      return { stream, counts: chunks.filter(({ choices }) => choices.length === 0).length };
    };
    const unasked = await counts({});
    expect(unasked.counts).toBe(0);
    if (vendor.provider !== 'openai') expect(served(unasked.stream)?.attempts[0]?.usage).toBeDefined();
    expect((await counts({ stream_options: { include_usage: true } })).counts).toBe(1);
  });

  it('is sent the whole conversation', async () => {
    await using at = await stage(vendor);
    at.sick.onMessage('And now?', { content: words });
    await at.client.chat.completions.create({
      ...at.hello,
      messages: [
        { role: 'system', content: 'You are brief.' },
        { role: 'user', content: [{ type: 'text', text: 'Hello' }] },
        { role: 'assistant', content: 'Yes?' },
        { role: 'user', content: 'And now?' },
      ],
      max_completion_tokens: 300,
    });
    expect(understood(at.sick).map(({ role, content }) => [role, wordsOf(content)])).toEqual([
      ['system', 'You are brief.'],
      ['user', 'Hello'],
      ['assistant', 'Yes?'],
      ['user', 'And now?'],
    ]);
    const { max_tokens, max_completion_tokens } = at.sick.getLastRequest()!.body as never;
    expect(max_completion_tokens ?? max_tokens).toBe(300);
  });
});
