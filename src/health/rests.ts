import type { Clock } from '../core/clock.ts';
import type { Emit } from '../core/events.ts';
import type { Failure } from '../core/failure.ts';
import type { consequences } from '../core/kind.ts';
import type { Blocked } from '../core/target.ts';
import { Cooldown } from './cooldown.ts';

/** How long to leave it alone where the vendor does not say; doubling, where it may be throttled again and again. */
type Length = Exclude<(typeof consequences)[Failure['kind']]['health'], string>;

/** Rests that we guess differ by up to this share, so that many processes do not come back in step. */
const JITTER = 0.2;

/** A target's times of rest: its own, and its account's, which it shares with the other models. */
export class Rests {
  readonly #id: string;
  readonly #clock: Clock;
  readonly #own: Cooldown;
  readonly #account: Cooldown;
  /** Times in a row that it was throttled: each was a rest of its own. */
  #throttles = 0;

  constructor(id: string, account: Cooldown, clock: Clock) {
    this.#id = id;
    this.#clock = clock;
    this.#own = new Cooldown(clock);
    this.#account = account;
  }

  /** The longest that goes on. */
  blocked(): Blocked | undefined {
    if (this.#own.idle && this.#account.idle) return undefined;
    const cooldowns = [this.#own, this.#account];
    const rests = cooldowns
      .flatMap(({ named, guessed }) => [named, guessed])
      .filter((rest) => rest !== undefined);
    const longest = rests.sort((a, b) => b.until - a.until)[0];
    return longest && { why: 'cooling', ...longest, binding: cooldowns.some(({ named }) => named) };
  }

  /** An attempt begins. What is returned is called where it answers. */
  admit(): () => void {
    const throttles = this.#throttles;
    const guesses = [this.#account, this.#own].map((cooldown) => ({ cooldown, rest: cooldown.guessed }));
    return () => {
      // It was asked in its rest and answered: the guess was too long.
      for (const { cooldown, rest } of guesses) cooldown.end(rest);
      // One that was asked before its last rest says nothing of what came after.
      if (throttles === this.#throttles) this.#throttles = 0;
    };
  }

  cool(failure: Failure, { coolMs, mostMs, scope }: Length, emit: Emit): void {
    const cooldown = scope === 'account' ? this.#account : this.#own;
    const { since } = cooldown;
    const told = failure.details.retryAfterMs;
    const guessed = told !== undefined && mostMs === undefined ? 0 : this.#guess(coolMs, mostMs, cooldown);
    // A vendor that names the same short wait again and again is believed once.
    const isGuess = told === undefined || (this.#throttles > 1 && guessed > told);
    const now = this.#clock.now();
    if (told !== undefined) cooldown.extend({ since, until: now + told, failure }, true);
    if (isGuess) cooldown.extend({ since, until: now + guessed, failure }, false);
    const forMs = Math.max(told ?? 0, isGuess ? guessed : 0);
    emit({ type: 'target-cooled', target: this.#id, kind: failure.kind, forMs });
  }

  /** Doubles from rest to rest up to `mostMs`, but not with each of many calls that were under way together. */
  #guess(coolMs: number, mostMs: number | undefined, { named, guessed }: Cooldown): number {
    const spread = 1 + JITTER * (2 * this.#clock.random() - 1);
    if (mostMs === undefined) return coolMs * spread;
    if (this.#throttles === 0 || !(named ?? guessed)) this.#throttles++;
    return Math.min(coolMs * 2 ** (this.#throttles - 1), mostMs) * spread;
  }
}
