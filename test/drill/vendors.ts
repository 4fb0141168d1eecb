import { onTestFinished, vi } from 'vitest';
import { startAnthropic, startGemini, startOpenAI } from '../../src/drill/index.ts';

/** The three vendors on this machine, found through the variables that move their addresses. */
export async function moved() {
  const [openai, anthropic, google] = await Promise.all([
    startOpenAI({ keys: ['right'] }),
    startAnthropic({ keys: ['right'] }),
    startGemini({ keys: ['right'] }),
  ]);
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await Promise.all([openai, anthropic, google].map((server) => server.close()));
  });
  const env: Record<string, string | undefined> = {
    OPENAI_BASE_URL: openai.url,
    ANTHROPIC_BASE_URL: anthropic.url,
    GOOGLE_GEMINI_BASE_URL: google.url,
    OPENAI_API_KEY: 'right',
    ANTHROPIC_API_KEY: 'right',
    GEMINI_API_KEY: 'right',
    GOOGLE_API_KEY: undefined,
    MISTRAL_API_KEY: undefined,
    NO_COLOR: undefined,
    FORCE_COLOR: undefined,
  };
  /** Changes the environment for this test. */
  const set = (more: Record<string, string | undefined>) => {
    for (const [name, value] of Object.entries(more)) vi.stubEnv(name, value);
    return process.env;
  };
  return { openai, anthropic, google, env: set(env), set };
}
