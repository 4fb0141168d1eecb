import type { Fault } from './faults.ts';

/** Which fault the next request meets: first the script, one entry a request, then what stands. `null` is health. */
export type Script = {
  fail(fault: Fault | null): void;
  failNext(...faults: (Fault | null)[]): void;
  next(): Fault | null;
};

const kinds: Record<Fault['kind'], true> = {
  status: true,
  html: true,
  reset: true,
  silence: true,
  empty: true,
  blocked: true,
  'clean-end': true,
  'silence-after-headers': true,
  'slow-first-token': true,
  cut: true,
  'no-terminator': true,
  stall: true,
  'keep-alive-only': true,
  'broken-json': true,
  'truncated-json': true,
  'error-event': true,
  'chunked-bytes': true,
};

/** An unknown fault would play good health, and a test would pass for the wrong reason. */
function checked(fault: Fault | null): Fault | null {
  if (fault === null) return null;
  const kind = typeof fault === 'object' ? fault.kind : fault;
  if (!Object.hasOwn(kinds, kind))
    throw new TypeError(`There is no fault "${String(kind)}". There are: ${Object.keys(kinds).join(', ')}.`);
  const { status } = fault as { status?: unknown };
  if ((kind === 'status' || kind === 'html') && !Number.isInteger(status)) {
    throw new TypeError(`The fault "${kind}" takes a status, such as { kind: '${kind}', status: 502 }.`);
  }
  return fault;
}

export function createScript(): Script {
  const ahead: (Fault | null)[] = [];
  let standing: Fault | null = null;
  return {
    fail: (fault) => {
      standing = checked(fault);
    },
    failNext: (...faults) => void ahead.push(...faults.map(checked)),
    next: () => (ahead.length > 0 ? ahead.shift()! : standing),
  };
}
