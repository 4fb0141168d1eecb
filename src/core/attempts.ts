import type { Failure } from './failure.ts';
import type { FailureKind } from './kind.ts';

/**
 * Why a target was asked: as the first, again after a failure of its own, in another's place, beside another that was
 * slow, or to carry on an answer that broke. `stale`: it was not asked, an earlier answer of its own was used again.
 */
export type AttemptReason = 'first' | 'retry' | 'fallback' | 'hedge' | 'continuation' | 'stale';

/** One request to one target. Holds no key, no prompt and no word of an answer. */
export interface Attempt {
  /** `provider/model`. */
  target: string;
  provider: string;
  model: string;
  reason: AttemptReason;
  outcome: 'pending' | 'answered' | 'failed' | 'abandoned';
  kind?: FailureKind;
  status?: number;
  /** The vendor's own code for the failure. */
  code?: string;
  /** The vendor's id of the request, for a talk with its support. */
  requestId?: string;
  retryAfterMs?: number;
  /** Milliseconds on the call's clock; compare them only with each other. */
  startedAt: number;
  firstTokenAt?: number;
  endedAt?: number;
  /** Characters of a streamed answer that came from it: of an answer with several voices, who spoke which part. */
  characters?: number;
  /** Tokens as the vendor counted them; estimated where the answer broke off before it said. */
  usage?: { input: number; output: number; estimated?: true };
  /** Of an answer that was used again: how old it was. Milliseconds. */
  ageMs?: number;
  /** What the target could not carry and the answer may lack. */
  warnings?: string[];
}

/** The ledger of a call: what was tried, and why each try failed. */
export class Attempts {
  readonly list: Attempt[] = [];
  readonly #failures = new Map<Attempt, Failure>();

  /** Opens an entry. */
  begin(
    target: { id: string; provider: string; model: string },
    now: number,
    reason: AttemptReason,
  ): Attempt {
    const attempt: Attempt = {
      target: target.id,
      provider: target.provider,
      model: target.model,
      reason,
      outcome: 'pending',
      startedAt: now,
    };
    this.list.push(attempt);
    return attempt;
  }

  /** Notes the vendor's id of the request, unless it could be a secret. */
  identify(attempt: Attempt, requestId: string | undefined): void {
    if (isHarmless(requestId)) attempt.requestId = requestId;
  }

  /** Closes an entry with its failure, less everything in it that could be a secret. */
  fail(attempt: Attempt, failure: Failure): void {
    this.#failures.set(attempt, failure);
    const { status, code, requestId, retryAfterMs } = failure.details;
    attempt.kind = failure.kind;
    if (status !== undefined) attempt.status = status;
    if (isHarmless(code)) attempt.code = code;
    this.identify(attempt, requestId);
    if (retryAfterMs !== undefined) attempt.retryAfterMs = retryAfterMs;
  }

  get failures(): Failure[] {
    return [...this.#failures.values()];
  }

  /** The last failure of one target in this call. */
  lastFailureOf(target: string): Failure | undefined {
    return [...this.#failures].findLast(([attempt]) => attempt.target === target)?.[1];
  }
}

/** Some vendors put a sentence where a name is expected, and it might quote the prompt; some proxies echo a key. */
function isHarmless(word: string | undefined): word is string {
  return (
    typeof word === 'string' && /^[\w.:-]{1,80}$/.test(word) && !/^(sk|pk|key|gsk|xai)-|^AIza/i.test(word)
  );
}
