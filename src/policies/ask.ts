import type { Outer } from '../core/call.ts';
import type { Chat, ChatRequest, Outcome } from '../core/chat.ts';
import type { Clock } from '../core/clock.ts';
import { asFailure } from '../core/failure.ts';
import { openCall } from '../core/open-call.ts';
import { firstToken } from './first-token.ts';

/** The smallest request that makes a model work; a list of models stays up while inference is down. */
const oneWord = (model: string): ChatRequest => ({
  model,
  messages: [{ role: 'user', content: 'Reply with OK.' }],
  max_completion_tokens: 16,
});

/** Asks a model for one word, in `patienceMs` at most, apart from every user's call. Never rejects. */
export async function ask(
  model: string,
  chat: Chat,
  clock: Clock,
  patienceMs: number,
  outer?: Outer,
): Promise<Outcome> {
  const limits = { totalMs: patienceMs, firstTokenMs: patienceMs, idleMs: patienceMs, attempts: 1 };
  const call = openCall({ id: 'probe', clock, limits, outer });
  try {
    await firstToken(chat)(oneWord(model), call);
    return { type: 'answered' };
  } catch (error) {
    return { type: 'failed', failure: asFailure(error, call.signal) };
  }
}
