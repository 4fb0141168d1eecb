import type { ServerResponse } from 'node:http';
import type { Received } from './journal.ts';
import type { Reply, Step } from './reply.ts';

/** Performs a reply, step by step, until it is over or its reader has gone. */
export async function play(reply: Reply, request: Received, response: ServerResponse): Promise<void> {
  response.writeHead(reply.status, { ...reply.headers, ...length(reply.steps) });
  for (const step of reply.steps) {
    if (response.destroyed) return;
    if ('hangUp' in step) {
      request.state = 'faulted';
      if (step.hangUp === 'reset') response.socket?.resetAndDestroy();
      else response.destroy();
      return;
    } else if ('wait' in step) {
      await pause(response, step.wait);
    } else if (step.send.length === 0) {
      response.flushHeaders();
    } else {
      // Waiting for each write keeps the bytes in order with a hang-up that follows: nothing is swallowed.
      await orGone(response, (done) => void response.write(step.send, done));
    }
  }
  if (!response.destroyed) response.end();
}

/** A body that is written in one go has a length, as the vendors' plain answers do. */
function length(steps: Iterable<Step>): Record<string, number> {
  const [only, ...more] = Array.isArray(steps) ? (steps as Step[]) : [];
  return only && more.length === 0 && 'send' in only && only.send.length > 0
    ? { 'content-length': Buffer.byteLength(only.send) }
    : {};
}

const pause = (response: ServerResponse, ms: number): Promise<void> =>
  orGone(response, (done) => {
    if (ms === Number.POSITIVE_INFINITY) return;
    const timer = setTimeout(done, ms).unref();
    return () => clearTimeout(timer);
  });

/** Settles when `start` calls back or the reader leaves, whichever comes first, and cleans up. */
function orGone(
  response: ServerResponse,
  start: (done: () => void) => (() => void) | undefined,
): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('close', done);
      stop?.();
      resolve();
    };
    response.once('close', done);
    const stop = start(done);
  });
}
