import type { IncomingMessage, ServerResponse } from 'node:http';

/** `faulted`: the fault was played to its end. `client-gone`: the caller hung up before we were done. */
export type RequestState = 'answering' | 'answered' | 'faulted' | 'client-gone';

/** One request, as the vendor saw it. */
export type Received = {
  /** From 1; what ids in the answers are made of. */
  serial: number;
  method: string;
  path: string;
  query: string;
  headers: Record<string, string>;
  bodyText: string;
  /** Parsed JSON; undefined if it was none. */
  body: Record<string, unknown> | undefined;
  /** `performance.now()`. */
  startedAt: number;
  closedAt?: number;
  /** The kind of the fault that it met. */
  fault?: string;
  state: RequestState;
  /** Settles when the answer is out or the connection is gone: how to time an abort without sleeping. */
  closed: Promise<RequestState>;
};

export type Journal = {
  requests: Received[];
  /** Settles when request number `index`, from 0, has arrived. */
  received(index: number): Promise<Received>;
  enter(request: IncomingMessage, response: ServerResponse, bodyText: string): Received;
  /** What hangs when the server itself goes away was not abandoned by its caller. */
  abandon(): void;
};

export function createJournal(): Journal {
  const requests: Received[] = [];
  const waiting = new Map<number, PromiseWithResolvers<Received>>();
  const open = (): Received[] => requests.filter((entry) => entry.state === 'answering');
  return {
    requests,
    async received(index) {
      if (requests[index]) return requests[index];
      const arrival = waiting.get(index) ?? Promise.withResolvers<Received>();
      waiting.set(index, arrival);
      return arrival.promise;
    },
    enter(request, response, bodyText) {
      const entry = entryOf(request, response, bodyText, requests.length + 1);
      requests.push(entry);
      waiting.get(requests.length - 1)?.resolve(entry);
      return entry;
    },
    abandon() {
      for (const entry of open()) entry.state = 'faulted';
    },
  };
}

function entryOf(
  request: IncomingMessage,
  response: ServerResponse,
  bodyText: string,
  serial: number,
): Received {
  const { pathname, search } = new URL(request.url ?? '/', 'http://drill');
  const closed = Promise.withResolvers<RequestState>();
  const entry: Received = {
    serial,
    method: request.method ?? 'GET',
    path: pathname,
    query: search,
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    ),
    bodyText,
    body: parsed(bodyText),
    startedAt: performance.now(),
    state: 'answering',
    closed: closed.promise,
  };
  response.once('close', () => {
    entry.closedAt = performance.now();
    if (entry.state === 'answering') entry.state = endOf(entry, response);
    closed.resolve(entry.state);
  });
  return entry;
}

function endOf(entry: Received, response: ServerResponse): RequestState {
  if (!response.writableFinished) return 'client-gone';
  return entry.fault ? 'faulted' : 'answered';
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
