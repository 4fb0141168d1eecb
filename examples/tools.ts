// OpenAI calls a tool and is gone when the result comes back. Claude reads the result and answers.
import assert from 'node:assert/strict';
import { served, Understudy } from 'llm-understudy';
import { standIns } from './servers.ts';

const { openai, close } = await standIns({
  openai: () => ({ toolCalls: [{ name: 'weather', arguments: { city: 'Lyon' } }] }),
  claude: ({ messages }) => `It is ${messages.find(({ role }) => role === 'tool')?.text} in Lyon.`,
});
openai.fail(openai.errors.serverError);
openai.failNext(null); // the first request only is well

const client = new Understudy({ fallbacks: ['anthropic/claude-sonnet-5-5'] });
const runner = client.chat.completions.runTools({
  model: 'gpt-5.5',
  messages: [{ role: 'user', content: 'How is the weather in Lyon?' }],
  tools: [
    {
      type: 'function',
      function: {
        name: 'weather',
        description: 'The weather in a city',
        parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
        parse: JSON.parse,
        function: ({ city }: { city: string }) => (city === 'Lyon' ? 'sunny' : 'unknown'),
      },
    },
  ],
});

assert.equal(await runner.finalContent(), 'It is sunny in Lyon.');
assert.equal(served(runner)?.provider, 'anthropic');
console.log(`${served(runner)?.target}: ${await runner.finalContent()}`);
await close();
