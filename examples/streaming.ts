// OpenAI dies in the middle of a sentence. Claude finishes it, in the same stream.
import assert from 'node:assert/strict';
import { served, Understudy } from 'llm-understudy';
import { standIns } from './servers.ts';

const line = 'The show goes on, whoever has to say the lines.';
const { openai, close } = await standIns({
  openai: () => line,
  // Claude is sent what was already said, and asked to carry on from there.
  claude: ({ messages }) => line.slice(messages.findLast(({ role }) => role === 'assistant')?.text.length),
});
openai.fail({ kind: 'cut', afterTokens: 4 });

const client = new Understudy({ fallbacks: ['anthropic/claude-sonnet-5-5'] });
client.failover.on((event) => {
  if (event.type === 'stream-broken') process.stdout.write(' | ');
});
const stream = await client.chat.completions.create({
  model: 'gpt-5.5',
  messages: [{ role: 'user', content: 'What does an understudy believe?' }],
  stream: true,
});

let text = '';
for await (const chunk of stream) {
  const words = chunk.choices[0]?.delta.content ?? '';
  process.stdout.write(words);
  text += words;
}

assert.equal(text, line);
const reasons = served(stream)?.attempts.map(({ provider, reason }) => `${provider}: ${reason}`);
assert.deepEqual(reasons, ['openai: first', 'anthropic: continuation']);
console.log(`\n(${reasons.join(', ')})`);
await close();
