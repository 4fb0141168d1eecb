import type { Linked } from '../core/abort.ts';
import type { Call } from '../core/call.ts';
import type { Item, Outcome } from '../core/chat.ts';
import { Ending } from '../core/ending.ts';
import { asFailure, Failure } from '../core/failure.ts';

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
  #over = false;
  /** Ends the wait for the next item, while somebody waits. */
  #interrupt: ((reason: unknown) => void) | undefined;

  constructor(head: Item[], source: AsyncIterator<Item>, call: Call, attempt: Linked) {
    this.#head = head;
    this.#source = source;
    this.#call = call;
    this.#attempt = attempt;
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
    const ready = this.#head.shift();
    if (ready) return Promise.resolve({ value: ready, done: false });
    if (this.#over) return Promise.resolve({ value: undefined, done: true });
    const { clock, limits } = this.#call;
    return new Promise((resolve, reject) => {
      // Runs only while we wait on the vendor: a slow reader is not a stall.
      const cancel = clock.after(limits.idleMs, () => this.#attempt.abort(silent(limits.idleMs)));
      this.#interrupt = (reason) => {
        this.#interrupt = undefined;
        cancel();
        reject(this.#broken(reason));
      };
      this.#source.next().then(
        (result) => {
          if (!this.#interrupt) return;
          this.#interrupt = undefined;
          cancel();
          resolve(result.done ? this.#finished() : result);
        },
        (error) => this.#interrupt?.(error),
      );
    });
  }

  /** The reader leaves: the vendor is told at once. */
  async return(): Promise<IteratorResult<Item, undefined>> {
    this.#ending.abandoned();
    this.#close();
    return { value: undefined, done: true };
  }

  #finished(): { value: undefined; done: true } {
    this.#over = true;
    this.#ending.answered();
    // Not aborted: a connection that has brought its whole answer is left to be used again.
    this.#attempt.unlink();
    return { value: undefined, done: true };
  }

  #broken(reason: unknown): Failure {
    const failure = asFailure(reason, this.#attempt.signal);
    this.#ending.failed(failure);
    this.#interrupt?.(failure);
    this.#close();
    return failure;
  }

  #close(): void {
    if (this.#over) return;
    this.#over = true;
    this.#head.length = 0;
    this.#attempt.unlink();
    this.#attempt.abort(new Failure('aborted', 'The stream is over'));
    void this.#source.return?.().catch(() => {});
  }
}

function silent(idleMs: number): Failure {
  return new Failure('timeout', `Silent for ${idleMs} ms in mid-stream`);
}
