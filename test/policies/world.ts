import type { Call } from '../../src/core/call.ts';
import type { Chat, ChatRequest, Chunk, Item } from '../../src/core/chat.ts';
import { sleep } from '../../src/core/clock.ts';
import { Failure } from '../../src/core/failure.ts';
import type { FailureKind } from '../../src/core/kind.ts';
import type { Target } from '../../src/core/target.ts';
import { probe } from '../../src/health/probe.ts';
import type { HealthRegistry } from '../../src/health/registry.ts';
import { ask } from '../../src/policies/ask.ts';
import type { FakeClock } from '../clock.ts';
import { chunk, completion, end, role } from '../fakes.ts';

/** What every target says, whoever says which part of it. No two of its words are alike. */
export const TEXT = Array.from({ length: 40 }, (_, index) => `word-${index}${index % 7 ? '' : '.'}`).join(
  ' ',
);

const KINDS: FailureKind[] = ['transient', 'overloaded', 'timeout', 'rate-limit', 'quota', 'model-not-found'];

/** A vendor whose luck is drawn anew for each request; `sick` is the share of those that go wrong. */
export interface Vendor {
  sick: number;
  requests: number;
  /** Requests that came although the vendor had named a later time. */
  tooEarly: number;
  /** The clock's time before which it asked not to be asked. */
  notBefore: number;
}

export function vendor(id: string, clock: FakeClock): { vendor: Vendor; chat: Chat } {
  const vendor: Vendor = { sick: 0, requests: 0, tooEarly: 0, notBefore: 0 };
  const chat: Chat = async (request, { signal }) => {
    vendor.requests++;
    if (clock.now() < vendor.notBefore) vendor.tooEarly++;
    const luck = clock.random() < vendor.sick ? clock.random() : 1;
    await sleep(clock, clock.random() * 2_000, signal);
    if (luck < 0.4) throw refused(vendor, clock);
    if (luck < 0.5) await sleep(clock, 10 ** 9, signal);
    if (!request.stream) return { type: 'completion', completion: completion(luck < 0.6 ? '' : TEXT) };
    return { type: 'stream', items: spoken(id, restOf(request, clock), luck, clock, signal) };
  };
  return { vendor, chat };
}

function refused(vendor: Vendor, clock: FakeClock): Failure {
  const kind = KINDS[Math.floor(clock.random() * KINDS.length)] as FailureKind;
  const retryAfterMs = clock.random() < 0.3 ? Math.floor(clock.random() * 20_000) : undefined;
  if (retryAfterMs) vendor.notBefore = Math.max(vendor.notBefore, clock.now() + retryAfterMs);
  return new Failure(kind, 'no', { retryAfterMs });
}

/** Where in the text the partial one ends. Blanks do not count, for a seam may have added one. */
function placeOf(partial: string): number {
  let place = 0;
  for (let letters = partial.replace(/\s/g, '').length; letters > 0; place++)
    if (TEXT[place] !== ' ') letters--;
  return place;
}

/** The words that are still to be said; sometimes with some of the old ones again, as models do. */
function restOf({ messages }: ChatRequest, clock: FakeClock): string {
  const partial = messages.findLast((message) => message.role === 'assistant')?.content;
  if (typeof partial !== 'string') return TEXT;
  const chance = clock.random();
  if (chance < 0.2) return TEXT;
  const again = chance < 0.5 && partial.length > 20 ? 15 : 0;
  return TEXT.slice(placeOf(partial) - again);
}

async function* spoken(
  id: string,
  text: string,
  luck: number,
  clock: FakeClock,
  signal: AbortSignal,
): AsyncGenerator<Item> {
  const words: Chunk[] = [role(), ...(text.match(/.{1,5}/gs) ?? []).map((word) => chunk(word)), end()];
  const breaksAt = luck < 1 ? Math.floor(clock.random() * words.length) : Number.POSITIVE_INFINITY;
  for (const [index, word] of words.entries()) {
    if (index === breaksAt && luck < 0.8) throw new Failure('transient', 'cut');
    if (index === breaksAt) await sleep(clock, 10 ** 9, signal);
    await sleep(clock, clock.random() * 100, signal);
    yield { chunk: { ...word, id } };
  }
}

export function targetOf(id: string, chat: Chat, registry: HealthRegistry, clock: FakeClock): Target {
  const [provider = '', model = ''] = id.split('/');
  const options = {
    failureRate: 0.5,
    consecutiveFailures: 5,
    windowMs: 30_000,
    cooldownMs: 2_000,
    trial: 'probe' as const,
  };
  const health = registry.of({ provider, model, endpoint: '', key: '' }, options);
  return {
    id,
    provider,
    model,
    chat,
    health,
    custom: false,
    load: async () => {},
    probe: (call: Call) => probe(health, () => ask(model, chat, clock, 10_000), call.emit),
  };
}
