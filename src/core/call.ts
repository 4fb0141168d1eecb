import type { ChatCompletionCreateParams } from 'openai/resources/chat/completions';
import type { AttemptReason, Attempts } from './attempts.ts';
import type { Clock } from './clock.ts';
import type { Emit } from './events.ts';

/** The HTTP request as the caller's own OpenAI client made it, and the fetch that it would have used. */
export interface Outer {
  /** What `init.body` holds. A provider that is handed this very object may send the body as it is. */
  request: ChatCompletionCreateParams;
  url: string;
  init: RequestInit & { headers: Headers };
  fetch: typeof fetch;
  /** Headers of this one request, which say something of its user; a request of ours goes without them. */
  personal: readonly string[];
}

/** The time limits and tries of one call, after its own options were taken into account. */
export interface Limits {
  /** Until the first token of a stream, or the answer of a plain call, whoever gives it. Milliseconds. */
  totalMs: number;
  /** Until the first token of one target's stream. Milliseconds. */
  firstTokenMs: number;
  /** Silence in the middle of a stream. Milliseconds. */
  idleMs: number;
  /** Tries on one target, the first included. */
  attempts: number;
}

/** What travels down with a request. A room that changes something for those below hands on a copy. */
export interface Call {
  readonly id: string;
  readonly clock: Clock;
  /** Aborted when the caller leaves, the deadline passes, or this attempt is given up. */
  readonly signal: AbortSignal;
  readonly limits: Limits;
  /** Ends the whole call: its deadline has passed, or its reader has left. */
  readonly abort: (reason: unknown) => void;
  /** The clock's time at which the caller must have an answer. */
  readonly deadline: number;
  /** Takes the deadline off: a person may take longer than a vendor. */
  readonly lift: () => void;
  /** Everything that was tried for this call. Grows as the call goes on. */
  readonly attempts: Attempts;
  /** Targets that have already broken this answer. */
  readonly avoid: ReadonlySet<string>;
  /** Why the target below is asked. */
  readonly reason: AttemptReason;
  /** Retries and hedges that this call may still make. Shared by all of the call's rooms. */
  readonly extras: { left: number };
  /** Tells of a wait that the vendor itself asked for: it is no slowness that another target should make up for. */
  readonly holdOff: (ms: number) => void;
  /** Words of this answer were delivered already: then there may be nothing left to say. */
  readonly delivered: boolean;
  /** How many healthy targets stand behind the one that is being tried. */
  readonly others: number;
  readonly emit: Emit;
  /** Notes on the current attempt what its target could not carry. Never holds a word of the prompt. */
  readonly warn: (message: string) => void;
  /** Present where the call came in as OpenAI's wire. */
  readonly outer?: Outer;
}
