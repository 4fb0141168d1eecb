// OpenAI is down. The application asks as ever, and is answered.
import assert from 'node:assert/strict';
import { served, Understudy } from 'llm-understudy';
import { standIns } from './servers.ts';

const { openai, close } = await standIns();
openai.fail(openai.errors.overloaded);

const client = new Understudy({
  fallbacks: ['anthropic/claude-sonnet-5-5', 'google/gemini-3.8-flash'],
});
const answer = await client.chat.completions.create({
  model: 'gpt-5.5',
  messages: [{ role: 'user', content: 'Say hello.' }],
});

assert.equal(answer.choices[0]?.message.content, 'Hello from Claude.');
assert.equal(served(answer)?.target, 'anthropic/claude-sonnet-5-5');

console.log(answer.choices[0]?.message.content);
for (const { target, outcome, kind, status } of served(answer)?.attempts ?? []) {
  console.log(`  ${target} ${outcome}`, kind ?? '', status ?? '');
}
await close();
