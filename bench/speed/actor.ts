import { channel } from 'node:diagnostics_channel';
import type { Client, Manner, Product, Seat } from './product.ts';
import { WHOLE } from './wire.ts';

/** What one product in a process of its own can be told to do. It measures itself. */
export interface Tasks {
  open: { task: { seat: Seat; manner: Manner }; told: undefined };
  /** So many calls, a few at a time; their text is looked at. */
  calls: { task: Load; told: Cost };
  /** One after another, each timed until its first piece of text. */
  firsts: { task: { calls: number }; told: Times };
  /** Two seats in turn, in one process, so that both run the same compiled code. */
  versus: { task: Versus; told: Rivals };
  outage: { task: Outage; told: Suffered };
  /** Holds so many streams open that have just begun. */
  hold: { task: { streams: number }; told: Memory };
}

export interface Load {
  streamed: boolean;
  calls: number;
  lanes: number;
}

/** User and system time, and the time on the wall. Microseconds a call. */
export interface Cost {
  cpuUs: number;
  /** Of the process beside this one, where the product has one. */
  sidecarUs: number;
  wallUs: number;
}

export interface Times {
  /** Of each call. */
  ms: number[];
}

export interface Versus {
  seats: [Seat, Seat];
  manner: Manner;
  rounds: number;
  calls: number;
}

/** Of the first seat and the second, by round. */
export interface Rivals {
  cpuUs: [number[], number[]];
  wallUs: [number[], number[]];
  lost: number;
}

export interface Outage {
  calls: number;
  lanes: number;
  /** No call begins later than that. */
  budgetMs: number;
  /** How the addresses begin at which nobody is well. */
  dead: string;
}

export interface Suffered extends Times {
  lost: number;
  /** Why, the first time. */
  why?: string;
  /** Requests to the dead vendor that this process made, those that reached nobody among them. */
  requests: number;
}

export interface Memory {
  rssBytes: number;
  heapBytes: number;
  externalBytes: number;
}

const PROMPT = 'Say the name two hundred times.';

/** Streams that are opened at the same moment, so that the vendor's queue of connections does not overflow. */
const WAVE = 250;

const [, , file] = process.argv;
const { product }: { product: Product } = await import(`./products/${file}.ts`);
let client: Client;

async function once(by: Client, streamed = false): Promise<void> {
  let length = 0;
  if (streamed) {
    await by.stream(PROMPT, (text) => {
      length += text.length;
    });
  } else length = (await by.ask(PROMPT)).length;
  if (length !== WHOLE.length) throw new Error(`${length} characters of ${WHOLE.length}`);
}

/** Runs `calls` calls on `lanes` lanes. */
async function run(calls: number, lanes: number, call: () => Promise<void>): Promise<void> {
  let left = calls;
  const lane = async () => {
    while (left-- > 0) await call();
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** Never right after a forced collection: that throws compiled code away, and the compiler would be measured. */
async function cost(calls: number, work: () => Promise<void>): Promise<Cost> {
  const beside = (await product.sidecar?.()) ?? 0;
  const before = process.cpuUsage();
  const began = performance.now();
  await work();
  const wallUs = (performance.now() - began) * 1000;
  const { user, system } = process.cpuUsage(before);
  const sidecar = ((await product.sidecar?.()) ?? 0) - beside;
  return { cpuUs: (user + system) / calls, sidecarUs: sidecar / calls, wallUs: wallUs / calls };
}

const tasks: { [Name in keyof Tasks]: (task: Tasks[Name]['task']) => Promise<Tasks[Name]['told']> } = {
  async open({ seat, manner }) {
    client = await product.open(seat, manner);
    return undefined;
  },

  calls: ({ streamed, calls, lanes }) => cost(calls, () => run(calls, lanes, () => once(client, streamed))),

  async firsts({ calls }) {
    const ms: number[] = [];
    await run(calls, 1, async () => {
      const began = performance.now();
      let first: number | undefined;
      await client.stream(PROMPT, () => {
        first ??= performance.now() - began;
      });
      ms.push(first ?? Number.NaN);
    });
    return { ms };
  },

  async versus({ seats, manner, rounds, calls }) {
    const clients = await Promise.all(seats.map((seat) => product.open(seat, manner)));
    const told: Rivals = { cpuUs: [[], []], wallUs: [[], []], lost: 0 };
    const turn = async (who: 0 | 1, counts: boolean) => {
      const { cpuUs, wallUs } = await cost(calls, () =>
        run(calls, 1, () =>
          once(clients[who] as Client).catch(() => {
            if (counts) told.lost++;
          }),
        ),
      );
      if (!counts) return;
      told.cpuUs[who].push(cpuUs);
      told.wallUs[who].push(wallUs);
    };
    const warm = Math.ceil(rounds / 4);
    for (let round = -warm; round < rounds; round++) {
      for (const who of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) await turn(who, round >= 0);
    }
    return told;
  },

  async outage({ calls, lanes, budgetMs, dead }) {
    const told: Suffered = { ms: [], lost: 0, requests: 0 };
    const count = (message: unknown) => {
      const { request } = message as { request: { origin?: unknown } };
      if (String(request.origin) === dead) told.requests++;
    };
    channel('undici:request:create').subscribe(count);
    const until = performance.now() + budgetMs;
    await run(calls, lanes, async () => {
      const began = performance.now();
      if (began > until) return;
      try {
        await once(client);
      } catch (error) {
        told.lost++;
        told.why ??= String(error).replace(/\s+/g, ' ').slice(0, 120);
      }
      told.ms.push(performance.now() - began);
    });
    channel('undici:request:create').unsubscribe(count);
    return told;
  },

  async hold({ streams }) {
    const begun = (): Promise<void> =>
      new Promise((resolve, reject) => {
        client.stream(PROMPT, () => resolve()).catch(reject);
      });
    for (let open = 0; open < streams; open += WAVE) {
      await Promise.all(Array.from({ length: Math.min(WAVE, streams - open) }, begun));
    }
    for (let times = 0; times < 3; times++) {
      globalThis.gc?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    const { rss, heapUsed, external } = process.memoryUsage();
    return { rssBytes: rss, heapBytes: heapUsed, externalBytes: external };
  },
};

export type Message = { [Name in keyof Tasks]: { name: Name } & Tasks[Name]['task'] }[keyof Tasks];
export type Told = { told: unknown } | { error: string };

// What a library writes to the console is its own affair.
for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) console[method] = () => {};

// Some leave a rejection behind where a call was lost; the bench counts the call.
process.on('unhandledRejection', () => {});
process.once('disconnect', () => process.exit(1));
process.on('message', async ({ name, ...task }: Message) => {
  const perform = tasks[name] as (task: unknown) => Promise<unknown>;
  const told: Told = await perform(task).then(
    (told) => ({ told }),
    (error) => ({ error: String((error as Error)?.stack ?? error) }),
  );
  process.send?.(told);
});
process.send?.({ told: undefined });
