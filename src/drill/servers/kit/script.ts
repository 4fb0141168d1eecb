import type { Fault } from './faults.ts';

/** Which fault the next request meets: first the script, one entry a request, then what stands. `null` is health. */
export type Script = {
  fail(fault: Fault | null): void;
  failNext(...faults: (Fault | null)[]): void;
  next(): Fault | null;
};

export function createScript(): Script {
  const ahead: (Fault | null)[] = [];
  let standing: Fault | null = null;
  return {
    fail: (fault) => {
      standing = fault;
    },
    failNext: (...faults) => void ahead.push(...faults),
    next: () => (ahead.length > 0 ? ahead.shift()! : standing),
  };
}
