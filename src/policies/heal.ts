import type { ChatReply, ChatRequest, Policy } from '../core/chat.ts';
import { asFailure } from '../core/failure.ts';
import type { Health, Target } from '../core/target.ts';
import { concerning, type Refusal, refusalsIn, without } from '../core/unsupported.ts';

/** What each model was found to refuse, for as long as the process knows it, and what it did not help to leave out. */
const known = new WeakMap<Health, { refused: Refusal[]; vain: Set<string> }>();
/** A vendor names one parameter at a time. */
const MOST_REPAIRS = 3;
/** Values made up by users must not fill the memory. */
const MOST_KNOWN = 50;

/**
 * A 400 that names a parameter which an answer can do without is sent again without it. From then on it is left out from
 * the start, and each attempt warns of it. So a model that is newer than what we know of models still answers.
 */
export const heal =
  ({ health }: Target): Policy =>
  (next) =>
  async (request, call) => {
    const memory = known.get(health) ?? { refused: [], vain: new Set() };
    const leaveOut = (from: ChatRequest, refused: readonly Refusal[]): ChatRequest => {
      for (const { field, instead } of refused)
        call.warn(
          `${field}: ${instead === undefined ? 'this model does not take it' : `sent as "${instead}"`}`,
        );
      return without(from, refused);
    };
    const ask = async (asked: ChatRequest, left: number): Promise<ChatReply> => {
      try {
        return await next(asked, call);
      } catch (error) {
        const failure = asFailure(error, call.signal);
        const refused = concerning(refusalsIn(failure, asked), asked).filter(
          ({ field, instead }) => asked[field] !== instead && !memory.vain.has(field),
        );
        if (refused.length === 0 || left === 0 || call.signal.aborted) throw failure;
        const learn = () => known.set(health, memory);
        try {
          const reply = await ask(leaveOut(asked, refused), left - 1);
          memory.refused = [...memory.refused, ...refused].slice(-MOST_KNOWN);
          learn();
          return reply;
        } catch (second) {
          // The same words again: it was not this that was meant.
          if (asFailure(second, call.signal).message === failure.message) {
            for (const { field } of refused) memory.vain.add(field);
            learn();
          }
          throw second;
        }
      }
    };
    const before = concerning(memory.refused, request);
    return ask(before.length > 0 ? leaveOut(request, before) : request, MOST_REPAIRS);
  };
