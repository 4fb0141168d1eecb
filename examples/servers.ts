import { startAnthropic, startGemini, startOpenAI } from 'llm-understudy/drill';

type Answers = Partial<Record<'openai' | 'claude' | 'gemini' | 'local', Options['answer']>>;
type Options = NonNullable<Parameters<typeof startOpenAI>[0]>;

/**
 * Stand-ins for the vendors on this machine, so that an example needs no key and no internet. The environment points
 * at them, as yours points at the real ones: the rest of each example is what you would write yourself.
 */
export async function standIns(answers: Answers = {}) {
  const answer = (name: keyof Answers, words: string) => ({ answer: answers[name] ?? (() => words) });
  const openai = await startOpenAI(answer('openai', 'Hello from ChatGPT.'));
  const claude = await startAnthropic(answer('claude', 'Hello from Claude.'));
  const gemini = await startGemini(answer('gemini', 'Hello from Gemini.'));
  const local = await startOpenAI({
    ...answer('local', 'Hello from the machine under your desk.'),
    keys: [],
  });
  Object.assign(process.env, {
    OPENAI_API_KEY: 'sk-example',
    OPENAI_BASE_URL: openai.url,
    ANTHROPIC_API_KEY: 'key-example',
    ANTHROPIC_BASE_URL: claude.url,
    GOOGLE_API_KEY: 'key-example',
    GOOGLE_GEMINI_BASE_URL: gemini.url,
  });
  const all = [openai, claude, gemini, local];
  const close = async () => void (await Promise.all(all.map((server) => server.close())));
  return { openai, claude, gemini, local, close };
}
