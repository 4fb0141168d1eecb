import type { Understudy } from '../index.ts';
import type { Line } from './script.ts';
import type { Direction, Scene, Turn } from './story.ts';

/** What a stage knows of a turn that was played on it. */
export interface Behind {
  /** The answer as it was meant. */
  meant: string;
  /** Whether everyone who was asked had been told all that was said before. */
  intact: boolean;
}

/** The requests that reached a vendor. */
export interface Seen {
  provider: string;
  requests: number;
  /** How many of them were probes. */
  probes: number;
}

/** Where a story is played: on servers of our own, or with the real vendors. */
export interface Stage {
  readonly client: Understudy;
  /** Which of a turn's scenes is played here. */
  sceneOf(turn: Turn): Scene;
  direct(direction: Direction): void;
  /** Opens a turn with the conversation so far, its question included. */
  open(turn: Turn, held: readonly Line[]): void;
  /** What can be known of the turn afterwards; undefined where the vendors keep it to themselves. */
  behind(): Behind | undefined;
  /** What a client without fallbacks makes of the turn; undefined: the same as ours. */
  bare(held: readonly Line[], signal: AbortSignal): Promise<string | undefined>;
  seen(): Seen[];
  close(): Promise<void>;
}
