import { getEventListeners } from 'node:events';
import { expect } from 'vitest';
import type { ChatReply, Chunk } from '../../src/core/chat.ts';
import { openCall } from '../../src/core/open-call.ts';
import { chainOf } from '../../src/failover.ts';
import { HealthRegistry } from '../../src/health/registry.ts';
import { settle } from '../../src/options.ts';
import { FakeClock, settled } from '../clock.ts';
import { streamed, textOf } from '../fakes.ts';
import { targetOf } from '../policies/world.ts';
import type { Fate } from './fates.ts';
import type { Speech } from './script.ts';
import { vendor } from './vendor.ts';

const LIMITS = { totalMs: 60_000, firstTokenMs: 10_000, idleMs: 3_000, attempts: 2 };

/** A reader who stays, or one who goes after so many chunks: out of the loop, or by an abort. */
export type Reader = { after: number; how: 'leaves' | 'aborts' } | undefined;

export interface Heard {
  chunks: Chunk[];
  text: string;
  error: unknown;
}

/** One call through the whole chain of these vendors, from its beginning to its end. */
export async function hear(
  vendors: readonly { speech: Speech; fates: Fate[] }[],
  seed: number,
  reader?: Reader,
): Promise<Heard> {
  const clock = new FakeClock(seed);
  const registry = new HealthRegistry(clock);
  const made = vendors.map(({ speech, fates }, index) => vendor(`v${index}/m`, speech, fates, clock));
  const targets = made.map(({ chat }, index) => targetOf(`v${index}/m`, chat, registry, clock));
  const chain = chainOf(targets, settle({ clock }), (target) => target.health.blocked());
  const caller = new AbortController();
  const call = openCall({ clock, limits: LIMITS, signal: caller.signal });
  const heard = await throughTime(
    clock,
    chain(streamed, call)
      .then(
        (reply) => listen(reply, reader, caller),
        (error) => ({ chunks: [], error }),
      )
      .finally(call.close),
  );
  for (const attempt of call.attempts.list) expect(attempt.outcome).not.toBe('pending');
  expect(getEventListeners(caller.signal, 'abort')).toEqual([]);
  expect(getEventListeners(call.signal, 'abort')).toEqual([]);
  await settled();
  // Behind its end a body is read on for a second.
  if (clock.pending > 0) await clock.advance(1_000);
  expect(clock.pending).toBe(0);
  expect(made.map(({ open }) => open.size)).toEqual(made.map(() => 0));
  return { ...heard, text: textOf(heard.chunks) };
}

async function listen(reply: ChatReply, reader: Reader, caller: AbortController) {
  if (reply.type === 'completion') throw new Error('A stream was expected');
  const chunks: Chunk[] = [];
  try {
    for await (const { chunk, raw } of reply.items) {
      // The bytes that are handed on say what the chunk says.
      if (raw)
        expect(
          JSON.parse(
            Buffer.from(raw)
              .toString()
              .replace(/^\s*data: /, ''),
          ),
        ).toEqual(chunk);
      chunks.push(chunk);
      if (chunks.length !== reader?.after) continue;
      if (reader.how === 'leaves') break;
      caller.abort('left');
    }
    await reply.done;
    return { chunks, error: undefined };
  } catch (error) {
    return { chunks, error };
  }
}

/** Lets time pass until the work is done. */
async function throughTime<T>(clock: FakeClock, work: Promise<T>): Promise<T> {
  let over = false;
  const done = work.finally(() => {
    over = true;
  });
  done.catch(() => {});
  await settled();
  for (let minutes = 0; !over && minutes < 30; minutes++) await clock.advance(60_000);
  if (!over) throw new Error('The call never came to its end');
  return done;
}
