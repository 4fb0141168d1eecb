import { anthropic, Understudy } from '../../src/index.ts';

/** Run by itself: calls of every sort, and then nothing. Whatever of ours is left would keep the process alive. */
const [openaiURL, claudeURL] = process.argv.slice(2) as [string, string];
const client = new Understudy({
  apiKey: 'key-of-openai',
  baseURL: openaiURL,
  maxRetries: 0,
  hedge: { afterMs: 1 },
  fallbacks: [anthropic('claude-sonnet-5-5', { apiKey: 'key-of-claude', baseURL: claudeURL })],
});
/** The same, and whoever answers in time leaves nobody waiting for a race. */
const patient = client.withOptions({ hedge: { afterMs: 600_000 } });
const hello = { model: 'gpt-5.5', messages: [{ role: 'user' as const, content: 'Hello' }] };

const plain = async (by = client) =>
  (await by.chat.completions.create(hello)).choices[0]?.message.content ?? '';

/** The words of a stream, up to so many chunks. */
async function stream(most: number): Promise<string> {
  let words = '';
  let chunks = 0;
  for await (const { choices } of await client.chat.completions.create({ ...hello, stream: true })) {
    words += choices[0]?.delta.content ?? '';
    if (++chunks >= most) break;
  }
  return words;
}

const said = [await plain(), await plain(), await stream(1_000), await stream(2), await plain(patient)];
process.stdout.write(said.join('\n'));
