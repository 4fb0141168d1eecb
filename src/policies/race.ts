import type { ChatReply } from '../core/chat.ts';
import type { Clock } from '../core/clock.ts';
import { Failure } from '../core/failure.ts';

/** One target that is being asked. */
export interface Lane {
  answer: Promise<ChatReply>;
  /** The target that the caller's request named. */
  named: boolean;
  /** Starts another beside it after so long; undefined: never. Milliseconds. */
  hedgeAfterMs: number | undefined;
  /** Calls back when the target turns out to be down, whoever found out. What is returned takes that off again. */
  whenDown: (run: () => void) => () => void;
  /** Ends it; `slow` where another that began later was faster. */
  leave: (why: Failure, slow: boolean) => void;
}

/** Why another is asked: in the place of those that failed, or beside one that is slow, or is known to be down. */
export type Start = 'instead' | 'slow' | 'down';

/** Who runs, and what a failure means. */
export interface Field {
  /** The next lane. Undefined: there is none. */
  open(why: Start, holdOff: (ms: number) => void): Lane | undefined;
  /** A time after which another lane may be open, where nobody can be asked before. Rejects when the call is over. */
  rest(): Promise<void> | undefined;
  /** What to throw where a failure ends the whole race. */
  stop(error: unknown, named: boolean): unknown;
  /** What to throw where nobody is left. */
  exhausted(): unknown;
}

/**
 * Asks one after another until one answers, and the next one beside it where it is slow. The first sign of life wins;
 * the others are ended at once.
 */
export class Race {
  readonly #field: Field;
  readonly #clock: Clock;
  readonly #result = Promise.withResolvers<ChatReply>();
  /** In the order in which they began. */
  #running: Lane[] = [];
  #disarm = () => {};

  constructor(field: Field, clock: Clock) {
    this.#field = field;
    this.#clock = clock;
  }

  run(): Promise<ChatReply> {
    this.#start('instead');
    return this.#result.promise;
  }

  #start(why: Start): void {
    const lane = this.#field.open(why, (ms) => this.#arm(ms));
    if (lane) {
      this.#running.push(lane);
      this.#arm(0);
      // Whoever has come to nothing lets the next one start anyway; only the last one is waited for.
      const off = lane.whenDown(() => this.#running.at(-1) === lane && this.#start('down'));
      lane.answer.then(
        (reply) => {
          off();
          this.#answered(lane, reply);
        },
        (error) => {
          off();
          this.#failed(lane, error);
        },
      );
    } else if (this.#running.length === 0) this.#pause();
  }

  #pause(): void {
    this.#disarm();
    const rest = this.#field.rest();
    if (rest) {
      rest.then(
        () => this.#start('instead'),
        (error) => this.#result.reject(this.#field.stop(error, false) ?? error),
      );
    } else this.#result.reject(this.#field.exhausted());
  }

  /** Sets the clock anew after which another starts beside the last one. */
  #arm(extraMs: number): void {
    this.#disarm();
    const wait = this.#running.at(-1)?.hedgeAfterMs;
    if (wait !== undefined) this.#disarm = this.#clock.after(wait + extraMs, () => this.#start('slow'));
  }

  #answered(lane: Lane, reply: ChatReply): void {
    const place = this.#running.indexOf(lane);
    // Two answered in the same moment: the second is not read.
    if (place < 0) discard(reply);
    else {
      this.#end(place);
      this.#result.resolve(reply);
    }
  }

  #failed(lane: Lane, error: unknown): void {
    const place = this.#running.indexOf(lane);
    if (place < 0) return;
    this.#running.splice(place, 1);
    const end = this.#field.stop(error, lane.named);
    if (end) {
      this.#end(-1);
      this.#result.reject(end);
    } else if (this.#running.length === 0) this.#start('instead');
  }

  /** Ends all lanes but the winner's. Those that began before it were slow; the others merely lost. */
  #end(winner: number): void {
    this.#disarm();
    const running = this.#running;
    this.#running = [];
    for (const [place, lane] of running.entries()) {
      if (place === winner) continue;
      const slow = place < winner;
      lane.leave(new Failure(slow ? 'timeout' : 'aborted', 'Another target was faster'), slow);
    }
  }
}

function discard(reply: ChatReply): void {
  if (reply.type === 'stream') void reply.items[Symbol.asyncIterator]().return?.();
}
