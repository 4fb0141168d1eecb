import type { ChainEntry, ChatReply, ChatRequest, Failover, FailoverOptions } from '../../index.ts';
import { until, within } from './demand.ts';
import { HandClock } from './hand-clock.ts';
import { Told } from './told.ts';
import type { ConformanceVendor, VendorAnswer, VendorTurn } from './vendor.ts';

/** Words that are nowhere else: where they turn up, they came from here. */
export const PROMPT = 'prompt-quokka-5317';
export const answer = (more: Partial<VendorAnswer> = {}): VendorAnswer => ({
  text: ['answer-', 'narwhal', ' says', ' "grüß', ' dich"', ' 🐋', '\nand goes.'],
  toolCalls: [],
  finish: 'stop',
  usage: { input: 17, output: 9 },
  ...more,
});
export const hello: ChatRequest = { model: 'route', messages: [{ role: 'user', content: PROMPT }] };

/** How a request is asked. */
export interface Asking {
  request?: Partial<ChatRequest>;
  stream?: boolean;
  signal?: AbortSignal;
  /** Told of each piece of text as it arrives. */
  onText?: (text: string) => void;
}

/** The library as a case uses it: through its public door, its clock in the case's hand. */
export interface Engine {
  failover: Failover;
  clock: HandClock;
  /** Asks, and reads the answer to its end. Never rejects. */
  ask(asking?: Asking): Promise<Told>;
  /** Asks, and leaves the reading to the case. */
  begin(asking?: Asking): Promise<ChatReply>;
}

/** What one case plays on: a vendor of its own, and as many engines as it wants. */
export class Stage {
  readonly vendor: ConformanceVendor;
  readonly target: ChainEntry;
  /** Everything that the library has told of itself. */
  readonly said: unknown[] = [];
  readonly #engines: Engine[] = [];
  readonly #patienceMs: number;

  constructor(vendor: ConformanceVendor, target: ChainEntry, patienceMs: number) {
    this.vendor = vendor;
    this.target = target;
    this.#patienceMs = patienceMs;
  }

  /** An engine that knows nothing yet: one try, no race. */
  async engine(options: FailoverOptions = {}, chain: ChainEntry[] = [this.target]): Promise<Engine> {
    // Not before it is needed: whoever wants the servers alone does not wait for it.
    const { createFailover } = await import('../../index.ts');
    const clock = new HandClock();
    const failover = createFailover({
      routes: { route: chain },
      retry: { attempts: 1 },
      hedge: false,
      logger: { warn: (...words: unknown[]) => void this.said.push(words) },
      clock,
      ...options,
    });
    failover.on((event) => void this.said.push(structuredClone(event)));
    const begin = ({ request, stream, signal }: Asking = {}) =>
      failover.chat({ ...hello, ...request, stream: stream ?? false } as ChatRequest, {
        ...(signal && { signal }),
      });
    const ask = (asking: Asking = {}) => Told.by(() => begin(asking), asking.onText);
    const engine = { failover, clock, begin, ask };
    this.#engines.push(engine);
    return engine;
  }

  /** Has the vendor do this, and asks it, once. */
  async ask(turn: VendorTurn, asking: Asking = {}, options: FailoverOptions = {}): Promise<Told> {
    this.vendor.play(turn);
    return (await this.engine(options)).ask(asking);
  }

  /** Waits for one more request than there were. */
  async asked(before: number): Promise<void> {
    await this.until(() => this.vendor.requests.length > before, 'No request has reached the vendor.');
  }

  until(holds: () => boolean, wrong: string): Promise<void> {
    return until(this.#patienceMs, holds, wrong);
  }

  soon<T>(work: Promise<T>, wrong: string): Promise<T> {
    return within(this.#patienceMs, work, wrong);
  }

  /** What was sent since then. */
  sentSince(before: number): string {
    return this.vendor.requests.slice(before).join('\n');
  }

  /** Everything that may be logged: events, warnings, reports. */
  told(): string {
    return JSON.stringify([this.said, this.#engines.map(({ failover }) => failover.health())]);
  }

  /** Nothing of a case may outlive it. */
  async idle(): Promise<void> {
    const { vendor } = this;
    await this.until(() => vendor.open() === 0, 'A connection to the vendor was left open.');
  }
}

/** One case: it throws what is wrong. */
export type Play = (stage: Stage) => Promise<void>;
