/** An HTTP reply as a list of things to do: what a vendor writes, a fault rewrites and `play` performs. */

/** `token`: a piece of the answer. `end`: the terminator. Anything else has no part. */
export type Part = 'token' | 'end';

export type Step =
  /** Writes; an empty string sends the headers alone. */
  | { send: string | Uint8Array; part?: Part }
  /** Waits so many milliseconds, or for ever, or until the reader leaves. */
  | { wait: number }
  | { hangUp: 'destroy' | 'reset' };

export type Reply = {
  status: number;
  headers: Record<string, string>;
  stream: boolean;
  /** May be endless. When the list is over the HTTP body ends properly. */
  steps: Iterable<Step>;
};

export function json(status: number, headers: Record<string, string>, body: unknown, indent?: number): Reply {
  const text = typeof body === 'string' ? body : JSON.stringify(body, null, indent);
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    stream: false,
    steps: [{ send: text }],
  };
}
