import { Builder, type KnownTarget } from '../../src/build.ts';
import type { Call, Outer } from '../../src/core/call.ts';
import type { ChatReply, ChatRequest } from '../../src/core/chat.ts';
import type { FailoverEvent } from '../../src/core/events.ts';
import { openCall } from '../../src/core/open-call.ts';
import { chainOf } from '../../src/failover.ts';
import { type FailoverOptions, type Settings, settle } from '../../src/options.ts';
import { plain, read, streamed } from '../fakes.ts';
import { type Answer, type Asked, speaks } from './replies.ts';
import { SwiftClock } from './swift-clock.ts';

export { plain, streamed };

/** A vendor that answers as it is told to, and remembers what it was asked. */
export interface Vendor {
  answer: Answer;
  readonly asked: Asked[];
}

/** What a caller was given in the end. */
export interface Told {
  text: string;
  error: unknown;
  call: Call;
  /** Until the answer, or its first token. Milliseconds. */
  waitedMs: number;
}

export interface Rig<Name extends string> {
  clock: SwiftClock;
  vendors: Record<Name, Vendor>;
  targets: KnownTarget[];
  settings: Settings;
  /** Everything that was told, and when on the clock. */
  events: (FailoverEvent & { at: number })[];
  /** Begins a call, and reads its answer to the end. */
  ask(request?: ChatRequest, signal?: AbortSignal): Promise<Told>;
  /** The same, with as much time as it takes. */
  told(request?: ChatRequest): Promise<Told>;
  /** So many calls, one after another, each with this pause behind it. */
  several(calls: number, pauseMs?: number, request?: ChatRequest): Promise<Told[]>;
  /** Begins a call for whoever wants to read it himself. */
  open(request?: ChatRequest, signal?: AbortSignal): { reply: Promise<ChatReply>; call: Call };
}

export interface RigOptions extends FailoverOptions {
  seed?: number;
  /** Several models behind one address and key. */
  sameAccount?: boolean;
}

/**
 * The real chain over real health and real probes, with vendors that are reached through a fetch of ours. Each is well
 * and says its own name until it is told otherwise.
 */
export function rig<Name extends string>(names: readonly Name[], options: RigOptions = {}): Rig<Name> {
  const { seed, sameAccount, ...more } = options;
  const clock = new SwiftClock(seed);
  const settings = settle({ health: 'own', logger: { warn: () => {} }, ...more, clock });
  const vendors = Object.fromEntries(
    names.map((name) => [name, { answer: speaks(`I am ${name}.`), asked: [] }]),
  ) as unknown as Record<Name, Vendor>;
  const fetch = network(vendors, clock);
  const builder = new Builder(settings);
  const targets = names.map((name) =>
    builder.kin({ model: name, params: {} }, outerOf(sameAccount ? 'one' : name, fetch)),
  );
  const blocked = (target: KnownTarget) => builder.pauses.of(target) ?? target.health.blocked();
  const chain = chainOf(targets, settings, blocked as Parameters<typeof chainOf>[2]);
  const events: (FailoverEvent & { at: number })[] = [];
  const emit = (event: FailoverEvent) => void events.push({ ...event, at: clock.now() });
  let calls = 0;
  const open = (request: ChatRequest = plain, signal?: AbortSignal) => {
    const limits = { ...settings.timeouts, attempts: settings.retry.attempts };
    const outer = outerOf('any', fetch);
    const call = openCall({ id: `${++calls}`, clock, limits, signal, outer, emit });
    // As the engine does: the caller is followed until the end of his stream.
    const close = (answer: ChatReply) => {
      if (answer.type === 'completion' || !answer.done) call.close();
      else void answer.done.then(call.close);
    };
    const reply = chain(request, call);
    void reply.then(close, call.close);
    return { reply, call };
  };
  const ask = async (request: ChatRequest = plain, signal?: AbortSignal): Promise<Told> => {
    const began = clock.now();
    const { reply, call } = open(request, signal);
    let waitedMs = 0;
    try {
      const answer = await reply;
      waitedMs = clock.now() - began;
      if (answer.type === 'completion') {
        const text = answer.completion.choices[0]?.message.content ?? '';
        return { text, error: undefined, call, waitedMs };
      }
      return { ...(await read(answer)), call, waitedMs };
    } catch (error) {
      return { text: '', error, call, waitedMs: clock.now() - began };
    }
  };
  const told = (request?: ChatRequest) => clock.until(ask(request));
  const several = async (calls: number, pauseMs = 0, request?: ChatRequest) => {
    const all: Told[] = [];
    for (let left = calls; left > 0; left--) {
      all.push(await told(request));
      await clock.advance(pauseMs);
    }
    return all;
  };
  return { clock, vendors, targets, settings, events, open, ask, told, several };
}

/** A request of a client's own, of which only the address and the key matter here. */
function outerOf(name: string, fetch: typeof globalThis.fetch): Outer {
  const headers = new Headers({ authorization: `Bearer key-of-${name}` });
  const url = `https://${name}.test/v1/chat/completions`;
  return { request: plain, url, init: { method: 'POST', headers }, fetch, personal: [] };
}

/** Every vendor is known by its model, whatever the address. */
function network(vendors: Record<string, Vendor>, clock: SwiftClock): typeof globalThis.fetch {
  return async (_, init) => {
    const body = JSON.parse(String(init?.body));
    const signal = init?.signal as AbortSignal;
    const vendor = vendors[body.model] as Vendor;
    const probe = body.messages[0].content === 'Reply with OK.';
    const asked: Asked = { vendor: body.model, clock, at: clock.now(), probe, body, signal, open: false };
    vendor.asked.push(asked);
    if (signal.aborted) throw signal.reason;
    return vendor.answer(asked);
  };
}

/** Requests of callers, and those of ours. */
export const users = ({ asked }: Vendor): Asked[] => asked.filter(({ probe }) => !probe);
export const probes = ({ asked }: Vendor): Asked[] => asked.filter(({ probe }) => probe);

/** The words of answers; what failed says `undefined`. */
export const words = (told: readonly Told[]): (string | undefined)[] =>
  told.map(({ text, error }) => (error === undefined ? text : undefined));
