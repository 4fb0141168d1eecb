import { expect, test } from 'vitest';
import { AllTargetsFailedError } from '../../src/core/exhausted.ts';
import { chainOf } from '../../src/failover.ts';
import { settle } from '../../src/options.ts';
import { choose } from '../../src/policies/choose.ts';
import { hold } from '../../src/policies/hold.ts';
import { Splice } from '../../src/policies/splice.ts';
import {
  chunk,
  end,
  fails,
  failure,
  newCall,
  read,
  role,
  script,
  streamed,
  streams,
  target,
  thrown,
} from '../fakes.ts';

const choice = {
  fallbackOn: { contentFilter: false, invalidRequest: false },
  hedge: undefined,
};

// The smallest cases that the properties beside this file have found, each under what it broke.

test('a call that nobody answered starts nothing later on: no timer is left, no request goes out', async () => {
  const resting = script(streams('Hi'));
  const down = target('a/1', fails(failure('quota')));
  const away = target('b/1', resting);
  const call = newCall();
  away.health.rest = { why: 'cooling', until: call.clock.now() + 2_000, binding: true };
  const chat = choose([down, away], { ...choice, blocked: ({ health }) => health.blocked() });
  expect(await thrown(chat(streamed, call))).toBeInstanceOf(AllTargetsFailedError);
  expect(call.clock.pending).toBe(0);
  away.health.rest = undefined;
  await call.clock.advance(60_000);
  expect(resting.asked).toHaveLength(0);
});

test('a blank behind a repetition is not doubled, whatever the pieces', () => {
  const joined = (...pieces: string[]) => {
    const splice = new Splice('over the lazy dog ');
    return pieces.map((piece) => splice.push(piece)).join('') + splice.flush();
  };
  expect(joined('over the lazy dog runs')).toBe('runs');
  expect(joined('over the lazy dog', ' runs')).toBe('runs');
});

test('with several choices the finish of one lets no half tool call of another leave', async () => {
  const of = (index: number, delta: object, finish_reason: 'stop' | null = null) => ({
    ...chunk(undefined),
    choices: [{ index, delta, finish_reason }],
  });
  const half = { tool_calls: [{ index: 0, id: 'x', function: { name: 'f', arguments: '{"a"' } }] };
  const chat = hold(streams(of(0, { content: 'Hi' }), of(1, half), of(0, {}, 'stop'), new Error('cut')));
  const { chunks, error } = await read(await chat({ ...streamed, n: 2 }, newCall()));
  expect(error).toBeDefined();
  expect(chunks.filter(({ choices }) => choices[0]?.delta.tool_calls)).toEqual([]);
});

test('the named target may have nothing to add without ending the call for those behind it', async () => {
  const empty = script(streams(role(), end()));
  const chain = chainOf(
    [
      target('a/1', empty),
      target('b/1', streams(role(), 'The river ', new Error('cut'))),
      target('c/1', streams('moves', end())),
    ],
    settle({}),
    () => undefined,
  );
  const call = newCall({ attempts: 1 });
  const { text, error } = await read(await chain(streamed, call));
  expect(error).toBeUndefined();
  expect(text).toBe('The river moves');
  expect(empty.asked).toHaveLength(2);
});
