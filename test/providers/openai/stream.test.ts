import { expect, test } from 'vitest';
import type { Item } from '../../../src/core/chat.ts';
import type { Failure } from '../../../src/core/failure.ts';
import { readStream } from '../../../src/providers/openai/stream.ts';
import { FakeClock, settled } from '../../clock.ts';
import { chunk, end, role, usage } from '../../fakes.ts';

const DONE = 'data: [DONE]\n\n';
const event = (data: unknown): string => `data: ${JSON.stringify(data)}\n\n`;

interface Body {
  body: ReadableStream<Uint8Array>;
  /** Why the reader gave it up, if it did. */
  cancelled: () => boolean;
}

/** A body of these pieces; the last may be an error, or `open`: it does not end. */
function bodyOf(...pieces: (string | Error | 'open')[]): Body {
  let cancelled = false;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const piece = pieces.shift();
      if (piece === 'open') return new Promise(() => {});
      if (piece instanceof Error) return controller.error(piece);
      if (piece === undefined) return controller.close();
      controller.enqueue(new TextEncoder().encode(piece));
    },
    cancel: () => {
      cancelled = true;
    },
  });
  return { body, cancelled: () => cancelled };
}

async function read(
  { body }: Body,
  choices = 1,
  { signal } = new AbortController(),
  clock = new FakeClock(),
) {
  const items: Item[] = [];
  let failure: Failure | undefined;
  try {
    for await (const item of readStream(body, choices, { signal, clock })) items.push(item);
  } catch (error) {
    failure = error as Failure;
  }
  return { chunks: items.map(({ chunk }) => chunk), items, failure };
}

test('events become chunks, each with its bytes', async () => {
  const events = [role(), chunk('Hi'), end(), usage()].map(event);
  const { chunks, items, failure } = await read(bodyOf(events.join(''), DONE));
  expect(failure).toBeUndefined();
  expect(chunks).toEqual([role(), chunk('Hi'), end(), usage()]);
  expect(items.map(({ raw }) => Buffer.from(raw ?? []).toString())).toEqual(events);
});

test.each([
  ['[DONE] is missing', [chunk('Hi'), end()], '', 1, true],
  ['the finish is missing', [chunk('Hi')], DONE, 1, false],
  ['both are missing', [chunk('Hi')], '', 1, false],
  ['only usage came after the words', [chunk('Hi'), usage()], DONE, 1, false],
  ['nothing came at all', [], DONE, 1, false],
  ['one of two choices has no finish', [chunk('Hi'), end()], DONE, 2, false],
  [
    'both choices have theirs',
    [end(), { ...end(), choices: [{ ...end().choices[0], index: 1 }] }],
    DONE,
    2,
    true,
  ],
])('complete or cut off: %s', async (_, chunks, tail, choices, complete) => {
  const { failure } = await read(bodyOf(chunks.map(event).join(''), tail), choices);
  expect(failure?.kind).toBe(complete ? undefined : 'transient');
  if (!complete) expect(failure?.message).toMatch(/cut off/);
});

test('one choice that finishes twice does not finish the other', async () => {
  const { failure } = await read(bodyOf(event(end()), event(end()), DONE), 2);
  expect(failure?.kind).toBe('transient');
});

test.each([
  [
    'OpenAI',
    { error: { message: 'x', type: 'service_unavailable_error', code: 'server_is_overloaded' } },
    'overloaded',
  ],
  ['OpenAI, out of credit', { error: { type: 'insufficient_quota', code: null } }, 'quota'],
  ['OpenAI, no words', { error: { type: 'server_error', code: null } }, 'transient'],
  ['OpenRouter, a number at the top', { ...chunk(''), error: { code: 502, message: 'x' } }, 'transient'],
  ['OpenRouter, a limit', { ...chunk(''), error: { code: 429, message: 'x' } }, 'rate-limit'],
  [
    'OpenRouter, in the choice',
    {
      ...chunk(''),
      choices: [{ ...chunk('').choices[0], finish_reason: 'error', error: { code: 503, message: 'x' } }],
    },
    'overloaded',
  ],
  [
    'Mistral, a finish of "error"',
    { ...chunk(''), choices: [{ ...chunk('').choices[0], finish_reason: 'error' }] },
    'transient',
  ],
  [
    'DeepSeek, no capacity',
    { ...chunk(''), choices: [{ ...chunk('').choices[0], finish_reason: 'insufficient_system_resource' }] },
    'overloaded',
  ],
  ['a text', { error: 'llama runner process has terminated' }, 'transient'],
  ['Groq, in its own corner', { ...chunk(''), x_groq: { error: 'over capacity' } }, 'transient'],
  ['vLLM of old', { object: 'error', message: 'x', type: 'InternalServerError', code: 503 }, 'overloaded'],
  ['vLLM, a finish of "abort"', chunk(undefined, 'abort' as never), 'transient'],
  ['vLLM', { error: { object: 'error', message: 'x', code: 400 } }, 'invalid-request'],
])('an error inside of a 200: %s', async (_, data, kind) => {
  const { chunks, failure } = await read(bodyOf(event(chunk('Hi')), event(data), event(end()), DONE));
  expect(chunks).toEqual([chunk('Hi')]);
  expect(failure?.kind).toBe(kind);
});

test('an error that is null is none', async () => {
  const { failure, chunks } = await read(bodyOf(event({ ...chunk('Hi'), error: null }), event(end())));
  expect(failure).toBeUndefined();
  expect(chunks).toHaveLength(2);
});

test('a chunk without choices has none', async () => {
  const { chunks, failure } = await read(
    bodyOf(event({ id: 'x', prompt_filter_results: [] }), event(end()), DONE),
  );
  expect(failure).toBeUndefined();
  expect(chunks[0]).toMatchObject({ id: 'x', choices: [] });
});

test('half of an event is no JSON, in the middle or at the end', async () => {
  const half = event(chunk('Hi')).slice(0, 30);
  expect((await read(bodyOf(event(chunk('a')), `${half}\n\n`, event(end())))).failure?.message).toMatch(
    /not JSON/,
  );
  expect((await read(bodyOf(event(chunk('a')), half))).failure?.message).toMatch(/not JSON/);
});

test('a connection that breaks is a failure with the code of the system', async () => {
  const reset = Object.assign(new TypeError('terminated'), {
    cause: Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' }),
  });
  const { chunks, failure } = await read(bodyOf(event(chunk('Hi')), reset));
  expect(chunks).toEqual([chunk('Hi')]);
  expect(failure).toMatchObject({ kind: 'transient', cause: reset });
  expect(failure?.details.code).toBe('UND_ERR_SOCKET');
});

test('a connection that breaks because the caller left is his abort', async () => {
  const caller = new AbortController();
  caller.abort('left');
  const { failure } = await read(bodyOf(event(chunk('Hi')), new Error('aborted')), 1, caller);
  expect(failure).toMatchObject({ kind: 'aborted', cause: 'left' });
});

test('a reader who leaves gives the body up', async () => {
  const given = bodyOf(event(chunk('Hi')), event(end()), 'open');
  const { signal } = new AbortController();
  for await (const _ of readStream(given.body, 1, { signal, clock: new FakeClock() })) break;
  await settled();
  expect(given.cancelled()).toBe(true);
});

test('a broken answer gives the body up', async () => {
  const given = bodyOf(event({ error: { message: 'x' } }), 'open');
  expect((await read(given)).failure?.kind).toBe('transient');
  await settled();
  expect(given.cancelled()).toBe(true);
});

test('behind [DONE] the body is read to its end, for a second at most', async () => {
  const clock = new FakeClock();
  const short = bodyOf(event(end()), DONE, ': bye\n\n');
  await read(short, 1, new AbortController(), clock);
  await settled();
  expect({ cancelled: short.cancelled(), locked: short.body.locked, timers: clock.pending }).toMatchObject({
    cancelled: false,
    timers: 0,
  });

  const long = bodyOf(event(end()), DONE, 'open');
  await read(long, 1, new AbortController(), clock);
  await clock.advance(999);
  expect(long.cancelled()).toBe(false);
  await clock.advance(1);
  expect(long.cancelled()).toBe(true);
  expect(clock.pending).toBe(0);
});
