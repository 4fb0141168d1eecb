import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Message, Tasks, Told } from './actor.ts';
import type { Endpoint } from './product.ts';
import type { Order } from './vendor.ts';

/** A vendor in its process. */
export class Vendor implements Disposable {
  readonly #process: ChildProcess;
  readonly origin: string;

  private constructor(started: ChildProcess, port: number) {
    this.#process = started;
    this.origin = `http://127.0.0.1:${port}`;
  }

  static async start(): Promise<Vendor> {
    const started = fork(new URL('vendor.ts', import.meta.url));
    const [{ port }] = await once(started, 'message');
    return new Vendor(started, port);
  }

  /** The model that everybody asks first, behaving like this. */
  at(behaviour: string): Endpoint {
    return { baseURL: `${this.origin}/${behaviour}/v1`, apiKey: `key-${behaviour}`, model: 'gpt-5.5' };
  }

  /** Who stands behind it: of another name, since some take two of one name for the same. */
  standIn(behaviour = 'burst'): Endpoint {
    return { ...this.at(behaviour), model: 'gpt-5.4-mini' };
  }

  /** How `switch` behaves from now on. */
  async switch(to: string): Promise<void> {
    await this.#ask({ type: 'switch', to });
  }

  /** How often each path was asked since the last time. */
  seen(): Promise<Record<string, number>> {
    return this.#ask({ type: 'seen' });
  }

  async #ask(order: Order): Promise<Record<string, number>> {
    const answer = once(this.#process, 'message');
    this.#process.send(order);
    return (await answer)[0];
  }

  /** Ends it: from now on nobody listens at its address. */
  async stop(): Promise<void> {
    const exit = once(this.#process, 'exit');
    this.#process.kill();
    await exit;
  }

  [Symbol.dispose](): void {
    this.#process.kill();
  }
}

/** A product in its process. */
export class Actor implements Disposable {
  readonly #process: ChildProcess;
  readonly #file: string;

  private constructor(file: string, started: ChildProcess) {
    this.#file = file;
    this.#process = started;
  }

  static async start(file: string): Promise<Actor> {
    const started = fork(new URL('actor.ts', import.meta.url), [file], {
      execArgv: ['--expose-gc', '--disable-warning=ExperimentalWarning'],
      serialization: 'advanced',
    });
    const actor = new Actor(file, started);
    await actor.#heard();
    return actor;
  }

  async do<Name extends keyof Tasks>(name: Name, task: Tasks[Name]['task']): Promise<Tasks[Name]['told']> {
    const heard = this.#heard();
    this.#process.send({ name, ...task } as Message);
    return (await heard) as Tasks[Name]['told'];
  }

  async #heard(): Promise<unknown> {
    const gone = new AbortController();
    const exit = once(this.#process, 'exit', { signal: gone.signal }).then(([code]) => {
      throw new Error(`${this.#file} left the stage with ${code}`);
    });
    exit.catch(() => {});
    const [told] = (await Promise.race([once(this.#process, 'message'), exit])) as [Told];
    gone.abort();
    if ('error' in told) throw new Error(`${this.#file}: ${told.error}`);
    return told.told;
  }

  [Symbol.dispose](): void {
    this.#process.kill();
  }
}
