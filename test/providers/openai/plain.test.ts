import { describe, expect, test } from 'vitest';
import { isLife } from '../../../src/core/answer.ts';
import type { Chunk, Completion } from '../../../src/core/chat.ts';
import { plain } from '../../../src/providers/openai/plain.ts';
import { chunk, completion, end, role, usage } from '../../fakes.ts';

type Call = Record<string, unknown>;

const loose = (value: object) => value as never;
const calling = (...calls: Call[]) => chunk(undefined, null, loose({ tool_calls: calls }));
const fn = (name?: string, args?: unknown) => ({ function: { ...(name && { name }), arguments: args } });

/** The deltas of the calls of a stream, made plain. */
function pieces(...chunks: Chunk[]): Call[] {
  const mend = plain.chunks();
  return chunks.map(mend).flatMap(({ choices }) => (choices[0]?.delta.tool_calls ?? []) as never as Call[]);
}

describe('what is OpenAI’s already is handed back itself', () => {
  const whole = completion('Hi');
  const opening = calling({ index: 0, id: 'call_1', type: 'function', ...fn('weather', '') });

  test.each<[string, Chunk]>([
    ['a role', role()],
    ['words', chunk('Hi')],
    ['a call', opening],
    ['a finish', end()],
    ['a count', usage()],
    ['notes without a choice', { ...chunk(''), choices: [] }],
  ])('%s', (_, given) => {
    expect(plain.chunks()(given)).toBe(given);
  });

  test('a call in pieces', () => {
    const mend = plain.chunks();
    const more = calling({ index: 0, ...fn(undefined, '{}') });
    const second = calling({ index: 1, id: 'call_2', type: 'function', ...fn('time', '{}') });
    expect([opening, more, second].map(mend)).toEqual([opening, more, second]);
    expect([opening, more, second].map(plain.chunks())[1]).toBe(more);
  });

  test('a whole answer', () => {
    expect(plain.completion(whole)).toBe(whole);
  });
});

describe('the pieces of tool calls', () => {
  test('without an index: by their ids, or the last one', () => {
    expect(
      pieces(
        calling({ id: 'a', type: 'function', ...fn('weather', '{"c') }),
        calling(fn(undefined, 'ity":1}')),
        calling({ id: 'b', type: 'function', ...fn('time', '{') }),
        calling({ id: 'a', ...fn(undefined, ' ') }),
        calling({ id: 'b', ...fn(undefined, '}') }),
      ).map(({ index }) => index),
    ).toEqual([0, 0, 1, 0, 1]);
  });

  test('that all have the index 0', () => {
    const [one, more, other, rest] = pieces(
      calling({ index: 0, id: 'a', type: 'function', ...fn('weather', '') }),
      calling({ index: 0, ...fn(undefined, '{}') }),
      calling({ index: 0, id: 'b', type: 'function', ...fn('time', '') }),
      calling({ index: 0, ...fn(undefined, '{}') }),
    );
    expect([one, more, other, rest].map((call) => call?.index)).toEqual([0, 0, 1, 1]);
  });

  test('that begin to count at 1', () => {
    expect(pieces(calling({ index: 1, id: 'a', type: 'function', ...fn('weather', '{}') }))).toMatchObject([
      { index: 0, id: 'a' },
    ]);
  });

  test('that say the id again with each piece', () => {
    const again = { index: 0, id: 'a', type: 'function' };
    expect(
      pieces(calling({ ...again, ...fn('weather', '{') }), calling({ ...again, ...fn('weather', '}') })),
    ).toMatchObject([{ index: 0 }, { index: 0 }]);
  });

  test('without ids: each call has one of its own, the same every time', () => {
    const given = () => pieces(calling(fn('weather', { city: 'Paris' })), calling(fn('time', {})));
    expect(given()).toEqual(given());
    expect(given()).toMatchObject([
      { index: 0, id: 'call_c1_0', type: 'function', function: { arguments: '{"city":"Paris"}' } },
      { index: 1, id: 'call_c1_1', type: 'function', function: { arguments: '{}' } },
    ]);
  });

  test('of two choices are counted apart', () => {
    const two = (index: number) => ({
      index,
      delta: { tool_calls: [fn('weather', '{}')] },
      finish_reason: null,
    });
    const given = { ...chunk(''), choices: [two(0), two(1)] };
    const { choices } = plain.chunks()(loose(given));
    expect(choices.map(({ delta }) => delta.tool_calls?.[0]?.index)).toEqual([0, 0]);
  });
});

const finished = (finish_reason: string): Completion => ({
  ...completion('Hi'),
  choices: [loose({ message: { role: 'assistant', content: 'Hi' }, finish_reason })],
});

test.each([
  ['eos', 'stop'],
  ['model_length', 'length'],
  ['repetition', 'length'],
  ['tool_calls', 'tool_calls'],
  ['a_word_of_next_year', 'a_word_of_next_year'],
])('a finish of "%s" is "%s", in the first choice where none is named', (theirs, ours) => {
  expect(plain.completion(finished(theirs)).choices[0]).toMatchObject({ index: 0, finish_reason: ours });
  expect(plain.chunks()(chunk(undefined, theirs as never)).choices[0]?.finish_reason).toBe(ours);
});

test('thoughts among the content are a sign of life and no words', () => {
  const thinking = [
    {
      type: 'thinking',
      thinking: [
        { type: 'text', text: 'Look ' },
        { type: 'text', text: 'up.' },
      ],
    },
  ];
  const thought = plain.chunks()(chunk(loose(thinking)));
  expect(thought.choices[0]?.delta).toEqual({ content: '', reasoning_content: 'Look up.' });
  expect(isLife(thought)).toBe(true);
  const said = plain.completion(completion(loose([...thinking, { type: 'text', text: 'Wet.' }])));
  expect(said.choices[0]?.message).toMatchObject({ content: 'Wet.', reasoning_content: 'Look up.' });
});

test.each([
  [
    'DeepSeek’s cache',
    { prompt_tokens: 9, completion_tokens: 1, total_tokens: 10, prompt_cache_hit_tokens: 6 },
    { prompt_tokens_details: { cached_tokens: 6 } },
  ],
  [
    'xAI’s thoughts beside the words',
    {
      prompt_tokens: 9,
      completion_tokens: 1,
      total_tokens: 15,
      completion_tokens_details: { reasoning_tokens: 5 },
    },
    { completion_tokens: 6 },
  ],
  [
    'OpenAI’s thoughts among the words',
    {
      prompt_tokens: 9,
      completion_tokens: 6,
      total_tokens: 15,
      completion_tokens_details: { reasoning_tokens: 5 },
    },
    { completion_tokens: 6 },
  ],
])('%s', (_, theirs, ours) => {
  const told = { ...completion('Hi'), usage: theirs };
  expect(plain.completion(told).usage).toMatchObject({ ...theirs, ...ours });
});

test('Groq’s usage in its own corner', () => {
  const counts = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
  expect(plain.chunks()(loose({ ...end(), x_groq: { id: 'x', usage: counts } })).usage).toEqual(counts);
});
