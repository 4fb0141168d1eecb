import type { FailureKind } from '../core/kind.ts';

/** A model and whose it is, as people know them. */
export interface Named {
  /** ChatGPT, Claude, Gemini, Mistral; the provider's own name for any other. Empty: people know no name of it. */
  name: string;
  model: string;
}

/** What a notice can tell. Holds no key, no status code and no word of the vendor's. */
export interface NoticeFacts extends Named {
  provider: string;
  /** Why it does not answer: a failure's kind, or that it was paused by hand. */
  why: FailureKind | 'paused';
  /** Since when it does not. */
  since: Date;
  /** When it may be asked again. Absent: nobody knows, or it may be asked at any time. */
  until?: Date;
  now: Date;
  /** Who answers instead. Absent: nobody can. The model is said where the name alone would not tell the two apart. */
  standIn?: Named;
  /** The reason that was given for a pause, as it was given. */
  reason?: string;
  /** The address of the vendor's public status page. */
  statusPage?: string;
}

/** Puts the facts into one line of plain text for the public. It is not escaped: a web page does that where it is set. */
export type NoticeWriter = (facts: NoticeFacts) => string;
