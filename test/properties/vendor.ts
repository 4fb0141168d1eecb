import type { Chat, ChatRequest } from '../../src/core/chat.ts';
import { sleep } from '../../src/core/clock.ts';
import { Failure } from '../../src/core/failure.ts';
import { readStream } from '../../src/providers/openai/stream.ts';
import type { FakeClock } from '../clock.ts';
import { completion } from '../fakes.ts';
import type { Fate } from './fates.ts';
import { carriedOn } from './manners.ts';
import { eventsOf, type Speech, type Spoken, upTo } from './script.ts';

const BREAKDOWN = { error: { message: 'over', type: 'server_error', code: null } };

export interface Vendor {
  chat: Chat;
  /** Bodies that were neither read to their end nor let go of. */
  open: Set<object>;
}

/** A vendor that means to say `speech`, and meets one fate after another. It speaks OpenAI's wire, in bytes. */
export function vendor(id: string, speech: Speech, fates: readonly Fate[], clock: FakeClock): Vendor {
  const open = new Set<object>();
  let requests = 0;
  const chat: Chat = async (request, { signal }) => {
    const fate = fates[Math.min(requests++, fates.length - 1)]!;
    const { fault } = fate;
    if (fault.type === 'refuses') throw new Failure(fault.kind, 'no', { retryAfterMs: fault.retryAfterMs });
    if (fault.type === 'hangs') await sleep(clock, 10 ** 9, signal);
    if (!request.stream) return { type: 'completion', completion: completion('OK') };
    const body = bodyOf(bytesOf(id, speechFor(request, speech, fate), fate), fate, signal, open);
    return { type: 'stream', items: readStream(body, 1, { signal, clock }) };
  };
  return { chat, open };
}

/** What it says to this request: from the beginning, or from where it was told that it broke off. */
function speechFor({ messages }: ChatRequest, speech: Speech, { fault, manner }: Fate): Speech {
  if (fault.type === 'empty') return { text: '', calls: [], turns: [] };
  const partial = messages.findLast(({ role }) => role === 'assistant')?.content;
  const text = typeof partial === 'string' ? carriedOn(speech.text, partial, manner) : speech.text;
  // To break off within a tool call it must begin one.
  const stray = fault.type === 'breaks' && fault.where === 'tool' && speech.calls.length === 0;
  return { ...speech, text, calls: stray ? [STRAY] : speech.calls };
}

const STRAY: Spoken = { id: 'stray', name: 'stray', pieces: ['{"half":'] };

function bytesOf(id: string, speech: Speech, { fault, style }: Fate): Buffer {
  const events = eventsOf(id, speech, style);
  const sent = upTo(events, fault.type === 'breaks' ? fault.where : 'end');
  const says = fault.type === 'breaks' && fault.how === 'says-so';
  return Buffer.from(says ? `${sent}\n\ndata: ${JSON.stringify(BREAKDOWN)}\n\n` : sent);
}

/** The bytes as the network brings them: they end, break, or never come to an end. */
function bodyOf(bytes: Buffer, { fault, style }: Fate, signal: AbortSignal, open: Set<object>) {
  const how = fault.type === 'breaks' ? fault.how : 'ends';
  const key = {};
  open.add(key);
  let at = 0;
  let turn = 0;
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const abort = () => {
          if (open.delete(key)) controller.error(signal.reason);
        };
        signal.addEventListener('abort', abort, { once: true });
      },
      pull(controller) {
        const end = at + style.network[turn++ % style.network.length]!;
        if (at < bytes.length) controller.enqueue(bytes.subarray(at, end));
        else if (how === 'stalls') return new Promise(() => {});
        else if (open.delete(key) && how === 'resets') controller.error(new TypeError('terminated'));
        else controller.close();
        at = end;
      },
      cancel: () => void open.delete(key),
    },
    { highWaterMark: 0 },
  );
}
