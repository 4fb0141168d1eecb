import type { ChatReply, ChatRequest, Policy } from '../core/chat.ts';
import { asFailure } from '../core/failure.ts';
import type { Health, Target } from '../core/target.ts';
import { type Repair, repaired, repairOf } from '../core/unsupported.ts';

/** What each model was found not to take, for as long as the process knows it. */
const known = new WeakMap<Health, Repair>();
/** A vendor names one parameter at a time. */
const MOST = 3;

/**
 * A 400 that names a parameter which an answer can do without is sent again without it. From then on it is left out from
 * the start, and each attempt warns of it. So a model that is newer than what we know of models still answers.
 */
export const heal =
  ({ health }: Target): Policy =>
  (next) =>
  async (request, call) => {
    const warn = (field: string, value: unknown) =>
      call.warn(`${field}: ${value === undefined ? 'this model does not take it' : `sent as "${value}"`}`);
    const ask = async (asked: ChatRequest, left: number): Promise<ChatReply> => {
      try {
        return await next(asked, call);
      } catch (error) {
        const failure = asFailure(error, call.signal);
        const repair = left > 0 ? repairOf(failure, asked) : undefined;
        const mended = repair && repaired(asked, repair);
        if (!mended || mended === asked || call.signal.aborted) throw failure;
        for (const [field, value] of Object.entries(repair)) warn(field, value);
        const reply = await ask(mended, left - 1);
        // Learned only where it has helped.
        known.set(health, { ...known.get(health), ...repair });
        return reply;
      }
    };
    const before = known.get(health);
    if (!before) return ask(request, MOST);
    const asked = repaired(request, before);
    for (const [field, value] of Object.entries(before))
      if (request[field as keyof ChatRequest] !== value) warn(field, value);
    return ask(asked, MOST);
  };
