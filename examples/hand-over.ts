// When no model answers: a person who is on duty, and behind that person a sentence that always holds.
import assert from 'node:assert/strict';
import { type CustomChat, served, Understudy } from 'llm-understudy';
import { standIns } from './servers.ts';

const { openai, claude, close } = await standIns();
openai.fail(openai.errors.serverError);
claude.fail(claude.errors.overloaded);

let onDuty: string | undefined = 'Maria';

/** Yours would put the question into a chat tool and wait: no deadline runs while a function is asked. */
const colleague: CustomChat = async ({ messages }) => {
  if (!onDuty) throw new Error('Nobody is on duty');
  return `${onDuty} here. You wrote "${messages.at(-1)?.content}": I am on it.`;
};
const template: CustomChat = () => 'We cannot answer at the moment. We have noted your question.';

const client = new Understudy({ fallbacks: ['anthropic/claude-sonnet-5-5', colleague, template] });

async function ask(): Promise<string | undefined> {
  const answer = await client.chat.completions.create({
    model: 'gpt-5.5',
    messages: [{ role: 'user', content: 'Where is my parcel?' }],
  });
  console.log(`${served(answer)?.target}: ${answer.choices[0]?.message.content}`);
  return served(answer)?.target;
}

assert.equal(await ask(), 'custom/colleague');
onDuty = undefined;
assert.equal(await ask(), 'custom/template');
await close();
