import type { TargetSpec } from '../../index.ts';
import { aborts } from './cases/aborts.ts';
import { answers } from './cases/answers.ts';
import { breaks } from './cases/breaks.ts';
import { deadlines } from './cases/deadlines.ts';
import { failovers } from './cases/failovers.ts';
import { failures } from './cases/failures.ts';
import { requests } from './cases/requests.ts';
import { secretCases } from './cases/secrets.ts';
import { tools } from './cases/tools.ts';
import { type Play, Stage } from './stage.ts';
import type { ConformanceVendor } from './vendor.ts';

/** What is tested: a provider, and a vendor in the kit's hand. */
export interface ConformanceOptions<V extends ConformanceVendor> {
  /** Starts the vendor; anew for each case. */
  vendor: () => V | Promise<V>;
  /** The target that asks it. */
  target: (vendor: V) => TargetSpec;
  /** What may be told nowhere: the key that the target was given. */
  secrets?: readonly string[];
  /** Cases that cannot be passed, by name, and why: the vendor has no tools, tells no usage, … */
  skip?: Readonly<Record<string, string>>;
  /** How long a connection may take to be let go, and a request to arrive. Milliseconds. Default 4 000. */
  patienceMs?: number;
}

/** One rule that every provider keeps. */
export interface ConformanceCase {
  name: string;
  /** Why it is not to be run; undefined where it is. */
  skipped: string | undefined;
  /** Rejects with what is wrong. */
  run(): Promise<void>;
}

/**
 * Every rule that a provider has to keep, as cases for any test runner. A case opens a vendor of its own, asks it through
 * the library as an application would, and closes it. Throws where `skip` names no case, or gives no reason.
 *
 * @example
 * for (const { name, skipped, run } of conformance({ vendor: startAcme, target: ({ url }) => acme(url) }))
 *   test(name, { skip: skipped ?? false }, run);
 */
export function conformance<V extends ConformanceVendor>(options: ConformanceOptions<V>): ConformanceCase[] {
  const { skip = {}, secrets = [] } = options;
  const plays: Record<string, Play> = {
    ...answers,
    ...tools,
    ...requests,
    ...breaks,
    ...failures,
    ...aborts,
    ...deadlines,
    ...failovers,
    ...secretCases(secrets),
  };
  for (const [name, reason] of Object.entries(skip)) {
    if (!Object.hasOwn(plays, name))
      throw new TypeError(`There is no case "${name}". There are:\n${Object.keys(plays).join('\n')}`);
    if (!reason) throw new TypeError(`Why is the case "${name}" skipped? Give a reason.`);
  }
  return Object.entries(plays).map(([name, play]) => ({
    name,
    skipped: skip[name],
    run: () => perform(play, options),
  }));
}

async function perform<V extends ConformanceVendor>(
  play: Play,
  { vendor: start, target, patienceMs = 4_000 }: ConformanceOptions<V>,
): Promise<void> {
  const vendor = await start();
  try {
    const stage = new Stage(vendor, target(vendor), patienceMs);
    await play(stage);
    await stage.idle();
  } finally {
    await vendor.close();
  }
}
