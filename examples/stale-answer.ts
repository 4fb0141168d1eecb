// Everything is down. The same question was answered before, so that answer is given again, and says so.
import assert from 'node:assert/strict';
import { served, staleIfError, Understudy } from 'llm-understudy';
import { standIns } from './servers.ts';

const { openai, claude, close } = await standIns();

const client = new Understudy({
  fallbacks: ['anthropic/claude-sonnet-5-5'],
  // Kept in this process for an hour, and of the prompt only a hash.
  use: [staleIfError({ maxAgeMs: 60 * 60_000 })],
});
const ask = (content: string) =>
  client.chat.completions.create({ model: 'gpt-5.5', messages: [{ role: 'user', content }] });

const fresh = await ask('What are your opening hours?');
assert.equal(served(fresh)?.stale, undefined);

await Promise.all([openai.refuse(), claude.refuse()]);
const again = await ask('What are your opening hours?');
assert.equal(again.id, fresh.id);
assert.equal(served(again)?.target, 'openai/gpt-5.5');
assert.ok(served(again)?.stale);
console.log(`${again.choices[0]?.message.content} (${served(again)?.stale?.ageMs} ms old)`);

// What nobody ever asked fails as it would have without.
await assert.rejects(ask('Are you open on Sundays?'), /Connection error/);
console.log('No answer to the other question.');
await close();
