// The same from CommonJS: OpenAI cannot be reached, Claude answers.
const assert = require('node:assert/strict');
const { anthropic, served, Understudy } = require('llm-understudy');
const { startAnthropic, startOpenAI } = require('llm-understudy/drill');
const OpenAI = require('openai');

async function main() {
  const openai = await startOpenAI();
  const claude = await startAnthropic({ answer: () => 'Hello from Claude.' });
  await openai.refuse();

  const client = new Understudy({
    apiKey: 'sk-example',
    baseURL: openai.url,
    fallbacks: [anthropic('claude-sonnet-5-5', { apiKey: 'key-example', baseURL: claude.url })],
  });
  const answer = await client.chat.completions.create({
    model: 'gpt-5.5',
    messages: [{ role: 'user', content: 'Say hello.' }],
  });

  assert.ok(client instanceof OpenAI);
  assert.equal(answer.choices[0].message.content, 'Hello from Claude.');
  console.log(`${served(answer).target}: ${answer.choices[0].message.content}`);
  await claude.close();
}

main();
