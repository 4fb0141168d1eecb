import type { Attempt } from './attempts.ts';
import { isBranded } from './errors.ts';

/**
 * Where an object that a caller may hold keeps the ledger of its call. Nobody who lists, copies or prints the object sees
 * it. A WeakMap would say the same, but gave the garbage collector more to do than everything else that a call leaves.
 */
export const LEDGER = Symbol.for('llm-understudy.ledger');

/** Lets `served()` find the ledger by this object too. */
export function link(object: object, attempts: readonly Attempt[] | undefined): void {
  if (attempts && Object.isExtensible(object))
    Object.defineProperty(object, LEDGER, { value: attempts, configurable: true });
}

export function ledgerOf(object: object): readonly Attempt[] | undefined {
  return (
    (object as { [LEDGER]?: Attempt[] })[LEDGER] ??
    (isBranded(object) ? (object as { attempts?: Attempt[] }).attempts : undefined)
  );
}
