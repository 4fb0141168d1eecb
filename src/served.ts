import type { Attempt } from './core/attempts.ts';
import { ledgerOf } from './core/ledger.ts';

/** Who answered, and what was tried. */
export interface Served {
  /** `provider/model` of the target that answered, or is answering. */
  target: string;
  provider: string;
  model: string;
  /** Everything that was tried for the call, in order. For a stream it grows until the stream has ended. */
  attempts: readonly Attempt[];
  /** Only where an earlier answer of that target was used again, by `staleIfError()`: how old it is. */
  stale?: { ageMs: number };
}

/** The objects inside of an answer, a stream, a helper or an error by which its call may be known. */
interface Holder {
  controller?: { signal?: object };
  headers?: object;
  cause?: object;
}

/**
 * Who served an answer of an `Understudy`: a completion (parsed ones too), a stream, a `.stream()` or `.runTools()`
 * helper (its last call), a raw response, or an error. Undefined for anything else, and where nobody was asked.
 */
export function served(answer: unknown): Served | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined;
  const { controller, headers, cause } = answer as Holder;
  const holders = [answer, controller?.signal, headers, cause].filter(
    (holder) => typeof holder === 'object' && holder !== null,
  );
  const list = holders.map((holder) => ledgerOf(holder as object)).find((ledger) => ledger);
  if (!list || list.length === 0) return undefined;
  const last = list.findLast(({ outcome }) => outcome === 'answered' || outcome === 'pending') ?? list.at(-1);
  return {
    target: last?.target ?? '',
    provider: last?.provider ?? '',
    model: last?.model ?? '',
    attempts: list,
    ...(last?.reason === 'stale' && { stale: { ageMs: last.ageMs ?? 0 } }),
  };
}
