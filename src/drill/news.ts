import { once } from 'node:events';
import type { FailoverEvent } from '../index.ts';

/** What happens while a story is played, turn by turn. */
export class News {
  #events: FailoverEvent[] = [];
  #probes = 0;
  #quiet = Promise.withResolvers<void>();

  readonly hear = (event: FailoverEvent): void => {
    this.#events.push(event);
    if (event.type === 'probe-started') this.#probes++;
    if (event.type === 'probe-ended' && --this.#probes === 0) {
      this.#quiet.resolve();
      this.#quiet = Promise.withResolvers();
    }
  };

  /** Everything since the last time, once the probes under way have ended: their reader wants to know how. */
  async take(signal: AbortSignal): Promise<FailoverEvent[]> {
    if (this.#probes > 0) await Promise.race([this.#quiet.promise, once(signal, 'abort')]);
    signal.throwIfAborted();
    return this.#events.splice(0);
  }
}
