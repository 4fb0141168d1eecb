// The engine without the client: a fetch for any OpenAI client that you did not build yourself.
import assert from 'node:assert/strict';
import { createFailover } from 'llm-understudy';
import OpenAI from 'openai';
import { standIns } from './servers.ts';

const { openai, close } = await standIns();
openai.fail(openai.errors.quota);

const failover = createFailover({
  fallbacks: ['google/gemini-3.8-flash'],
  logger: { warn: (message) => console.log(message) },
});
// The engine has its own tries on each target: the client's would only repeat them.
const client = new OpenAI({ fetch: failover.fetch, maxRetries: 0 });

const { data, response } = await client.chat.completions
  .create({ model: 'gpt-5.5', messages: [{ role: 'user', content: 'Say hello.' }] })
  .withResponse();

assert.equal(data.choices[0]?.message.content, 'Hello from Gemini.');
assert.equal(response.headers.get('x-understudy-target'), 'google/gemini-3.8-flash');
console.log(`${response.headers.get('x-understudy-target')}: ${data.choices[0]?.message.content}`);
await close();
