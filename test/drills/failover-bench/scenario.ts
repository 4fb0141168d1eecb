import type { Fault, StatusFault, VendorServer } from '../../../src/drill/index.ts';
import type { Mode } from './caller.ts';
import type { Run } from './run.ts';

/** The errors that a primary can be told to make, in its vendor's own words. */
export type Words = VendorServer['errors'] & {
  /** OpenAI's refusal of a prompt. The others refuse inside of a 200. */
  contentFilter?: StatusFault;
};

/** What the primary goes through. */
export interface Script {
  /** The faults of its first requests, one each. */
  once?: Fault[];
  /** The fault of all others. */
  always?: Fault;
  /** Milliseconds after which it is healthy again. */
  recoversAfterMs?: number;
}

/** One thing that is looked at afterwards. */
export interface Check {
  name: string;
  holds: (run: Run) => boolean;
}

/** A fault, and what is asked of a client that meets it. */
export interface Scenario {
  id: string;
  name: string;
  script: (words: Words) => Script;
  /** One call unless said otherwise. */
  calls?: { count: number; everyMs: number };
  /** The caller asks for a tool call instead of words. */
  tools?: true;
  /** One more call, once the primary is healthy again. */
  callAfterwards?: true;
  /** The fallback rejects a conversation that ends in an assistant turn. */
  fallbackRejectsPrefill?: true;
  /** The primary's connection stays open when all is said. */
  neverHangsUp?: true;
  /** `refusal`: the caller shall be told of it; an answer from elsewhere is second best. */
  ideal?: 'refusal';
  /** Beside the answer itself, which must be whole and is never asked for here. */
  required?: Check[];
  advisory?: Check[];
  /** The wires and ways of asking for which it means anything; all of them where this is left out. */
  wires?: string[];
  modes?: Mode[];
}
