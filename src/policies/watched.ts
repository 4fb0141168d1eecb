import type { Linked } from '../core/abort.ts';
import type { Call } from '../core/call.ts';
import type { Item, Outcome } from '../core/chat.ts';
import { Ending } from '../core/ending.ts';
import { asFailure, Failure } from '../core/failure.ts';
import { Pace } from './pace.ts';

/** A reader who does not read for so long has forgotten the stream; its connection is not held open for ever. */
const FORGOTTEN_MS = 300_000;

/**
 * A stream after its first sign of life: hands on what was read ahead and then the rest, and takes silence for a
 * break. Not a generator, since a reader may leave before it has begun, and a source may be deaf to its signal.
 */
export class Watched implements AsyncIterableIterator<Item, undefined> {
  readonly #head: Item[];
  readonly #source: AsyncIterator<Item>;
  readonly #call: Call;
  readonly #attempt: Linked;
  readonly #ending = new Ending();
  readonly #pace: Pace;
  #over = false;
  #lastRead: number;
  /** Since when somebody has waited on the vendor. */
  #since: number;
  #rest = () => {};
  #failure: Failure | undefined;
  /** Those who wait for an item, and are told when none will come: because it broke, or because all was said. */
  readonly #waiting = new Set<(failure: Failure | undefined) => void>();

  constructor(head: Item[], source: AsyncIterator<Item>, call: Call, attempt: Linked, choices: number) {
    this.#head = head;
    this.#source = source;
    this.#call = call;
    this.#attempt = attempt;
    this.#pace = new Pace(call.limits.idleMs, choices);
    for (const { chunk } of head) this.#pace.note(chunk, 0);
    this.#lastRead = call.clock.now();
    this.#since = this.#lastRead;
    this.#look();
    const { signal } = attempt;
    signal.addEventListener('abort', () => this.#broken(signal.reason), { once: true });
  }

  get done(): Promise<Outcome> {
    return this.#ending.promise;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Item, undefined>> {
    this.#lastRead = this.#call.clock.now();
    const ready = this.#head.shift();
    if (ready) return Promise.resolve({ value: ready, done: false });
    const failure = this.#failure;
    if (failure) {
      this.#failure = undefined;
      return Promise.reject(failure);
    }
    if (this.#over) return Promise.resolve({ value: undefined, done: true });
    // A slow reader is no stall: the vendor's time runs only while somebody waits on it.
    if (this.#waiting.size === 0) this.#since = this.#lastRead;
    return new Promise((resolve, reject) => {
      const give = (failure: Failure | undefined) => {
        if (failure) reject(failure);
        else resolve({ value: undefined, done: true });
      };
      this.#waiting.add(give);
      // Behind the finish the time is shorter than the look that is due.
      if (this.#pace.finished) this.#look();
      this.#source.next().then(
        (result) => {
          if (!this.#waiting.delete(give)) return;
          const waited = this.#call.clock.now() - this.#since;
          this.#since += waited;
          if (!result.done && !this.#pace.note(result.value.chunk, waited)) this.#attempt.abort(dripping());
          resolve(result.done ? this.#finished() : result);
        },
        (error) => this.#broken(error),
      );
    });
  }

  /** The reader leaves: the vendor is told at once. */
  async return(): Promise<IteratorResult<Item, undefined>> {
    this.#ending.abandoned();
    this.#close(new Failure('aborted', 'The reader has left'));
    return { value: undefined, done: true };
  }

  /**
   * Whether the vendor is silent while somebody waits, or nobody reads. One timer that looks now and then costs a fraction
   * of one for each event; none of what it looks for comes sooner than its shortest time.
   */
  #look(): void {
    this.#rest();
    const { clock, limits } = this.#call;
    const { allowanceMs } = this.#pace;
    const waits = this.#waiting.size > 0;
    const left = (waits ? this.#since + allowanceMs : this.#lastRead + FORGOTTEN_MS) - clock.now();
    if (left > 0) this.#rest = clock.after(Math.min(left, limits.idleMs), () => this.#look(), !waits);
    else if (waits) this.#silent(allowanceMs);
    else void this.return();
  }

  #silent(ms: number): void {
    const silence = new Failure('timeout', `Silent for ${ms} ms in mid-stream`);
    if (!this.#pace.finished) this.#attempt.abort(silence);
    else {
      this.#ending.answered();
      this.#close(silence, true);
    }
  }

  #finished(): { value: undefined; done: true } {
    this.#over = true;
    this.#rest();
    this.#ending.answered();
    // Not aborted: a connection that has brought its whole answer is left to be used again.
    this.#attempt.unlink();
    return { value: undefined, done: true };
  }

  #broken(reason: unknown): void {
    if (this.#over) return;
    const failure = asFailure(reason, this.#attempt.signal);
    this.#ending.failed(failure);
    // Told once: to those who wait, or else to the next who asks.
    if (this.#waiting.size === 0) this.#failure = failure;
    this.#close(failure);
  }

  /** Lets the connection go. Those who wait are told of the failure, or of the end where the answer is whole. */
  #close(failure: Failure, whole = false): void {
    if (this.#over) return;
    this.#over = true;
    this.#rest();
    for (const give of this.#waiting) give(whole ? undefined : failure);
    this.#waiting.clear();
    this.#head.length = 0;
    this.#attempt.unlink();
    this.#attempt.abort(failure);
    void this.#source.return?.().catch(() => {});
  }
}

function dripping(): Failure {
  return new Failure('timeout', 'Less than two characters a second: the stream drips');
}
