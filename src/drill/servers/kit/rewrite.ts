import type { Told } from './answer.ts';
import { cropped, HEADERS, halved, isToken, upTo } from './cuts.ts';
import type { AnswerFault, ConnectionFault, Fault, HtmlFault, WireFault } from './faults.ts';
import { page } from './page.ts';
import { inPieces } from './pieces.ts';
import type { Reply, Step } from './reply.ts';
import type { Vendor } from './vendor.ts';

/** One entry for each fault of a family; an entry sees its own fault, typed. */
type Table<F extends Fault, In, Out> = {
  [K in F['kind']]: (input: In, fault: Extract<F, { kind: K }>) => Out;
};

type Written = { reply: Reply; steps: Step[]; vendor: Vendor };

const FOR_EVER: Step = { wait: Number.POSITIVE_INFINITY };
const HANG_UP: Step = { hangUp: 'destroy' };
const only = (step: Step): Reply => ({ status: 200, headers: {}, stream: false, steps: [step] });

/** Faults that come before any vendor: nothing of the request is read. */
export const instead: Table<ConnectionFault | HtmlFault, null, Reply> = {
  reset: () => only({ hangUp: 'reset' }),
  silence: () => only(FOR_EVER),
  html: (_, { status }) => page(status),
};

/** Faults of the answer itself, before any wire. */
export const retold: Table<AnswerFault, Told, Told> = {
  empty: (told) => ({ ...told, tokens: [], toolCalls: [], reasoning: [], finish: 'stop' }),
  blocked: (told, { afterTokens = 0 }) => ({ ...firstTokens(told, afterTokens), finish: 'content_filter' }),
  'clean-end': (told, { afterTokens }) => ({ ...firstTokens(told, afterTokens), finish: null }),
};

/** Faults on the way: each takes the healthy script and hands back another. */
export const rewritten: Table<WireFault, Written, Iterable<Step>> = {
  'silence-after-headers': () => [HEADERS, FOR_EVER],
  'slow-first-token': ({ reply, steps }, { ms }) => {
    const first = Math.max(0, steps.findIndex(isToken));
    const late = steps.toSpliced(first, 0, { wait: ms });
    return reply.stream ? [HEADERS, ...late] : late;
  },
  cut: ({ reply, steps }, { afterTokens }) => [...upTo(reply, steps, afterTokens), HANG_UP],
  'no-terminator': ({ steps }) => steps.filter((step) => !('part' in step && step.part === 'end')),
  stall: ({ reply, steps }, { afterTokens, ms }) =>
    ms === undefined
      ? [...upTo(reply, steps, afterTokens), FOR_EVER]
      : [...upTo(reply, steps, afterTokens), { wait: ms }, HANG_UP],
  'keep-alive-only': ({ reply, vendor }, { ms = 1000 }) =>
    forEver(reply.stream ? vendor.keepAlive : '\n', ms),
  'broken-json': ({ reply, steps }, { atEvent }) => {
    const at = reply.stream ? atEvent - 1 : 0;
    return steps.map((step, index) => (index === at ? halved(step) : step));
  },
  'truncated-json': ({ reply, steps }) => {
    const last = reply.stream ? steps.findLastIndex(isToken) : 0;
    return steps.slice(0, last + 1).map((step, index) => (index === last ? cropped(step) : step));
  },
  'error-event': ({ reply, steps, vendor }, { afterTokens, payload = vendor.breakdown }) =>
    reply.stream
      ? [...upTo(reply, steps, afterTokens), { send: vendor.event(payload) }]
      : [{ send: JSON.stringify(payload) }],
  'chunked-bytes': ({ steps }, shape) => inPieces(steps, shape),
};

/** What the table makes of `input` under this fault; undefined if the fault is of another family. */
export function under<F extends Fault, In, Out>(
  table: Table<F, In, Out>,
  fault: Fault | null,
  input: In,
): Out | undefined {
  const entries: { [kind: string]: (input: In, fault: never) => Out } = table;
  return fault ? entries[fault.kind]?.(input, fault as never) : undefined;
}

function firstTokens(told: Told, count: number): Told {
  const whole = count > told.tokens.length;
  return { ...told, tokens: told.tokens.slice(0, count), toolCalls: whole ? told.toolCalls : [] };
}

function* forEver(send: string, ms: number): Generator<Step> {
  for (;;) yield* [{ send }, { wait: ms }];
}
