import type { Clock } from '../../src/core/clock.ts';
import { completion } from '../fakes.ts';

/** What one vendor says to one request: OpenAI's wire, in simulated time. */
export type Answer = (asked: Asked) => Promise<Response> | Response;

/** One request, as the vendor saw it. */
export interface Asked {
  vendor: string;
  clock: Clock;
  /** The clock's time at which it came. */
  at: number;
  /** It came from us, not from a caller. */
  probe: boolean;
  body: { stream?: boolean; messages: { role: string; content: string }[] };
  signal: AbortSignal;
  /** The body of its answer is still open. */
  open: boolean;
}

const later = (clock: Clock, ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const leave = () => {
      cancel();
      reject(signal.reason);
    };
    const cancel = clock.after(ms, () => {
      signal.removeEventListener('abort', leave);
      resolve();
    });
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
  });

/** An answer that takes its time. */
export const slowly =
  (ms: number, answer: Answer): Answer =>
  async (asked) => {
    await later(asked.clock, ms, asked.signal);
    return answer(asked);
  };

/** Hears its signal and says nothing. */
export const silent: Answer = ({ signal }) =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

/** Nobody listens at its address. */
export const unreached: Answer = async () => {
  throw new TypeError('fetch failed', {
    cause: Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
  });
};

export interface Refusal {
  code?: string;
  type?: string;
  /** The header as it stands. */
  retryAfter?: string | number;
}

export const refuses =
  (status: number, { code, type, retryAfter }: Refusal = {}): Answer =>
  () =>
    new Response(JSON.stringify({ error: { message: 'No.', type: type ?? null, code: code ?? null } }), {
      status,
      headers: {
        'content-type': 'application/json',
        ...(retryAfter !== undefined && { 'retry-after': `${retryAfter}` }),
      },
    });

/** How a stream goes on: so long between its words, and after so many of them a break. */
export interface Flow {
  everyMs?: number;
  breaksAfter?: number;
  /** The connection dies, ends without a finish, or falls silent. */
  how?: 'dies' | 'ends' | 'stalls';
}

/** Says a text: at once, or word by word where a stream is asked for. A plain answer that breaks is half of its JSON. */
export const speaks =
  (text: string, flow: Flow = {}): Answer =>
  (asked) => {
    if (asked.body.stream) return streamOf(text, flow, asked);
    const body = JSON.stringify(completion(text));
    const whole = flow.breaksAfter === undefined;
    return new Response(whole ? body : body.slice(0, body.length / 2), {
      headers: { 'content-type': 'application/json' },
    });
  };

const encoder = new TextEncoder();

function event(id: string, delta: object, finish: string | null = null): Uint8Array {
  const choices = [{ index: 0, delta, finish_reason: finish }];
  const chunk = { id, object: 'chat.completion.chunk', created: 1, model: 'm', choices };
  return encoder.encode(`data: ${JSON.stringify(chunk)}\n\n`);
}

function streamOf(text: string, { everyMs = 0, breaksAfter, how = 'dies' }: Flow, asked: Asked): Response {
  const { clock, signal, vendor } = asked;
  const words = text.match(/\S+\s*/g) ?? [];
  let cancel = () => {};
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      asked.open = true;
      const leave = () => {
        cancel();
        asked.open = false;
        controller.error(signal.reason);
      };
      const over = (end: () => void) => {
        signal.removeEventListener('abort', leave);
        asked.open = false;
        end();
      };
      signal.addEventListener('abort', leave, { once: true });
      controller.enqueue(event(vendor, { role: 'assistant', content: '' }));
      const say = (place: number) => {
        if (place === breaksAfter) {
          if (how === 'dies') over(() => controller.error(new TypeError('terminated')));
          if (how === 'ends') over(() => controller.close());
          return;
        }
        const word = words[place];
        controller.enqueue(word === undefined ? event(vendor, {}, 'stop') : event(vendor, { content: word }));
        if (word !== undefined) cancel = clock.after(everyMs, () => say(place + 1));
        else {
          controller.enqueue(encoder.encode('data: [DONE]\n\n'));
          over(() => controller.close());
        }
      };
      cancel = clock.after(everyMs, () => say(0));
    },
    cancel() {
      cancel();
      asked.open = false;
    },
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}
