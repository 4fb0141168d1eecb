import { type Attempt, type FailoverEvent, type Served, served } from '../index.ts';
import { models } from './cast.ts';
import type { Line } from './script.ts';
import type { Behind, Stage } from './stage.ts';

/** A turn as it really went. */
export interface Played {
  text: string;
  /** Absent where nobody answered. */
  provider: string | undefined;
  attempts: readonly Attempt[];
  /** Everything that happened since the turn before. */
  events: readonly FailoverEvent[];
  behind: Behind | undefined;
  /** What a client without fallbacks received; undefined: the same. */
  bare: string | undefined;
  error: Error | undefined;
}

/** Who wants to hear an answer while it comes. */
export interface Audience {
  opens(provider: string): void;
  says(words: string): void;
}

/** What an answer consists of, once it is over. */
type Answer = Pick<Played, 'text' | 'provider' | 'attempts' | 'error'>;

/** Asks for one answer as any application would, and beside it as one without fallbacks would. */
export async function play(
  stage: Stage,
  held: readonly Line[],
  audience: Audience,
  signal: AbortSignal,
): Promise<Omit<Played, 'events'>> {
  const alone = stage.bare(held, signal);
  const answer = await listen(stage, held, audience, signal);
  signal.throwIfAborted();
  return { ...answer, behind: stage.behind(), bare: await alone };
}

async function listen(
  { client }: Stage,
  held: readonly Line[],
  audience: Audience,
  signal: AbortSignal,
): Promise<Answer> {
  let text = '';
  let by: Served | undefined;
  try {
    const request = { model: models.openai, messages: [...held], stream: true as const };
    const stream = await client.chat.completions.create(request, { signal });
    audience.opens(served(stream)?.provider ?? '');
    for await (const { choices } of stream) {
      const words = choices[0]?.delta.content ?? '';
      text += words;
      audience.says(words);
    }
    by = served(stream);
    return { text, provider: by?.provider, attempts: by?.attempts ?? [], error: undefined };
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    return { text, provider: undefined, attempts: served(error)?.attempts ?? [], error };
  }
}

export const wordsIn = (text: string): string[] => text.match(/\S+/g) ?? [];

/** How many of the words that were meant are missing, whatever else was said between them. */
export function missingWords(meant: string, text: string): number {
  const heard = wordsIn(text);
  let at = 0;
  let missing = 0;
  for (const word of wordsIn(meant)) {
    const found = heard.indexOf(word, at);
    if (found < 0) missing++;
    else at = found + 1;
  }
  return missing;
}

/** A turn is lost where nobody answered, where the answer is not the one that was meant, or the history was not whole. */
export function isLost({ error, text, behind }: Omit<Played, 'events'>): boolean {
  if (error || text.trim() === '') return true;
  return behind !== undefined && !(behind.intact && behind.meant === text);
}

/**
 * How long a reader waited for somebody else: from the first failure to the first words of the one who stood in.
 * Undefined where nobody had to.
 */
export function switchMs(attempts: readonly Attempt[]): number | undefined {
  const failed = attempts.find(({ outcome }) => outcome === 'failed');
  const last = attempts.at(-1);
  if (!failed || !last || last.target === failed.target) return undefined;
  if (failed.endedAt === undefined || last.firstTokenAt === undefined) return undefined;
  return last.firstTokenAt - failed.endedAt;
}
