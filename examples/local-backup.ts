// Both clouds are out of reach. A model on your own machine stands behind them.
import assert from 'node:assert/strict';
import { compatible, served, Understudy } from 'llm-understudy';
import { standIns } from './servers.ts';

const { openai, claude, local, close } = await standIns();
await Promise.all([openai.refuse(), claude.refuse()]);

const client = new Understudy({
  fallbacks: [
    'anthropic/claude-sonnet-5-5',
    // Ollama on its usual port is just 'ollama/llama3.2'. This is any other server that speaks OpenAI's wire: vLLM,
    // LM Studio, llama.cpp, a gateway of your own.
    compatible('basement', { model: 'qwen3', baseURL: local.url }),
  ],
});
const answer = await client.chat.completions.create({
  model: 'gpt-5.5',
  messages: [{ role: 'user', content: 'Is anybody there?' }],
});

assert.equal(served(answer)?.target, 'basement/qwen3');
// It takes no key, and was sent nobody else's.
assert.equal(local.requests[0]?.headers.authorization, undefined);
console.log(`${served(answer)?.target}: ${answer.choices[0]?.message.content}`);
await close();
