import type { FailureKind } from '../../index.ts';

/** The failures that a vendor can say. */
export type VendorKind = Exclude<FailureKind, 'timeout' | 'aborted'>;

/** An answer, in no vendor's words. */
export interface VendorAnswer {
  /** The words, in the pieces in which a stream sends them; joined they are the plain answer. */
  text: readonly string[];
  toolCalls: readonly { name: string; arguments: Record<string, unknown> }[];
  finish: 'stop' | 'length' | 'tool_calls' | 'content_filter';
  /** Tokens. */
  usage: { input: number; output: number };
}

/**
 * What the vendor does with each request from now on. `after`: so many pieces of the text are said before, at once; of a
 * plain answer, half of the body where it is more than 0.
 */
export type VendorTurn =
  /** All is well. */
  | { does: 'answer'; answer: VendorAnswer }
  /** All is well too, but the bytes of the body come three at a time: characters and lines come apart. */
  | { does: 'dribble'; answer: VendorAnswer }
  /** An error instead of an answer, in the vendor's own way, that means this kind. */
  | { does: 'refuse'; kind: VendorKind; retryAfterMs?: number }
  /** The connection breaks off. */
  | { does: 'cut'; answer: VendorAnswer; after: number }
  /** The body ends as it should, but without the vendor's word that the answer is whole. */
  | { does: 'end'; answer: VendorAnswer; after: number }
  /** The vendor says inside of its 200 that it has broken down. */
  | { does: 'break'; answer: VendorAnswer; after: number }
  /** The headers, then so many pieces, then nothing for ever. */
  | { does: 'stall'; answer: VendorAnswer; after: number }
  /** The request is taken, and not a word is said. */
  | { does: 'silence' };

/** A vendor on this machine, in the hand of the kit. What it is asked is as the provider's own code asks it. */
export interface ConformanceVendor {
  play(turn: VendorTurn): void;
  /** The bodies of all requests so far, as text, in order. */
  readonly requests: readonly string[];
  /** Requests under way: neither answered to the end, nor given up by who asked. */
  open(): number;
  /** Gone: open connections break, new ones are refused. */
  close(): Promise<void>;
}
