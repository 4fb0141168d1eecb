import { describe, expect, it } from 'vitest';
import type {
  Chat,
  ChatReply,
  ChatRequest,
  Completion,
  CompletionReply,
  StreamReply,
} from '../../src/core/chat.ts';
import { ConfigError } from '../../src/core/errors.ts';
import { AllTargetsFailedError } from '../../src/core/exhausted.ts';
import { Failure } from '../../src/core/failure.ts';
import type { FailureKind } from '../../src/core/kind.ts';
import type { AnswerStore, StoredAnswer } from '../../src/policies/answers.ts';
import { continuation } from '../../src/policies/continuation.ts';
import { firstToken } from '../../src/policies/first-token.ts';
import { type StaleIfErrorOptions, staleIfError } from '../../src/policies/stale-if-error.ts';
import { verdict } from '../../src/policies/verdict.ts';
import { FakeClock } from '../clock.ts';
import {
  chunk,
  completion,
  end,
  fails,
  failure,
  newCall,
  plain,
  read,
  role,
  says,
  script,
  streamed,
  streams,
  target,
  textOf,
  thrown,
  usage,
} from '../fakes.ts';

const HOUR = 3_600_000;
const answers =
  (completion: Completion): Chat =>
  async () => ({ type: 'completion', completion });

/** A chat as its target has it: with an entry in the ledger, and an end that is told. */
const targeted = (chat: Chat, id = 'openai/gpt-5.5') => verdict(target(id, chat))(firstToken(chat));
const down =
  (...kinds: FailureKind[]): Chat =>
  async (_, { attempts }) => {
    const failures = kinds.map((kind) => failure(kind));
    throw new AllTargetsFailedError({ attempts: attempts.list, failures });
  };

/** One policy over chats that are asked in turn, each in a call of its own, on one clock. */
function setup(options: StaleIfErrorOptions, ...chats: Chat[]) {
  const clock = new FakeClock();
  const chat = staleIfError(options)(script(...chats));
  const ask = async (request: ChatRequest = plain) => {
    const call = newCall({}, { clock });
    return { call, reply: await chat(request, call) };
  };
  return { clock, ask, error: (request?: ChatRequest) => thrown<AllTargetsFailedError>(ask(request)) };
}

const wordsOf = ({ reply }: { reply: ChatReply }) =>
  (reply as CompletionReply).completion.choices[0]?.message.content;

describe('when everything is down', () => {
  it('answers as it did before, and says so in the ledger', async () => {
    const { ask, clock } = setup({}, targeted(says('Hi')), down('overloaded'));
    const before = await ask();
    await clock.advance(HOUR + 400);
    const { reply, call } = await ask();
    expect((reply as CompletionReply).completion).toEqual((before.reply as CompletionReply).completion);
    expect(call.attempts.list).toEqual([
      {
        target: 'openai/gpt-5.5',
        provider: 'openai',
        model: 'gpt-5.5',
        reason: 'stale',
        outcome: 'answered',
        startedAt: clock.now(),
        firstTokenAt: clock.now(),
        endedAt: clock.now(),
        usage: { input: 0, output: 0 },
        ageMs: HOUR + 400,
      },
    ]);
    expect(reply.attempt).toBe(call.attempts.list[0]);
    expect(reply.headers?.get('age')).toBe('3600');
    const event = { type: 'answer-reused', call: '', target: 'openai/gpt-5.5', ageMs: HOUR + 400 };
    expect(call.events).toEqual([event]);
    expect(clock.pending).toBe(0);
  });

  it('gives a stream to whom asked for a stream, chunk by chunk', async () => {
    const pieces = [role(), 'Hi', ' there', end(), usage()];
    const { ask, clock } = setup({}, targeted(streams(...pieces)), down('timeout'));
    const before = await read((await ask(streamed)).reply);
    const { reply, call } = await ask(streamed);
    const { chunks, error } = await read(reply);
    expect(error).toBeUndefined();
    expect(chunks).toEqual(before.chunks);
    expect(textOf(chunks)).toBe('Hi there');
    expect(await (reply as StreamReply).done).toEqual({ type: 'answered' });
    expect(call.attempts.list).toMatchObject([{ reason: 'stale', outcome: 'answered', ageMs: 0 }]);
    expect(clock.pending).toBe(0);
  });

  it('gives it again and again, whatever its readers did with it', async () => {
    const { ask } = setup({}, targeted(says('Hi')), down('quota'));
    for (let calls = 0; calls < 3; calls++) {
      const answer = await ask();
      expect(wordsOf(answer)).toBe('Hi');
      (answer.reply as CompletionReply).completion.choices.length = 0;
    }
    const stream = setup({}, targeted(streams('Hi', end())), down('quota'));
    for (let calls = 0; calls < 3; calls++) {
      let words = '';
      for await (const { chunk } of ((await stream.ask(streamed)).reply as StreamReply).items) {
        words += chunk.choices[0]?.delta.content ?? '';
        chunk.choices.length = 0;
      }
      expect(words).toBe('Hi');
    }
  });

  it('names who spoke last, where two did', async () => {
    const broken = targeted(streams('Hi', failure('transient')), 'a/1');
    const both = continuation('continue')(script(broken, targeted(streams(' there', end()), 'b/2')));
    const { ask } = setup({}, both, down('timeout'));
    await read((await ask(streamed)).reply);
    const { reply } = await ask(streamed);
    expect(reply.attempt?.target).toBe('b/2');
    expect((await read(reply)).text).toBe('Hi there');
  });

  it('keeps the newest answer', async () => {
    const { ask } = setup({}, targeted(says('old')), targeted(says('new'), 'a/2'), down('transient'));
    await ask();
    await ask();
    const answer = await ask();
    expect(wordsOf(answer)).toBe('new');
    expect(answer.reply.attempt?.target).toBe('a/2');
  });

  it('keeps as many answers as it is told', async () => {
    const { ask, error } = setup({ maxEntries: 1 }, targeted(says('Hi')), targeted(says('Hi')), down());
    await ask();
    await ask({ ...plain, user: 'u-2' });
    expect(await error()).toBeInstanceOf(AllTargetsFailedError);
    expect(wordsOf(await ask({ ...plain, user: 'u-2' }))).toBe('Hi');
  });
});

describe('the error stays what it was', () => {
  it.each<[string, Partial<ChatRequest>]>([
    ['another model', { model: 'gpt-5' }],
    ['one more field', { temperature: 0 }],
    ['another user', { user: 'u-2' }],
    ['a stream', { stream: true }],
    ['one more word', { messages: [{ role: 'user', content: 'Hello? ' }] }],
  ])('for a request that differs: %s', async (_, more) => {
    const { ask, error } = setup({}, targeted(says('Hi')), down('timeout'));
    await ask();
    expect(await error({ ...plain, ...more } as ChatRequest)).toBeInstanceOf(AllTargetsFailedError);
    expect(wordsOf(await ask())).toBe('Hi');
  });

  it('for a request that was never answered', async () => {
    const error = new AllTargetsFailedError({ attempts: [], failures: [failure('timeout')] });
    const { ask, clock } = setup({}, fails(error));
    expect(await thrown(ask())).toBe(error);
    expect(error.attempts).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it('for an answer that is too old, by this clock or by the one that is ahead', async () => {
    const { ask, error, clock } = setup({ maxAgeMs: HOUR }, targeted(says('Hi')), down('timeout'));
    await ask();
    await clock.advance(HOUR);
    expect(wordsOf(await ask())).toBe('Hi');
    await clock.advance(1);
    expect(await error()).toBeInstanceOf(AllTargetsFailedError);
    Object.assign(clock, { date: () => 0 });
    expect(await error()).toBeInstanceOf(AllTargetsFailedError);
  });

  it('is not made young by being given', async () => {
    const twice = staleIfError({ maxAgeMs: HOUR })(
      staleIfError({ maxAgeMs: 2 * HOUR })(script(targeted(says('Hi')), down('timeout'))),
    );
    const clock = new FakeClock();
    const ask = () => twice(plain, newCall({}, { clock }));
    await ask();
    await clock.advance(2 * HOUR);
    expect((await ask()).attempt?.ageMs).toBe(2 * HOUR);
    await clock.advance(1);
    expect(await thrown(ask())).toBeInstanceOf(AllTargetsFailedError);
  });

  it.each<[FailureKind[], boolean]>([
    [['transient'], true],
    [['overloaded'], true],
    [['timeout'], true],
    [['rate-limit'], true],
    [['quota'], true],
    [['auth'], true],
    [['permission'], true],
    [['model-not-found'], true],
    [['context-length'], false],
    [['content-filter'], false],
    [['invalid-request'], false],
    [['aborted'], false],
    [[], true],
    [['overloaded', 'timeout', 'quota'], true],
    [['overloaded', 'content-filter'], false],
  ])('for what is no outage: %j, answered: %s', async (kinds, answered) => {
    const { ask } = setup({}, targeted(says('Hi')), down(...kinds));
    await ask();
    const again = ask();
    if (answered) expect(wordsOf(await again)).toBe('Hi');
    else expect(await thrown(again)).toBeInstanceOf(AllTargetsFailedError);
  });

  it.each([
    ['a wrong option', new ConfigError('no')],
    ['a caller who left', failure('aborted')],
    ['a failure of a policy', failure('transient')],
    ['a bug', new TypeError('no')],
  ])('and the store is not asked: %s', async (_, error) => {
    const store = { get: () => expect.fail('It was asked'), set: () => {} };
    const { ask } = setup({ store }, targeted(says('Hi')), fails(error));
    await ask();
    expect(await thrown(ask())).toBe(error);
  });
});

describe('not kept', () => {
  const filtered = completion('Well,', 'content_filter');
  const refused = completion(null);
  refused.choices[0]!.message.refusal = 'I cannot say that.';
  const long = 'x'.repeat(1_000_001);
  const half = Array.from({ length: 3 }, () => 'x'.repeat(400_000));
  const odd = Object.assign(completion('Hi'), { self: 1n });

  it.each<[string, ChatRequest, Chat]>([
    ['an answer that the filter stopped', plain, answers(filtered)],
    ['a refusal', plain, answers(refused)],
    ['a stream that the filter stopped', streamed, streams('Well,', chunk(undefined, 'content_filter'))],
    ['a refusal that is streamed', streamed, streams(chunk(undefined, null, { refusal: 'No' }), end())],
    ['an answer that is too long', plain, says(long)],
    ['a stream with one piece that is too long', streamed, streams(long, end())],
    ['a stream that is too long', streamed, streams(...half, end())],
    ['what is no JSON', plain, answers(odd)],
  ])('%s, nor does it push out the one from before', async (_, request, chat) => {
    const good = request.stream ? streams('Hi', end()) : says('Hi');
    const { ask } = setup({}, targeted(good), targeted(chat), down('timeout'));
    const first = await ask(request);
    if (request.stream) await read(first.reply);
    const second = await ask(request);
    if (request.stream) expect((await read(second.reply)).error).toBeUndefined();
    const third = await ask(request);
    if (request.stream) expect((await read(third.reply)).text).toBe('Hi');
    else expect(wordsOf(third)).toBe('Hi');
  });

  it('a stream that breaks', async () => {
    const { ask, error } = setup({}, targeted(streams('Hi', failure('transient'))), down('timeout'));
    expect((await read((await ask(streamed)).reply)).error).toMatchObject({ kind: 'transient' });
    expect(await error(streamed)).toBeInstanceOf(AllTargetsFailedError);
  });

  it.each([0, 1, 2])('a stream that is left after %i chunks; its source hears of it', async (chunks) => {
    const { ask, error } = setup({}, targeted(streams('Hi', ' there', end())), down('timeout'));
    const reply = (await ask(streamed)).reply as StreamReply;
    const items = reply.items[Symbol.asyncIterator]();
    for (let got = 0; got < chunks; got++) await items.next();
    await items.return?.();
    expect(await reply.done).toEqual({ type: 'abandoned' });
    expect(await items.next()).toEqual({ value: undefined, done: true });
    expect(await error(streamed)).toBeInstanceOf(AllTargetsFailedError);
  });

  it('a stream of which nobody tells the end, or tells it wrongly', async () => {
    const untold: Chat = async (request, call) => {
      const { done: _, ...reply } = (await targeted(streams('Hi', end()))(request, call)) as StreamReply;
      return reply;
    };
    const rejects: Chat = async (request, call) => ({
      ...(await untold(request, call)),
      done: Promise.reject(new Error('no')) as never,
    });
    const denies: Chat = async (request, call) => ({
      ...(await untold(request, call)),
      done: Promise.resolve({ type: 'failed', failure: failure('transient') }) as never,
    });
    const { ask, error } = setup({}, untold, rejects, denies, down('timeout'));
    for (let calls = 0; calls < 3; calls++) await read((await ask(streamed)).reply);
    expect(await error(streamed)).toBeInstanceOf(AllTargetsFailedError);
  });

  it('what another policy has answered, and what is no reply', async () => {
    const { ask, error } = setup({}, says('I am a cache'), async () => undefined as never, down('timeout'));
    await ask();
    expect((await ask()).reply).toBeUndefined();
    expect(await error()).toBeInstanceOf(AllTargetsFailedError);
  });
});

describe('tools', () => {
  const tool = { type: 'function' as const, function: { name: 'pay' } };
  const call = { id: 't', type: 'function' as const, function: { name: 'pay', arguments: '{}' } };
  const requests: [string, ChatRequest][] = [
    ['tools', { ...plain, tools: [tool] }],
    ['functions', { ...plain, functions: [{ name: 'pay' }] }],
    ['a result', { ...plain, messages: [{ role: 'tool', tool_call_id: 't', content: 'paid' }] }],
    ['an old result', { ...plain, messages: [{ role: 'function', name: 'pay', content: 'paid' }] }],
    ['a call', { ...plain, messages: [{ role: 'assistant', tool_calls: [call] }] }],
    [
      'an old call',
      { ...plain, messages: [{ role: 'assistant', function_call: { name: 'pay', arguments: '{}' } }] },
    ],
  ];

  it.each(requests)('are left alone, unless asked for: %s', async (_, request) => {
    const careful = setup({}, targeted(says('Hi')), down('timeout'));
    await careful.ask(request);
    expect(await careful.error(request)).toBeInstanceOf(AllTargetsFailedError);
    const told = setup({ tools: true }, targeted(says('Hi')), down('timeout'));
    await told.ask(request);
    expect(wordsOf(await told.ask(request))).toBe('Hi');
  });

  it('an empty list of them is none', async () => {
    const { ask } = setup({}, targeted(says('Hi')), down('timeout'));
    await ask({ ...plain, tools: [] });
    expect(wordsOf(await ask({ ...plain, tools: [] }))).toBe('Hi');
  });

  it.each([{}, { messages: [null] }])('a request of a wrong form is for others to mind: %j', async (form) => {
    const { ask } = setup({}, says('Hi'));
    expect(wordsOf(await ask({ model: 'm', ...form } as never))).toBe('Hi');
  });

  it('a request that is no JSON goes its way', async () => {
    const { ask, error } = setup({}, targeted(says('Hi')), down('timeout'));
    const request = { ...plain, seed: 1n } as never;
    expect(wordsOf(await ask(request))).toBe('Hi');
    expect(await error(request)).toBeInstanceOf(AllTargetsFailedError);
  });
});

describe('a store of your own', () => {
  /** As far away as another process: everything through JSON. */
  function shelf() {
    const texts = new Map<string, string>();
    const ages: number[] = [];
    const store: AnswerStore = {
      get: async (key) => JSON.parse(texts.get(key) ?? 'null'),
      set: async (key, answer, maxAgeMs) => {
        texts.set(key, JSON.stringify(answer));
        ages.push(maxAgeMs);
      },
    };
    return { store, texts, ages };
  }

  it('serves another process, and never sees the prompt', async () => {
    const { store, texts, ages } = shelf();
    const one = setup({ store, maxAgeMs: HOUR }, targeted(says('Hi')), targeted(streams('Hi', end())));
    await one.ask();
    await read((await one.ask(streamed)).reply);
    expect(ages).toEqual([HOUR, HOUR]);
    expect([...texts.keys()].every((key) => /^[0-9a-f]{64}$/.test(key))).toBe(true);
    expect([...texts].join()).not.toContain('Hello?');
    const other = setup({ store, maxAgeMs: HOUR }, down('timeout'));
    expect(wordsOf(await other.ask())).toBe('Hi');
    expect((await read((await other.ask(streamed)).reply)).text).toBe('Hi');
  });

  const good = { target: { id: 'a/1', provider: 'a', model: '1' }, at: 1, type: 'completion' };
  const body = JSON.stringify(completion('Hi'));
  const rubbish: [string, unknown][] = [
    ['nothing', null],
    ['a text', 'Hi'],
    ['a list', []],
    ['no target', { ...good, target: undefined, body }],
    ['a target without a name', { ...good, target: { id: 'a/1' }, body }],
    ['no time', { ...good, at: '1', body }],
    ['another kind', { ...good, type: 'stream', body: JSON.stringify([chunk('Hi', 'stop')]) }],
    ['no body', good],
    ['half a body', { ...good, body: body.slice(0, 40) }],
    ['an empty body', { ...good, body: '{}' }],
    ['an answer without an end', { ...good, body: JSON.stringify(completion('Hi', null)) }],
  ];
  const broken: [string, AnswerStore['get']][] = [
    ...rubbish.map(([name, found]): [string, AnswerStore['get']] => [name, () => found as never]),
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no'))],
    ['hangs', () => new Promise(() => {})],
    ['rejects late', () => new Promise((_, reject) => setImmediate(reject, new Error('late')))],
  ];

  it.each(broken)('that fails changes nothing: %s', async (_, get) => {
    const clock = new FakeClock();
    Object.assign(clock, { date: () => 1 });
    const error = new AllTargetsFailedError({ attempts: [], failures: [] });
    const call = newCall({}, { clock });
    const asked = thrown(staleIfError({ store: { get, set: () => {} } })(fails(error))(plain, call));
    await clock.advance(1_000);
    expect(await asked).toBe(error);
    expect(call.attempts.list).toEqual([]);
    expect(call.events).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it.each<[string, object]>([
    ['no end', [chunk('Hi')]],
    ['no choices', [end(), {}]],
    ['no list', end()],
    ['no chunk', [end(), null]],
  ])('that gives half a stream changes nothing: %s', async (_, chunks) => {
    const found = { ...good, type: 'stream', body: JSON.stringify(chunks) } as StoredAnswer;
    const { error, clock } = setup({ store: { get: () => found, set: () => {} } }, down('timeout'));
    Object.assign(clock, { date: () => 1 });
    expect(await error(streamed)).toBeInstanceOf(AllTargetsFailedError);
  });

  it.each<[string, AnswerStore['set']]>([
    [
      'throws',
      () => {
        throw new Error('full');
      },
    ],
    ['rejects', () => Promise.reject(new Error('full'))],
    ['hangs', () => new Promise(() => {})],
  ])('that cannot keep an answer holds nobody up: %s', async (_, set) => {
    const { ask } = setup({ store: { get: () => undefined, set } }, targeted(says('Hi')));
    expect(wordsOf(await ask())).toBe('Hi');
  });

  it('that hangs does not hold up a caller who leaves', async () => {
    const call = newCall();
    const store: AnswerStore = { get: () => new Promise(() => {}), set: () => {} };
    const asked = thrown(staleIfError({ store })(down('timeout'))(plain, call));
    await call.clock.advance(1);
    call.caller.abort(new Error('bye'));
    expect(await asked).toMatchObject({ kind: 'aborted', cause: new Error('bye') });
    expect(call.clock.pending).toBe(0);
  });
});

describe('the reader of an old stream', () => {
  async function old() {
    const { ask } = setup({}, targeted(streams('Hi', ' there', end())), down('timeout'));
    await read((await ask(streamed)).reply);
    const { reply, call } = await ask(streamed);
    const items = (reply as StreamReply).items[Symbol.asyncIterator]();
    return { items, call, done: (reply as StreamReply).done };
  }

  it.each([0, 1])('may leave after %i chunks', async (chunks) => {
    const { items, done } = await old();
    for (let got = 0; got < chunks; got++) await items.next();
    await items.return?.();
    expect(await done).toEqual({ type: 'abandoned' });
    expect(await items.next()).toEqual({ value: undefined, done: true });
  });

  it('may leave by the signal', async () => {
    const { items, call, done } = await old();
    await items.next();
    call.caller.abort(new Error('bye'));
    expect(await done).toEqual({ type: 'abandoned' });
    expect(await thrown(items.next())).toMatchObject({ kind: 'aborted', cause: new Error('bye') });
    expect(await items.next()).toEqual({ value: undefined, done: true });
  });

  it('is done when it has read all, whatever is aborted later', async () => {
    const { items, call, done } = await old();
    while (!(await items.next()).done);
    call.caller.abort();
    expect(await done).toEqual({ type: 'answered' });
    expect(await items.next()).toEqual({ value: undefined, done: true });
  });

  it('reads on although the deadline has ended the call', async () => {
    const late: Chat = (request, call) => {
      call.abort(new Failure('timeout', 'No answer within 1 ms'));
      return down('timeout')(request, call);
    };
    const { ask } = setup({}, targeted(streams('Hi', end())), late);
    await read((await ask(streamed)).reply);
    expect(await read((await ask(streamed)).reply)).toMatchObject({ text: 'Hi', error: undefined });
  });
});

it.each<[unknown, RegExp]>([
  [{ maxAge: 1 }, /no option "maxAge".*maxAgeMs/],
  [{ maxAgeMs: 0 }, /maxAgeMs takes a positive number, not 0/],
  [{ maxAgeMs: '1' }, /maxAgeMs/],
  [{ maxAgeMs: Number.POSITIVE_INFINITY }, /maxAgeMs/],
  [{ maxEntries: 0.5 }, /maxEntries takes a whole number from 1/],
  [{ tools: 'yes' }, /tools takes true or false/],
  [{ store: {} }, /store takes an object with get\(key\) and set\(key, answer, maxAgeMs\)/],
  [{ store: null }, /store takes/],
  [{ store: { get() {}, set() {} }, maxEntries: 5 }, /maxEntries is for the memory/],
  [null, /use: \[staleIfError\(\)\]/],
  [says('Hi'), /use: \[staleIfError\(\)\]/],
])('a wrong option is told: %o', (options, message) => {
  const make = () => staleIfError(options as StaleIfErrorOptions);
  expect(make).toThrow(ConfigError);
  expect(make).toThrow(message);
});
