import { describe, expect, test } from 'vitest';
import type { Answer } from '../../src/drill/servers/kit/answer.ts';
import { linesIn, linesOf, type Message, stage, type VendorName } from './stage.ts';

const call = (name: string, args: object) => ({ name, arguments: args });

/** Who answers, with what, and what the tools give back; a text is the user's next word. */
const tour: [VendorName, Answer | string, ...results: string[]][] = [
  [
    'openai',
    { toolCalls: [call('weather', { city: 'Rome' }), call('time', { city: 'Rome' })] },
    'sunny',
    '{"time":"noon"}',
  ],
  [
    'claude',
    { reasoning: 'Rome is done.', text: 'Now Paris.', toolCalls: [call('weather', { city: 'Paris' })] },
    'Error: no such city',
  ],
  [
    'gemini',
    { reasoning: 'Once more.', toolCalls: [call('weather', { city: 'Paris, FR' }), call('time', {})] },
    '[1, 2]',
    '',
  ],
  ['openai', { toolCalls: [call('book', { train: 'FR 9631', seats: [1, 2] })] }, '{"booked": true}'],
  [
    'claude',
    { reasoning: 'Check.', toolCalls: [call('time', { zone: 'CET' })] },
    '{"id": 12345678901234567890}',
  ],
  ['claude', { reasoning: 'And again.', toolCalls: [call('time', { zone: 'UTC' })] }, '11:00'],
  ['claude', 'All is booked.', 'And the way back?'],
  ['gemini', { toolCalls: [call('book', { train: 'FR 9632' }), call('time', {})] }, 'full', 'late'],
  ['gemini', { text: 'Trying the next.', toolCalls: [call('book', { train: 'FR 9634' })] }, 'booked'],
  ['gemini', { reasoning: 'Done.', text: 'Booked as well.' }, 'Thanks! Sum it up.'],
  ['claude', { reasoning: 'Sum.', text: 'Two trains.' }, 'In one word?'],
  ['openai', 'Done.'],
];

/** The tour with each answer and result appended as it came, all of it read by whoever is next. */
async function travel(way: (index: number) => 'plain' | 'stream', cast: Parameters<typeof stage>[0] = {}) {
  await using vendors = await stage(cast);
  const bodies: { who: VendorName; body: Record<string, unknown> }[] = [];
  const messages: Message[] = [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Weather and time in Rome and Paris, then book.' },
  ];
  for (const [index, [who, answer, ...results]] of tour.entries()) {
    const { message, ask, attempts, body } = await vendors.turn(who, answer, messages, way(index));
    expect(attempts.at(-1)).toMatchObject({ outcome: 'answered' });
    // Whoever was away was away: nobody has refused the conversation.
    for (const attempt of attempts.slice(0, -1)) expect(attempt).toMatchObject({ kind: 'transient' });
    expect(linesIn(who, ask)).toEqual(linesOf(messages));
    bodies.push({ who, body });
    messages.push(message);
    const calls = message.tool_calls ?? [];
    for (const [place, { id }] of calls.entries())
      messages.push({ role: 'tool', tool_call_id: id, content: results[place]! });
    if (calls.length === 0 && results[0]) messages.push({ role: 'user', content: results[0] });
  }
  return bodies.map(({ who, body }) => ({ who, text: JSON.stringify(body) }));
}

describe.each<[string, (index: number) => 'plain' | 'stream']>([
  ['plain', () => 'plain'],
  ['streamed', () => 'stream'],
  ['by turns', (index) => (index % 2 ? 'plain' : 'stream')],
])('one conversation, three vendors, %s', (_, way) => {
  test('every vendor takes it, and reads in it what was said', async () => {
    const asked = await travel(way);
    expect(asked).toHaveLength(tour.length);
  });

  test('a Claude that thinks within a budget takes it too', async () => {
    const thinking = { type: 'enabled', budget_tokens: 2000 };
    await travel(way, { claude: 'claude-haiku-4-5', claudeParams: { thinking, max_tokens: 8000 } });
  });

  test('and so does a Gemini of the generation before', async () => {
    await travel(way, { gemini: 'gemini-2.5-flash' });
  });
});

/** Signatures that are Gemini's own, not the word for a call that it did not make. */
const SIGNED = /"thoughtSignature":"(?!skip_thought_signature_validator)/g;

test('each vendor gets its own signatures back, and no other sees a trace of them', async () => {
  const asked = await travel(() => 'stream');
  const counted = (who: VendorName, pattern: RegExp) =>
    asked.filter((one) => one.who === who).map(({ text }) => text.match(pattern)?.length ?? 0);
  expect(counted('claude', /"type":"thinking"/g)).toEqual([0, 1, 2, 3, 3]);
  expect(counted('gemini', SIGNED)).toEqual([0, 1, 2, 3]);
  expect(counted('openai', /signature|reasoning|thinking|thought/gi)).toEqual([0, 0, 0]);
  expect(counted('claude', /thoughtSignature/g)).toEqual([0, 0, 0, 0, 0]);
});

test('behind the calls of another vendor, a Claude with a budget does not think', async () => {
  const thinking = { type: 'enabled', budget_tokens: 2000 };
  const asked = await travel(() => 'plain', {
    claude: 'claude-haiku-4-5',
    claudeParams: { thinking, max_tokens: 8000 },
  });
  const claude = asked
    .filter(({ who }) => who === 'claude')
    .map(({ text }) => text.includes('budget_tokens'));
  expect(claude).toEqual([false, false, false, false, true]);
});

test('a conversation that only OpenAI answers goes out byte by byte', async () => {
  await using vendors = await stage();
  const messages: Message[] = [{ role: 'user', content: 'Hello?' }];
  const { message } = await vendors.turn('openai', 'Hello.', messages, 'plain');
  const next = {
    model: 'gpt-5.5',
    messages: [...messages, message, { role: 'user' as const, content: 'And?' }],
  };
  await vendors.client.chat.completions.create(next);
  expect(vendors.servers.openai.requests.at(-1)?.bodyText).toBe(JSON.stringify(next));
});
