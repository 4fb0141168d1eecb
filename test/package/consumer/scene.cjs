// What both module systems do with the installed package: an outage, and an answer all the same.
const assert = require('node:assert/strict');

exports.play = async ({ OpenAI, Understudy, anthropic, served, startOpenAI, startAnthropic }) => {
  const openai = await startOpenAI();
  const claude = await startAnthropic({ answer: () => 'Claude here.' });
  openai.fail({ kind: 'status', status: 503 });
  const client = new Understudy({
    apiKey: 'sk-test',
    baseURL: openai.url,
    fallbacks: [anthropic('claude-sonnet-5-5', { apiKey: 'key', baseURL: claude.url })],
  });
  assert.ok(client instanceof OpenAI);
  const request = { model: 'gpt-5.5', messages: [{ role: 'user', content: 'Hello' }] };
  const answer = await client.chat.completions.create(request);
  assert.equal(answer.choices[0].message.content, 'Claude here.');
  assert.equal(served(answer).provider, 'anthropic');
  claude.fail({ kind: 'status', status: 529 });
  await assert.rejects(client.chat.completions.create(request), (error) => error instanceof OpenAI.APIError);
  await Promise.all([openai.close(), claude.close()]);
};
