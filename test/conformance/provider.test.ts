import { describe, expect, test, vi } from 'vitest';
import {
  type ChainEntry,
  type ChatRequest,
  createFailover,
  type FailoverEvent,
  type FailoverOptions,
  Failure,
  openai,
  type ProviderCall,
  type ProviderChunk,
  type ProviderCompletion,
  type ProviderOptions,
  provider,
  StreamBrokenError,
  served,
} from '../../src/index.ts';
import { FakeClock, settled } from '../clock.ts';
import { read } from '../fakes.ts';

const says = (content: string): ProviderCompletion => ({
  choices: [{ message: { content }, finish_reason: 'stop' }],
});
const hello: ChatRequest = { model: 'route', messages: [{ role: 'user', content: 'Hello' }] };
const streamed: ChatRequest = { ...hello, stream: true };

type Chat = ProviderOptions['chat'];

function stage(chain: ChainEntry[], options: FailoverOptions = {}) {
  const clock = new FakeClock();
  const events: FailoverEvent[] = [];
  const logger = { warn: () => {} };
  const failover = createFailover({
    routes: { route: chain },
    clock,
    logger,
    retry: { attempts: 1 },
    ...options,
  });
  failover.on((event) => events.push(event));
  return { failover, clock, events };
}

const acme = (chat: Chat, more: Partial<ProviderOptions> = {}) =>
  provider('acme', { model: 'large', chat, ...more });

/** The attempt that a call ends with, whichever way it ends. */
async function attemptOf(chat: Chat, request = hello) {
  const { failover } = stage([acme(chat)]);
  try {
    const reply = await failover.chat(request);
    if (reply.type === 'stream') await read(reply);
    return served(reply)?.attempts[0];
  } catch (error) {
    return served(error)?.attempts[0];
  }
}

async function failureOf(chat: Chat, request = hello): Promise<Failure> {
  const { failover } = stage([acme(chat)]);
  const error = await failover
    .chat(request)
    .then(read)
    .then(
      ({ error }) => error,
      (error) => error,
    );
  const failure = error instanceof StreamBrokenError ? error.cause : error.failures?.[0];
  expect(failure).toBeInstanceOf(Failure);
  return failure;
}

async function* chunks(...all: (ProviderChunk | Error)[]): AsyncGenerator<ProviderChunk> {
  for (const chunk of all) {
    if (chunk instanceof Error) throw chunk;
    yield chunk;
  }
}
const word = (content: string): ProviderChunk => ({ choices: [{ delta: { content } }] });
const end: ProviderChunk = { choices: [{ finish_reason: 'stop' }] };

describe('what it is told', () => {
  test('its own model, a signal, the time that is left', async () => {
    let told: [ChatRequest, ProviderCall] | undefined;
    const chat: Chat = (request, call) => {
      told = [request, call];
      return says('Hi');
    };
    const { failover } = stage([acme(chat)]);
    await failover.chat({ ...hello, temperature: 0.5 }, { timeout: 4_000 });
    const [request, call] = told!;
    expect(request).toEqual({ ...hello, model: 'large', temperature: 0.5 });
    expect(call.signal).toBeInstanceOf(AbortSignal);
    expect(call.timeLeftMs).toBe(4_000);
  });

  test('a warning and an id land on its attempt', async () => {
    const chat: Chat = (_, { warn, identify }) => {
      warn('seed: unknown to Acme');
      identify('ac-77');
      return says('Hi');
    };
    expect(await attemptOf(chat)).toMatchObject({ warnings: ['seed: unknown to Acme'], requestId: 'ac-77' });
    const stream: Chat = (_, { identify }) =>
      (async function* () {
        identify('ac-78');
        yield* chunks(word('Hi'), end);
      })();
    expect(await attemptOf(stream, streamed)).toMatchObject({ requestId: 'ac-78', outcome: 'answered' });
  });

  test('it is loaded once, before the first chat, and again where that failed', async () => {
    const log: string[] = [];
    let broken = true;
    const load = async () => {
      log.push('load');
      if (broken) throw new Error('No such package');
    };
    const chat: Chat = () => {
      log.push('chat');
      return says('Hi');
    };
    const { failover } = stage([acme(chat, { load })], { breaker: false });
    await expect(failover.chat(hello)).rejects.toThrow('No target answered');
    broken = false;
    await failover.ready();
    await failover.chat(hello);
    await failover.chat(hello);
    expect(log).toEqual(['load', 'load', 'chat', 'chat']);
  });
});

describe('what it gives', () => {
  test('what says nothing is filled in', async () => {
    const { failover, clock } = stage([acme(() => says('Hi'))]);
    const reply = await failover.chat(hello);
    expect(reply.type === 'completion' && reply.completion).toEqual({
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: Math.floor(clock.date() / 1000),
      model: 'large',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'Hi', refusal: null },
          finish_reason: 'stop',
          logprobs: null,
        },
      ],
    });
  });

  test('of a stream too, and its first piece says who speaks', async () => {
    const { failover } = stage([acme(() => chunks(word('Hi'), word(' there'), end))]);
    const { chunks: got, text } = await read(await failover.chat(streamed));
    expect(text).toBe('Hi there');
    expect(got.map(({ choices }) => choices[0]?.delta.role)).toEqual(['assistant', undefined, undefined]);
    expect(new Set(got.map(({ id }) => id))).toEqual(new Set(['chatcmpl-1']));
    expect(got.every(({ object, model }) => object === 'chat.completion.chunk' && model === 'large')).toBe(
      true,
    );
  });

  test('who cannot stream gives the whole answer, with its usage', async () => {
    const usage = { prompt_tokens: 3, completion_tokens: 1, total_tokens: 4 };
    const { failover } = stage([acme(() => ({ ...says('Hi'), usage }))]);
    const request = { ...streamed, stream_options: { include_usage: true } } as ChatRequest;
    const { chunks: got, text } = await read(await failover.chat(request));
    expect(text).toBe('Hi');
    expect(got.at(-1)?.usage).toEqual(usage);
  });

  test.each<[string, unknown, ChatRequest, RegExp]>([
    ['nothing', undefined, hello, /gave undefined, not a completion in the shape of OpenAI/],
    ['words', 'Hi', hello, /gave string, not a completion/],
    [
      'another shape',
      { text: 'Hi', done: true },
      hello,
      /gave an object of { text, done }, not a completion/,
    ],
    ['a choice of words', { choices: ['Hi'] }, hello, /gave a choice without a message/],
    ['no choices', { choices: [] }, hello, /no choices/],
    ['no finish', { choices: [{ message: { content: 'Hi' } }] }, hello, /without a finish/],
    ['no finish, for a stream', { choices: [{ message: { content: 'Hi' } }] }, streamed, /without a finish/],
    ['a stream of words', chunks('Hi' as never), streamed, /gave string, not chunks/],
    [
      'a stream of another shape',
      chunks({ text: 'Hi' } as never),
      streamed,
      /gave an object of { text }, not chunks/,
    ],
    ['an error', { error: { message: 'Too fast', code: 'rate_limit_exceeded' } }, hello, /Too fast/],
    ['an error in a stream', chunks({ error: { message: 'Broke' } } as never), streamed, /Broke/],
    ['a stream for a plain call', chunks(word('Hi'), end), hello, /request.stream is not true/],
    ['a stream without an end', chunks(word('Hi')), streamed, /without a finish/],
  ])('%s is a failure that says so', async (_, given, request, message) => {
    expect((await failureOf(() => given as ProviderCompletion, request)).message).toMatch(message);
  });

  test('a form that nobody vouches for is looked at', async () => {
    const request = { ...hello, response_format: { type: 'json_object' } } as ChatRequest;
    const failure = await failureOf(() => says('No JSON'), request);
    expect(failure.details.code).toBe('off_schema');
  });
});

describe('what it throws', () => {
  const httpError = (status: number, headers: unknown = {}, more = {}) =>
    Object.assign(new Error('It said no'), { status, headers, ...more });
  const throwing = (error: unknown): Chat => {
    return async () => {
      throw error;
    };
  };

  test.each<[number, string]>([
    [400, 'invalid-request'],
    [401, 'auth'],
    [402, 'quota'],
    [403, 'permission'],
    [404, 'model-not-found'],
    [408, 'transient'],
    [413, 'context-length'],
    [422, 'invalid-request'],
    [429, 'rate-limit'],
    [500, 'transient'],
    [503, 'overloaded'],
    [529, 'overloaded'],
  ])('a status %i is %s', async (status, kind) => {
    expect(await attemptOf(throwing(httpError(status)))).toMatchObject({ kind, status });
  });

  test('headers of every form, and the body that an SDK has read', async () => {
    for (const headers of [
      new Headers({ 'retry-after': '7' }),
      { 'retry-after': '7' },
      [['retry-after', '7']],
    ])
      expect(await attemptOf(throwing(httpError(429, headers)))).toMatchObject({ retryAfterMs: 7_000 });
    expect(await attemptOf(throwing(httpError(429, 'no headers')))).toMatchObject({ kind: 'rate-limit' });
    const error = { type: 'insufficient_quota', message: 'No credit' };
    expect(await attemptOf(throwing(httpError(429, {}, { error })))).toMatchObject({
      kind: 'quota',
      code: 'insufficient_quota',
    });
    const body = JSON.stringify({ error });
    expect((await failureOf(throwing(Object.assign(new Error(body), { status: 429 })))).message).toBe(
      'No credit',
    );
  });

  test('a Failure says its own kind, from another copy of this package too', async () => {
    const details = { status: 418, retryAfterMs: 9_000, code: 'teapot' };
    const expected = { kind: 'overloaded', ...details };
    expect(await attemptOf(throwing(new Failure('overloaded', 'Busy', details)))).toMatchObject(expected);
    vi.resetModules();
    const other = await import('../../src/index.ts');
    expect(other.Failure).not.toBe(Failure);
    const failure = await failureOf(throwing(new other.Failure('overloaded', 'Busy', details)));
    expect(failure).toMatchObject({ kind: 'overloaded', details });
  });

  test('a kind that does not exist, or that only a caller can say, is not believed', async () => {
    const odd = await failureOf(throwing(new Failure('ratelimit' as never, 'Slow')));
    expect(odd.kind).toBe('transient');
    expect(odd.message).toMatch(/no kind of failure "ratelimit". There are: .*rate-limit/);
    expect(await attemptOf(throwing(new Failure('aborted', 'Bye')))).toMatchObject({ kind: 'transient' });
  });

  test.each<[string, unknown, object]>([
    ['a bug', new TypeError('x is undefined'), { kind: 'transient', message: 'x is undefined' }],
    ['nothing', undefined, { kind: 'transient' }],
    [
      'a fetch that reached nobody',
      new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } }),
      { kind: 'transient', details: { unreached: true, code: 'ECONNREFUSED' } },
    ],
    [
      'a connection that timed out',
      Object.assign(new Error('connect'), { code: 'ETIMEDOUT' }),
      { kind: 'timeout', details: { code: 'ETIMEDOUT' } },
    ],
    [
      'a mistake in code',
      Object.assign(new Error('Bad URL'), { code: 'ERR_INVALID_URL' }),
      { kind: 'transient', message: 'Bad URL' },
    ],
  ])('%s', async (_, error, expected) => {
    expect(await failureOf(throwing(error))).toMatchObject(expected);
    const later = await failureOf(() => chunks(word('Hi'), error as Error), streamed).catch(() => undefined);
    if (error instanceof Error) expect(later).toMatchObject(expected);
  });

  test('it may throw at once, and in mid-stream', async () => {
    const chat: Chat = () => {
      throw httpError(401);
    };
    expect(await attemptOf(chat)).toMatchObject({ kind: 'auth' });
    expect(await attemptOf(() => chunks(word('Hi'), httpError(503)), streamed)).toMatchObject({
      kind: 'overloaded',
    });
  });
});

describe('it is treated like any other vendor', () => {
  const silent: Chat = (_, { signal }) =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

  test('its deadline holds, whether it heeds its signal or not', async () => {
    for (const chat of [silent, () => new Promise<never>(() => {})]) {
      const { failover, clock } = stage([acme(chat)]);
      const answer = failover.chat(hello, { timeout: 5_000 }).catch((error) => error);
      await clock.advance(5_000);
      expect(served(await answer)?.attempts[0]).toMatchObject({ kind: 'timeout' });
      expect(clock.pending).toBe(0);
    }
  });

  test('what it gives too late is let go', async () => {
    const late = Promise.withResolvers<AsyncIterable<ProviderChunk>>();
    let returned = false;
    const { failover, clock } = stage([acme(() => late.promise)]);
    const answer = failover.chat(streamed, { timeout: 5_000 }).catch((error) => error);
    await clock.advance(5_000);
    await answer;
    const iterator = {
      next: async () => ({ value: end, done: false }),
      return: async () => {
        returned = true;
        return { value: undefined, done: true as const };
      },
    };
    late.resolve({ [Symbol.asyncIterator]: () => iterator });
    await settled();
    expect(returned).toBe(true);
  });

  test('a slow one is raced, and the loser is told', async () => {
    let ended = false;
    const slow: Chat = (request, call) => {
      call.signal.addEventListener('abort', () => {
        ended = true;
      });
      return silent(request, call);
    };
    const second = provider('second', { model: 'm', chat: () => says('Second') });
    const { failover, clock } = stage([acme(slow), second], { hedge: { afterMs: 1_000 } });
    const answer = failover.chat(hello);
    await clock.advance(1_000);
    expect(served(await answer)?.attempts.map(({ reason }) => reason)).toEqual(['first', 'hedge']);
    expect(ended).toBe(true);
  });

  test('it is left alone when it keeps failing, and probed with its own model', async () => {
    const asked: string[] = [];
    let up = false;
    const chat: Chat = ({ model, messages }) => {
      asked.push(`${model}: ${messages[0]?.content}`);
      if (!up) throw Object.assign(new Error('down'), { status: 500 });
      return says('OK');
    };
    const { failover, clock, events } = stage([acme(chat), () => 'stand-in']);
    for (let call = 0; call < 6; call++) {
      await failover.chat(hello);
      await clock.advance(2_000);
    }
    expect(failover.health()[0]?.state).toBe('open');
    up = true;
    await clock.advance(20_000);
    await failover.chat(hello);
    await settled();
    expect(asked.at(-1)).toBe('large: Reply with OK.');
    expect(events.map(({ type }) => type)).toContain('circuit-closed');
    expect(failover.health()[0]?.state).toBe('healthy');
  });

  test('it can be checked, paused and looked up by name', async () => {
    const { failover } = stage([acme(() => says('OK'))]);
    expect(await failover.check()).toMatchObject([{ target: 'acme/large', ok: true }]);
    failover.pause('acme');
    expect(failover.health()).toMatchObject([{ target: 'acme/large', state: 'paused' }]);
  });

  test('its key tells its health from that of another account', async () => {
    const broke: Chat = () => {
      throw Object.assign(new Error('no credit'), { status: 402 });
    };
    const { failover } = stage([
      acme(broke, { key: 'one' }),
      acme(() => says('Second'), { key: 'two' }),
      acme(() => says('Never'), { key: 'one', model: 'small' }),
    ]);
    await failover.chat(hello);
    const states = failover.health().map(({ target, state }) => `${target} ${state}`);
    expect(states).toEqual(['acme/large cooling', 'acme/large healthy', 'acme/small cooling']);
    expect(JSON.stringify([failover.health(), acme(broke, { key: 'key-1' })])).not.toContain('key-1');
  });
});

test.each<[unknown[], RegExp]>([
  [['acme'], /names no model/],
  [['acme', { model: '', chat: () => says('') }], /names no model/],
  [['', { model: 'm', chat: () => says('') }], /name without blanks and slashes/],
  [['a/b', { model: 'm', chat: () => says('') }], /not "a\/b"/],
  [['custom', { model: 'm', chat: () => says('') }], /such as 'acme'/],
  [['acme', { model: 'm' }], /needs a chat/],
  [['acme', { model: 'm', chat: () => says(''), lod: () => {} }], /Did you mean "load"/],
  [['acme', { model: 'm', chat: () => says(''), load: 'now' }], /load of acme\/m is a function/],
  [['acme', { model: 'm', chat: () => says(''), key: undefined }], /Is its variable unset/],
])('a mistake is told at once: %j', (args, message) => {
  expect(() => provider(...(args as Parameters<typeof provider>))).toThrow(message);
});

test('its key is not shown to whoever prints it', () => {
  const target = acme(() => says(''), { key: 'secret-9' });
  expect(JSON.stringify(target)).toBe('{"provider":"acme","model":"large"}');
  expect(openai('m').provider).toBe('openai');
});
