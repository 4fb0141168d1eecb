/** A controller that follows a parent signal, if there is one, until it is let go. */
export interface Linked {
  signal: AbortSignal;
  abort: (reason: unknown) => void;
  /** Stops following: a signal that lives longer than this work keeps no listener of it. */
  unlink: () => void;
}

/** `AbortSignal.any` would keep the link for as long as the parent lives; this one ends with its work. */
export function follow(parent: AbortSignal | undefined): Linked {
  const controller = new AbortController();
  const pass = () => controller.abort(parent?.reason);
  if (parent?.aborted) pass();
  else parent?.addEventListener('abort', pass, { once: true });
  return {
    signal: controller.signal,
    abort: (reason) => controller.abort(reason),
    unlink: () => parent?.removeEventListener('abort', pass),
  };
}

/** Rejects with the signal's reason when it aborts, so that nobody hangs on work that ignores its signal. */
export function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason);
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave, { once: true });
    const stop = () => signal.removeEventListener('abort', leave);
    work.then(
      (value) => {
        stop();
        resolve(value);
      },
      (error) => {
        stop();
        reject(error);
      },
    );
  });
}
