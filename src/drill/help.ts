import { readFileSync } from 'node:fs';

export const usage = `llm-understudy: your OpenAI client, still answering when OpenAI isn't.

Usage:
  npx llm-understudy drill          one conversation through an outage, on this machine; needs no key
  npx llm-understudy drill --live   the same with the real vendors: OPENAI_API_KEY, ANTHROPIC_API_KEY,
                                    GOOGLE_API_KEY (or GEMINI_API_KEY)
  npx llm-understudy check          one tiny request to each vendor whose key is set
  npx llm-understudy check openai/gpt-5.5 anthropic/claude-sonnet-5-5
                                    the same, for the targets that you name

Options:
  -h, --help      this page
  -v, --version   the version

Exit codes: 0 all is well; 1 a turn was lost, or a target of the check did not answer or is not set up;
2 there was nothing to do: no key at all, or a command that does not exist.
`;

/** Built, this file lies one folder below the manifest; as a source two. */
export function version(): string {
  for (const path of ['../package.json', '../../package.json']) {
    try {
      return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')).version;
    } catch {
      // The other one.
    }
  }
  return 'unknown';
}
