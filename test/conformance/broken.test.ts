import { expect, test } from 'vitest';
import { conformance, playedBy, startOpenAI } from '../../src/drill/index.ts';
import { Failure, type ProviderChunk, type ProviderCompletion, provider } from '../../src/index.ts';
import { startAcme } from './acme-server.ts';
import { gateway, type Parts } from './gateway.ts';

const key = 'gateway-secret-1';
const casesOf = (parts: Partial<Parts> = {}, patienceMs = 4_000) =>
  conformance({
    vendor: () => playedBy(startOpenAI),
    target: ({ url }) => gateway(url, key, parts),
    secrets: [key],
    patienceMs,
  });

/** Who lets go of nothing need not be waited for. */
const HASTE_MS = 300;

/** The same with Acme, whose server really sends its bytes apart. */
const acmeCasesOf = (decode: Parts['decode']) =>
  conformance({
    vendor: startAcme,
    target: ({ url }) =>
      provider('acme', {
        model: 'large',
        chat: async ({ stream, messages }, { signal }) => {
          const body = JSON.stringify({ stream, messages });
          const response = await fetch(url, { method: 'POST', signal, body });
          if (stream) return chunksIn(decode(response.body!));
          const { text } = await response.json();
          return whole(text);
        },
      }),
  });

async function* chunksIn(pieces: AsyncIterable<string>): AsyncGenerator<ProviderChunk> {
  for await (const piece of pieces) {
    for (const line of piece.split('\n').filter((line) => line)) {
      const { text, end } = JSON.parse(line);
      yield { choices: [{ delta: { content: text ?? '' }, finish_reason: end && 'stop' }] };
    }
  }
}

/** Whole lines, of what comes in pieces. */
async function* linesOf(pieces: AsyncIterable<string>, rest = { text: '' }): AsyncGenerator<string> {
  for await (const piece of pieces) {
    rest.text += piece;
    const end = rest.text.lastIndexOf('\n') + 1;
    const lines = rest.text.slice(0, end);
    rest.text = rest.text.slice(end);
    yield lines;
  }
}

async function* decodedApart(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  for await (const bytes of body) yield new TextDecoder().decode(bytes);
}

const shared = { text: '' };
const bytes = 'stream: its bytes may be cut anywhere';
const mistakesInBytes: [what: string, decode: Parts['decode'], found: string[]][] = [
  ['it decodes each piece by itself', (body) => linesOf(decodedApart(body)), [bytes]],
  ['it takes every piece for whole lines', (body) => body.pipeThrough(new TextDecoderStream()), [bytes]],
  [
    'it has one buffer for all streams',
    (body) => linesOf(body.pipeThrough(new TextDecoderStream()), shared),
    ['stream: many at once do not mix'],
  ],
];

/** Every mistake that authors of providers make, and the cases that have to find it. */
const mistakes: [what: string, parts: Partial<Parts>, found: string[]][] = [
  [
    'it forgets the signal',
    { signal: () => null },
    [
      'abort: a plain call, before the headers',
      'abort: a stream, before the headers',
      'abort: a stream, before its first word',
      'deadline: a plain call',
      'deadline: a stream, before the headers',
      'deadline: a stream, before its first word',
      'failover: from a vendor that is silent',
    ],
  ],
  [
    'it reads on when nobody does any more',
    {
      signal: () => null,
      chunks: (chunks) => {
        const all = chunks[Symbol.asyncIterator]();
        return { [Symbol.asyncIterator]: () => ({ next: () => all.next() }) };
      },
    },
    [
      'abort: in the middle of a stream',
      'abort: the reader breaks off',
      'abort: the reader breaks off while he waits',
      'deadline: silence in the middle of a stream',
    ],
  ],
  [
    'it waits for the whole stream',
    {
      async *chunks(chunks) {
        const all: ProviderChunk[] = [];
        for await (const chunk of chunks) all.push(chunk);
        yield* all;
      },
    },
    ['stream: each piece is handed on as it comes'],
  ],
  [
    'it closes what was cut off',
    {
      async *chunks(chunks) {
        try {
          yield* chunks;
        } catch {}
        yield { choices: [{ finish_reason: 'stop' }] };
      },
    },
    [
      'stream: a connection that breaks off is an error',
      'stream: an end without a finish is an error',
      'failover: another carries on its broken stream',
    ],
  ],
  [
    'it passes over errors in a stream',
    {
      async *chunks(chunks) {
        for await (const chunk of chunks)
          if ('error' in chunk) yield { choices: [{ finish_reason: 'stop' }] };
          else yield chunk;
      },
    },
    ['stream: an error inside of it is an error'],
  ],
  [
    'it takes an answer without a finish',
    {
      completion: ({ choices, ...rest }) => ({
        ...rest,
        choices: choices?.map((choice) => ({ ...choice, finish_reason: 'stop' as const })),
      }),
    },
    ['plain: an answer without a finish is an error', 'finish: length', 'finish: content_filter'],
  ],
  [
    'it looks for words alone',
    { completion: ({ choices }) => (choices ? { choices } : whole('I do not know.')) },
    ['plain: an error with status 200 is an error'],
  ],
  [
    'it says something where nothing was said',
    {
      completion: (completion) => said(completion, completion.choices?.[0]?.message.content || '(no answer)'),
    },
    ['plain: an empty answer is a failure'],
  ],
  ['it tells no usage', { completion: ({ usage: _, ...rest }) => rest }, ['plain: the usage is told']],
  [
    'it asks for no usage in streams',
    { request: ({ stream_options: _, ...request }) => request },
    ['stream: the usage is told where it is asked for'],
  ],
  [
    'all its errors are alike',
    { refused: async () => new Error('It did not work') },
    [
      'failure: auth',
      'failure: quota',
      'failure: overloaded',
      'failure: rate-limit',
      'failure: permission',
      'failure: model-not-found',
      'failure: context-length',
      'failure: content-filter',
      'failure: invalid-request',
      'check: tells that all is well, and what is wrong',
    ],
  ],
  [
    'it loses the headers of an error',
    { refused: async ({ status }) => Object.assign(new Error('Too many'), { status }) },
    ['failure: the wait that the vendor asks for'],
  ],
  [
    'it takes every error for the caller’s',
    { refused: async () => new Failure('invalid-request', 'Your mistake') },
    ['failure: transient'],
  ],
  [
    'it tidies up what was said',
    {
      completion: (completion) =>
        said(completion, completion.choices[0]?.message.content?.trim().replace(/\s+/g, ' ') ?? null),
      async *chunks(chunks) {
        for await (const chunk of chunks) {
          for (const { delta } of chunk.choices) if (delta?.content) delta.content = delta.content.trim();
          yield chunk;
        }
      },
    },
    ['plain: the text arrives whole', 'stream: the text arrives whole'],
  ],
  [
    'it fills silence',
    {
      async *chunks(chunks) {
        yield { choices: [{ delta: { content: '…' } }] };
        yield* chunks;
      },
    },
    ['stream: an empty answer is a failure'],
  ],
  [
    'it hands on words alone',
    {
      async *chunks(chunks) {
        for await (const { choices, ...chunk } of chunks) {
          const worded = choices.map(({ delta, ...choice }) => ({
            ...choice,
            delta: { content: delta?.content ?? '' },
          }));
          yield { ...chunk, choices: worded };
        }
      },
      request: (request) => ({
        ...request,
        messages: request.messages.filter(({ role, content }) => role !== 'tool' && content !== null),
      }),
    },
    ['stream: a tool call', 'request: a tool call and its result'],
  ],
  [
    'it makes an answer of an error',
    { around: (ask) => async (request, call) => ask(request, call).catch(() => whole('Sorry!')) },
    [
      'failover: the next target takes over, whatever failed',
      'plain: a connection that breaks off is an error',
    ],
  ],
  [
    'it hides that nobody was there',
    {
      around: (ask) => (request, call) =>
        ask(request, call).catch((error) => {
          throw error.status || call.signal.aborted ? error : new Failure('transient', 'Unlucky');
        }),
    },
    ['failure: a vendor that cannot be reached'],
  ],
  [
    'it merges parallel calls',
    {
      async *chunks(chunks) {
        for await (const chunk of chunks) {
          for (const { delta } of chunk.choices ?? [])
            for (const call of delta?.tool_calls ?? []) call.index = 0;
          yield chunk;
        }
      },
    },
    ['stream: parallel tool calls'],
  ],
  [
    'it loses calls of a plain answer',
    { completion: (completion) => said(completion, completion.choices?.[0]?.message.content ?? null, []) },
    ['plain: a tool call', 'plain: parallel tool calls'],
  ],
  [
    'it drops the system',
    {
      request: (request) => ({
        ...request,
        messages: request.messages.filter(({ role }) => role !== 'system'),
      }),
    },
    ['request: a system message'],
  ],
  [
    'it sends the last message only',
    { request: (request) => ({ ...request, messages: request.messages.slice(-1) }) },
    ['request: a conversation, each turn of it', 'failover: it carries on what another began'],
  ],
  [
    'it drops images',
    {
      request: (request) => ({
        ...request,
        messages: request.messages.map((message) =>
          message.role === 'user' && Array.isArray(message.content)
            ? { ...message, content: message.content.filter(({ type }) => type === 'text') }
            : message,
        ),
      }),
    },
    ['request: an image'],
  ],
  [
    'it drops tools and settings',
    { request: ({ model, messages, stream }) => ({ model, messages, ...(stream && { stream }) }) as never },
    [
      'request: tools',
      'request: stop',
      'request: temperature',
      'request: a limit of tokens',
      'request: a schema for the answer',
    ],
  ],
  [
    'it quotes the prompt in a warning',
    {
      request: (request, { warn }) => {
        warn(`not sent as it is: ${JSON.stringify(request.messages)}`);
        return request;
      },
    },
    ['secrets: no key, prompt or answer in events, reports, attempts and warnings'],
  ],
  [
    'it takes its key for an id',
    {
      around: (ask) => (request, call) => {
        call.identify(key);
        return ask(request, call);
      },
    },
    ['secrets: no key, prompt or answer in events, reports, attempts and warnings'],
  ],
  [
    'it asks again by itself',
    {
      around: (ask) => async (request, call) => {
        void ask(request, { ...call, signal: new AbortController().signal }).catch(() => {});
        return ask(request, call);
      },
    },
    ['deadline: a plain call'],
  ],
];

function said(
  { choices, ...rest }: ProviderCompletion,
  content: string | null,
  calls?: [],
): ProviderCompletion {
  return {
    ...rest,
    choices: choices?.map((choice) => ({
      ...choice,
      message: { ...choice.message, content, ...(calls && { tool_calls: calls }) },
    })),
  };
}

const whole = (content: string): ProviderCompletion => ({
  choices: [{ message: { content }, finish_reason: 'stop' }],
});

test.each([
  ...mistakes.map(([what, parts, found]) => [what, () => casesOf(parts, HASTE_MS), found] as const),
  ...mistakesInBytes.map(([what, decode, found]) => [what, () => acmeCasesOf(decode), found] as const),
])('%s', { timeout: 30_000 }, async (_, casesOf, found) => {
  const cases = casesOf();
  const runs = found.map(async (name) => {
    const one = cases.find((one) => one.name === name);
    if (!one) throw new Error(`There is no case "${name}"`);
    const missed = await one.run().then(
      () => true,
      () => false,
    );
    return missed ? [name] : [];
  });
  const missed = await Promise.all(runs);
  expect(missed.flat()).toEqual([]);
});

test('and who makes no mistake passes them all', { timeout: 60_000 }, async () => {
  for (const { name, run } of casesOf())
    await run().catch((cause) => {
      throw new Error(name, { cause });
    });
  const decode: Parts['decode'] = (body) => linesOf(body.pipeThrough(new TextDecoderStream()));
  const cases = acmeCasesOf(decode).filter(({ name }) =>
    mistakesInBytes.some(([, , found]) => found.includes(name)),
  );
  for (const { run } of cases) await run();
  expect(cases).toHaveLength(2);
});

test('every case has found a mistake', () => {
  const found = new Set([...mistakes, ...mistakesInBytes].flatMap(([, , names]) => names));
  expect(casesOf().flatMap(({ name }) => (found.has(name) ? [] : [name]))).toEqual([]);
});
