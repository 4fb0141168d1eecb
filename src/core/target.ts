import type { Call } from './call.ts';
import type { Chat, Outcome } from './chat.ts';
import type { Emit } from './events.ts';
import type { Failure } from './failure.ts';

/** Why a target is left alone for now. */
export interface Blocked {
  why: 'open' | 'cooling' | 'paused';
  /** The clock's time at which it may be asked again; Infinity where only a hand can say. */
  until: number;
  /** The clock's time since which it is, or since which it fails. */
  since?: number;
  /** True where the vendor itself named that time, or a person paused it: then it is not asked before. */
  binding: boolean;
  /** What brought it there, for the error of a call that could ask nobody. */
  failure?: Failure;
}

/** What is known of a target, as the policies see it. */
export interface Health {
  /** Why it is left alone, or undefined where it may be asked. A look; it changes nothing. */
  blocked(): Blocked | undefined;
  /** The clock's time at which it was last asked; -Infinity where it never was. */
  askedAt(): number;
  /** Notes how long the first sign of life took for a request of this shape. Milliseconds. */
  heard(shape: string, ms: number): void;
  /** Notes that a request of this shape had waited so long in vain when another was faster. Milliseconds. */
  waited(shape: string, ms: number): void;
  /** How long it takes for nineteen requests in twenty of this shape; undefined while too little is known. */
  usual(shape: string): number | undefined;
  /** Takes the one place of a live call that tries an open target, where live calls do that. */
  borrow(): boolean;
  /** The clock's time at which the trial of its open circuit began; undefined where none is under way. */
  trialAt(): number | undefined;
  /** The clock's time of its last sign of life; -Infinity where there was none. */
  aliveAt(): number;
  /** A call begins that may come to it: that pays into its budget, whether it is asked or not. */
  expect(): void;
  /** Calls `run` when its circuit opens for its silence. What is returned takes it off again. */
  whenDown(run: () => void): () => void;
  /** Pays for a request beyond a call's first try of this target; false where the budget is spent. */
  spend(): boolean;
  /** Opens an attempt. What is returned takes its one verdict; a verdict from before a change is dropped. */
  admit(emit: Emit): (outcome: Outcome) => void;
}

/** A model at a vendor under a key: what the choice is made among. */
export interface Target {
  /** `provider/model`. */
  id: string;
  provider: string;
  model: string;
  chat: Chat;
  health: Health;
  /** A function of the user's: a person is not asked a second time because the first answer was late. */
  custom: boolean;
  /** It is sent the caller's own request, as it came: nothing is mended for it. */
  verbatim?: true;
  /** The share of the calls, 0 to 1, for which it stands in its place; last for all others. Absent: all. */
  share?: number;
  /** Asks it beside a live call whether it has healed, where that is due. Absent: it is never probed. */
  probe?: (call: Call) => void;
  /** Loads the vendor's SDK. */
  load: () => Promise<void>;
}

/** Why a target is left alone, by its health or by hand. */
export type Look = (target: Target) => Blocked | undefined;
