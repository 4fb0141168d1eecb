import { expect, test } from 'vitest';
import { Script } from '../../src/drill/script.ts';
import type { Ask } from '../../src/drill/servers/kit/answer.ts';
import { type Direction, type Story, story } from '../../src/drill/story.ts';
import { isLost, missingWords } from '../../src/drill/turn.ts';
import { run } from './kit.ts';

const everybodyDown: Direction[] = [
  { do: 'fail', who: 'openai', fault: { kind: 'html', status: 502 } },
  { do: 'fail', who: 'anthropic', fault: { kind: 'status', status: 529 } },
  { do: 'fail', who: 'google', fault: { kind: 'status', status: 503 } },
  { do: 'pause', who: 'custom', reason: 'the test' },
];

const [first, second, third] = story.turns;
const disaster: Story = {
  ...story,
  turns: [first!, { ...second!, staged: { directions: everybodyDown } }, { ...third!, staged: {} }],
};

test('a turn that nobody answers is told, counted, and the exit code is 1', async () => {
  const { code, out } = await run(['drill'], { story: disaster });
  expect(code).toBe(1);
  expect(out).toContain('Nobody answered:');
  expect(out).toContain('1 of 3 turns answered');
  expect(out).toContain('Lost: 2 of 3 turns.');
});

const held = [
  { role: 'system', content: 'Be kind.' },
  { role: 'user', content: 'Hello?' },
] as const;

const ask = (...texts: string[]): Ask => ({
  messages: texts.map((text, at) => ({ role: at === 0 ? 'system' : at === 2 ? 'assistant' : 'user', text })),
  lastUser: '',
  model: '',
  stream: true,
  tools: [],
  body: {},
});

test('a server that was not told everything says so, and the turn counts as lost', () => {
  const script = new Script();
  script.open(held, 'One two three.');
  expect(script.reply(ask('Be kind.', 'Hello?'))).toBe('One two three.');
  expect(script.intact).toBe(true);
  expect(script.reply(ask('Be kind.'))).toContain('nobody told me');
  expect(script.intact).toBe(false);
  const answer = {
    text: 'One two three.',
    provider: 'google',
    attempts: [],
    bare: undefined,
    error: undefined,
  };
  expect(isLost({ ...answer, behind: { meant: 'One two three.', intact: true } })).toBe(false);
  expect(isLost({ ...answer, behind: { meant: 'One two three.', intact: false } })).toBe(true);
  expect(isLost({ ...answer, behind: { meant: 'One two three four.', intact: true } })).toBe(true);
});

test('a server that is given part of the answer carries on from there', () => {
  const script = new Script();
  script.open(held, 'One two three.');
  expect(script.reply(ask('Be kind.', 'Hello?', 'One two', 'Carry on.'))).toBe(' three.');
});

test('missing words are counted in their order', () => {
  expect(missingWords('a b c d', 'a b c d')).toBe(0);
  expect(missingWords('a b c d', 'a c')).toBe(2);
  expect(missingWords('a b c', 'a bc')).toBe(2);
});
