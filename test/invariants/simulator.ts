import type { ChatReply } from '../../src/core/chat.ts';
import { AllTargetsFailedError, StreamBrokenError } from '../../src/core/exhausted.ts';
import type { FailoverOptions } from '../../src/options.ts';
import { read } from '../fakes.ts';
import { between, type Fated, fated, KINDS, type Kind, type Plan, planOf } from './outages.ts';
import { plain, type Rig, rig, streamed } from './rig.ts';

/** What every vendor says. No two of its words are alike. */
export const TEXT = 'Zero one two three four five six seven eight.';

const NAMES = ['a', 'b', 'c'] as const;
type Name = (typeof NAMES)[number];

/** A world to simulate. */
export interface Setting {
  seed: number;
  /** Everybody may be down at once. */
  lost?: boolean;
  lengthMs?: number;
  /** Default: from 0.2 to 20, by the seed. */
  callsPerSecond?: number;
  kinds?: readonly Kind[];
  options?: FailoverOptions;
}

/** How one call ended. `waitedMs`: until its answer or first token. */
export interface Call {
  at: number;
  ended: 'answered' | 'failed' | 'left';
  waitedMs: number;
  /** Requests that were made for it. */
  requests: number;
  error?: unknown;
}

export interface Report {
  seed: number;
  plan: Plan;
  callsPerSecond: number;
  calls: Call[];
  /** All requests that reached a vendor: those of callers, and probes. */
  requests: Record<Name, { users: number; probes: number }>;
  tooEarly: number;
  /** After the outages and a time of health: what is still left alone, timers and bodies that are still open. */
  left: { blocked: string[]; timers: number; open: number };
  world: Rig<Name>;
}

/** Lets a world go through its outages, and then be well for a while. */
export async function simulate(setting: Setting): Promise<Report> {
  const { seed, lost = false, kinds = KINDS } = setting;
  const options = setting.options ?? { timeouts: { totalMs: 60_000, firstTokenMs: 20_000, idleMs: 5_000 } };
  const world = rig(NAMES, { seed: seed * 7_919, ...options });
  const { clock, vendors } = world;
  const callsPerSecond = setting.callsPerSecond ?? 0.2 * 100 ** clock.random();
  const lengthMs = setting.lengthMs ?? between(clock, 240_000, 480_000);
  const plan = planOf(clock, NAMES.length, lengthMs, lost, kinds as typeof KINDS);
  const all: Fated[] = plan.fates.map((fate) => fated(fate, TEXT));
  for (const [place, name] of NAMES.entries()) vendors[name].answer = (all[place] as Fated).answer;
  const calls = await traffic(world, callsPerSecond, lengthMs);
  const requests = counted(world);
  await heal(world);
  return {
    seed,
    plan,
    callsPerSecond,
    calls,
    requests,
    tooEarly: all.reduce((sum, { tooEarly }) => sum + tooEarly, 0),
    left: remains(world),
    world,
  };
}

/** Calls that begin apart and overlap, until all have ended. */
async function traffic(world: Rig<Name>, callsPerSecond: number, lengthMs: number): Promise<Call[]> {
  const { clock } = world;
  const end = clock.now() + lengthMs;
  const running: Promise<Call>[] = [];
  while (clock.now() < end) {
    running.push(oneCall(world));
    await clock.advance((-Math.log(1 - clock.random()) / callsPerSecond) * 1_000);
  }
  return clock.until(Promise.all(running));
}

/** Plain or streamed; some callers leave, by their signal or in the middle of reading. */
async function oneCall(world: Rig<Name>): Promise<Call> {
  const { clock } = world;
  const at = clock.now();
  const caller = new AbortController();
  const fate = clock.random();
  const cancel = fate < 0.05 ? clock.after(between(clock, 0, 6_000), () => caller.abort('left')) : () => {};
  const request = clock.random() < 0.6 ? streamed : plain;
  const { reply, call } = world.open(request, caller.signal);
  let waitedMs = 0;
  const outcome = await reply
    .then((answer) => {
      waitedMs = clock.now() - at;
      return heard(answer, fate > 0.97);
    })
    .catch((error: unknown) => ({ error }));
  if (waitedMs === 0) waitedMs = clock.now() - at;
  cancel();
  const ended = endOf(outcome?.error, caller.signal);
  const requests = call.attempts.list.length;
  return { at, ended, waitedMs, requests, ...(ended === 'failed' && { error: outcome?.error }) };
}

/** Nothing that was said is lost, doubled or reordered; what is cut off is no success. */
async function heard(answer: ChatReply, leaves: boolean): Promise<{ error: unknown } | undefined> {
  if (answer.type === 'completion') {
    return wrong(answer.completion.choices[0]?.message.content ?? '', 1, 1);
  }
  if (leaves) {
    for await (const _ of answer.items) break;
    return { error: 'left' };
  }
  const { text, chunks, error } = await read(answer);
  if (error) return { error };
  const finishes = chunks.filter(({ choices }) => choices[0]?.finish_reason).length;
  return wrong(text, finishes, new Set(chunks.map(({ id }) => id)).size);
}

function wrong(text: string, finishes: number, ids: number): { error: unknown } | undefined {
  const whole = bare(text) === bare(TEXT) && finishes === 1 && ids === 1;
  return whole ? undefined : { error: new Error(`Said: ${text} (${finishes} finishes, ${ids} ids)`) };
}

// Where a word was cut in two, the seam may have put a blank.
const bare = (text: string) => text.replace(/\s/g, '');

function endOf(error: unknown, signal: AbortSignal): Call['ended'] {
  if (error === undefined) return 'answered';
  const known = error instanceof AllTargetsFailedError || error instanceof StreamBrokenError;
  return error === 'left' || (signal.aborted && !known) ? 'left' : 'failed';
}

/** Everybody is well again; a call a second for as long as anything may be believed of them. */
async function heal({ clock, ask, vendors }: Rig<Name>): Promise<void> {
  for (const name of NAMES) vendors[name].answer = fated([], TEXT).answer;
  await clock.advance(11 * 60_000);
  for (let seconds = 0; seconds < 90; seconds++) {
    void ask();
    await clock.advance(1_000);
  }
  await clock.advance(10_000);
}

function counted({ vendors }: Rig<Name>): Report['requests'] {
  const of = (name: Name) => {
    const probes = vendors[name].asked.filter(({ probe }) => probe).length;
    return { probes, users: vendors[name].asked.length - probes };
  };
  return { a: of('a'), b: of('b'), c: of('c') };
}

function remains({ targets, clock, vendors }: Rig<Name>): Report['left'] {
  return {
    blocked: targets.flatMap(({ id, health }) =>
      health.blocked() ? [`${id}: ${health.blocked()?.why}`] : [],
    ),
    timers: clock.pending,
    open: NAMES.reduce((sum, name) => sum + vendors[name].asked.filter(({ open }) => open).length, 0),
  };
}
