import type { ChatRequest, CustomChat } from '../index.ts';
import type { Pace } from './pace.ts';
import type { Line } from './script.ts';

/** The conversation as lines of words. */
export const linesOf = ({ messages }: ChatRequest): Line[] =>
  messages.map(({ role, content }) => ({
    role: role as Line['role'],
    content: typeof content === 'string' ? content : '',
  }));

/** What a template can do without any model: it has the whole conversation, and reads its notes out. */
export function notesOn(lines: readonly Line[]): string {
  const notes = lines
    .filter(({ role }) => role === 'assistant')
    .map(({ content }, index) => `\n${index + 1}. ${content.match(/^.*?[.!?](?=\s|$)/s)?.[0] ?? content}`);
  return `I am only the notebook on your desk, but I have it all:${notes.join('')}`;
}

/** A target that is a function; it stands for a model of your own. `meant` is told what it is about to say. */
export function notebook(pace: Pace, meant: (lines: Line[], text: string) => void = () => {}): CustomChat {
  return async function* local(request, { signal }) {
    const lines = linesOf(request);
    const text = notesOn(lines);
    meant(lines, text);
    for (const word of text.match(/\s*\S+/g) ?? []) {
      await pace.wait(pace.wordMs, signal);
      yield word;
    }
  } as CustomChat;
}
