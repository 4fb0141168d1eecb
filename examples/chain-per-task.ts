// A chain for each task: the request names the task, and the route says who is asked, in which order.
import assert from 'node:assert/strict';
import { served, Understudy } from 'llm-understudy';
import { standIns } from './servers.ts';

const { gemini, close } = await standIns();
gemini.fail(gemini.errors.overloaded);

const client = new Understudy({
  routes: {
    contract: ['anthropic/claude-sonnet-5-5', 'openai/gpt-5.5'],
    'small-talk': ['google/gemini-3.8-flash', 'anthropic/claude-haiku-4-5'],
  },
});

async function ask(task: string): Promise<string | undefined> {
  const messages = [{ role: 'user' as const, content: 'Hello' }];
  const answer = await client.chat.completions.create({ model: task, messages });
  console.log(`${task}: ${served(answer)?.target}`);
  return served(answer)?.target;
}

assert.equal(await ask('contract'), 'anthropic/claude-sonnet-5-5');
// Gemini is down, so the next one in this task's own chain is asked.
assert.equal(await ask('small-talk'), 'anthropic/claude-haiku-4-5');
// Any other name is a model of OpenAI's, as ever.
assert.equal(await ask('gpt-5.5'), 'openai/gpt-5.5');
await close();
