import type { Attempt } from './attempts.ts';
import type { ChatRequest, Completion } from './chat.ts';

/** About four characters make a token in every vendor's tokenizer; an estimate is no place for more exactness. */
const CHARACTERS_PER_TOKEN = 4;

export const tokensIn = (characters: number): number => Math.ceil(characters / CHARACTERS_PER_TOKEN);

type Usage = NonNullable<Attempt['usage']>;

/** What the vendor counted. */
export function counted({ prompt_tokens, completion_tokens }: NonNullable<Completion['usage']>): Usage {
  return { input: prompt_tokens, output: completion_tokens };
}

/** What an attempt that broke off has probably used. */
export function estimated({ messages }: ChatRequest, characters: number): Usage {
  return { input: tokensIn(JSON.stringify(messages).length), output: tokensIn(characters), estimated: true };
}

/** The last attempt's usage with that of those before it: what the whole answer has cost. Says so where it is a guess. */
export function withLost(
  usage: NonNullable<Completion['usage']>,
  lost: readonly Usage[],
): NonNullable<Completion['usage']> {
  const prompt_tokens = lost.reduce((sum, { input }) => sum + input, usage.prompt_tokens);
  const completion_tokens = lost.reduce((sum, { output }) => sum + output, usage.completion_tokens);
  const guess = lost.some((part) => part.estimated) ? { estimated: true } : {};
  return {
    ...usage,
    prompt_tokens,
    completion_tokens,
    total_tokens: prompt_tokens + completion_tokens,
    ...guess,
  };
}
