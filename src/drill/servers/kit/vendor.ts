import type { Answer, Ask, Told } from './answer.ts';
import type { StatusFault } from './faults.ts';
import type { Received } from './journal.ts';
import type { Reply } from './reply.ts';

/** The named errors that every vendor has, in its own words; each adds more of its own. */
export type Errors = {
  rateLimit: (retryAfter?: number | string) => StatusFault;
  quota: StatusFault;
  auth: StatusFault;
  permission: StatusFault;
  modelNotFound: StatusFault;
  contextLength: StatusFault;
  invalidRequest: StatusFault;
  overloaded: StatusFault;
  serverError: StatusFault;
};

export type ServerOptions = {
  /** A free one by default. */
  port?: number;
  /** What to answer; a sentence that names the vendor by default. */
  answer?: string | ((ask: Ask) => Answer | string | Promise<Answer | string>);
  /** Milliseconds before every token of a stream. */
  tokenDelayMs?: number;
  /** If given, any other key is rejected. `[]` is a local server that asks for none. */
  keys?: string[];
  /** If given, any other model is unknown. */
  models?: string[];
  /**
   * Parameters that its models do not take, although the rules have them: a model that is newer than the rules. As they
   * stand in the body; a dot leads into an object, as in `generationConfig.topK`.
   */
  refuses?: string[];
};

/** A conversation that passed the vendor's rules, and how the vendor puts an answer to it. */
export type Chat = { ask: Ask; reply: (told: Told) => Reply };

/** All that one vendor knows and the others do not. */
export type Vendor<E extends Errors = Errors> = {
  name: string;
  /** What an SDK's base address has after the origin. */
  base: string;
  errors: E;
  route: (request: Received, options: ServerOptions) => Chat | Reply | StatusFault;
  error: (fault: StatusFault, request: Received) => Reply;
  /** One event of this vendor's stream. */
  event: (data: object) => string;
  /** What it says inside a 200 when it breaks down. */
  breakdown: object;
  keepAlive: string;
};
