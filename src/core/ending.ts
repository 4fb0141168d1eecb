import type { Outcome } from './chat.ts';
import type { Failure } from './failure.ts';

/** The end of a stream, told once: the first word stands, later ones change nothing. */
export class Ending {
  readonly #settled = Promise.withResolvers<Outcome>();

  /** Settles with how it ended. Never rejects. */
  readonly promise: Promise<Outcome> = this.#settled.promise;

  answered(): void {
    this.#settled.resolve({ type: 'answered' });
  }

  failed(failure: Failure): void {
    this.#settled.resolve(failure.kind === 'aborted' ? { type: 'abandoned' } : { type: 'failed', failure });
  }

  abandoned(): void {
    this.#settled.resolve({ type: 'abandoned' });
  }
}
