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
  /** Two clients in turn, in one process: what else the machine does hits both. */
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

export interface Versus extends Omit<Load, 'streamed'> {
  seats: [Seat, Seat];
  manner: Manner;
  /** Who sits on the second seat, by the name of its file; the same product where it is left out. */
  rival?: string;
  streamed?: boolean;
  /** Rounds that are not counted, first. */
  warm: number;
  rounds: number;
  /** How often the two change places within a round. `calls` is what each of them makes of a round. */
  turns?: number;
}

/** Of the first seat and the second, by round. */
export interface Rivals {
  /** With what a process beside this one has used, where the product has one. */
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

  async versus({ seats, manner, rival, streamed, lanes, warm, rounds, calls, turns = 1 }) {
    const other: Product = rival ? (await import(`./products/${rival}.ts`)).product : product;
    const clients = [await product.open(seats[0], manner), await other.open(seats[1], manner)] as const;
    const told: Rivals = { cpuUs: [[], []], wallUs: [[], []], lost: 0 };
    const turn = (who: 0 | 1) =>
      cost(calls / turns, () =>
        run(calls / turns, lanes, () => once(clients[who], streamed).catch(() => void told.lost++)),
      );
    for (let round = -warm; round < rounds; round++) {
      const sums = [0, 1].map(() => ({ cpuUs: 0, wallUs: 0 }));
      for (let change = 0; change < turns; change++) {
        for (const who of (round + change) % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
          const { cpuUs, sidecarUs, wallUs } = await turn(who);
          sums[who]!.cpuUs += (cpuUs + sidecarUs) / turns;
          sums[who]!.wallUs += wallUs / turns;
        }
      }
      if (round < 0) told.lost = 0;
      else
        for (const who of [0, 1] as const) {
          told.cpuUs[who].push(sums[who]!.cpuUs);
          told.wallUs[who].push(sums[who]!.wallUs);
        }
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
