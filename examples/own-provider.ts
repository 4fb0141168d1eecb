// A vendor of your own: a gateway that speaks OpenAI's wire, but wants a fresh token with every request.
import assert from 'node:assert/strict';
import { type ProviderChunk, type ProviderTarget, provider, served, Understudy } from 'llm-understudy';
import { conformance, playedBy, startOpenAI } from 'llm-understudy/drill';
import { standIns } from './servers.ts';

const freshToken = async () => `token-${performance.now()}`;

const gateway = (model: string, url: string): ProviderTarget =>
  provider('gateway', {
    model,
    async chat(request, { signal }) {
      const headers = { authorization: `Bearer ${await freshToken()}`, 'content-type': 'application/json' };
      const body = JSON.stringify(request);
      const response = await fetch(`${url}/chat/completions`, { method: 'POST', signal, headers, body });
      if (response.ok) return request.stream ? chunksOf(response) : response.json();
      // A status and headers are enough to tell what it is.
      const { status, headers: told } = response;
      throw Object.assign(new Error(await response.text()), { status, headers: told });
    },
  });

async function* chunksOf({ body }: Response): AsyncGenerator<ProviderChunk> {
  let text = '';
  for await (const piece of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const lines = (text + piece).split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith('data: {')) yield JSON.parse(line.slice(6));
  }
}

const { openai, local, close } = await standIns();
openai.fail(openai.errors.overloaded);
const client = new Understudy({ fallbacks: [gateway('house-model', local.url)], maxRetries: 0 });
const answer = await client.chat.completions.create({
  model: 'gpt-5.5',
  messages: [{ role: 'user', content: 'Is anybody there?' }],
});
assert.equal(served(answer)?.target, 'gateway/house-model');
console.log(`${served(answer)?.target}: ${answer.choices[0]?.message.content}`);
await close();

// Does it keep the rules that every provider has to keep?
const cases = conformance({
  vendor: () => playedBy(startOpenAI),
  target: ({ url }) => gateway('gpt-4.1', url),
});
for (const { run } of cases) await run();
console.log(`It keeps ${cases.length} rules.`);
