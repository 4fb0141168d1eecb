import type { Attempt } from './attempts.ts';
import type { FailureKind } from './kind.ts';

/** Everything that happens, noun first, verb last. No event holds a key, a prompt or a word of an answer. */
export type FailoverEvent =
  | { type: 'attempt-started'; call: string; attempt: Readonly<Attempt> }
  | { type: 'attempt-answered'; call: string; attempt: Readonly<Attempt> }
  | { type: 'attempt-failed'; call: string; attempt: Readonly<Attempt> }
  | { type: 'attempt-abandoned'; call: string; attempt: Readonly<Attempt> }
  | { type: 'target-skipped'; call: string; target: string; why: 'open' | 'cooling' | 'paused' }
  | { type: 'stream-broken'; call: string; target: string; kind: FailureKind; characters: number }
  | { type: 'call-delayed'; call: string; target: string; forMs: number }
  | { type: 'answer-reused'; call: string; target: string; ageMs: number }
  | { type: 'call-failed'; call: string; attempts: readonly Attempt[] }
  | { type: 'circuit-opened'; target: string; kind: FailureKind; forMs: number }
  | { type: 'circuit-closed'; target: string }
  | { type: 'target-cooled'; target: string; kind: FailureKind; forMs: number }
  | { type: 'probe-started'; target: string }
  | { type: 'probe-ended'; target: string; ok: boolean; kind?: FailureKind }
  | { type: 'target-paused'; target: string; until?: Date; reason?: string }
  | { type: 'target-resumed'; target: string };

export type Emit = (event: FailoverEvent) => void;
export type Listener = (event: FailoverEvent) => unknown;

/** Those who want to know. A listener that throws changes nothing for the call or the other listeners. */
export class Listeners {
  readonly #listeners = new Set<Listener>();

  /** Adds a listener; what is returned takes it off again. */
  add(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  clear(): void {
    this.#listeners.clear();
  }

  readonly emit: Emit = (event) => {
    for (const listener of this.#listeners) {
      // A broken dashboard must not break an answer, nor end the process with a rejection.
      try {
        const later = listener(event);
        if (later instanceof Promise) later.catch(() => {});
      } catch {}
    }
  };
}
