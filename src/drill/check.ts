import { type CheckResult, createFailover, isUnderstudyError } from '../index.ts';
import { adviceOn } from './advice.ts';
import { fold } from './fold.ts';
import { duration } from './phrases.ts';
import { type Output, Screen } from './screen.ts';
import { configured, missingKeys } from './vendors.ts';

/** One line of the table. */
interface Row {
  target: string;
  ok: boolean;
  took: string;
  wrong: string;
  advice: string;
}

type Env = Record<string, string | undefined>;

/** Proves a real configuration: one tiny request to each target. True if all of them answered. */
export async function check(named: readonly string[], env: Env, out: Output): Promise<boolean> {
  const { targets, without } = configured(env);
  const rows = await Promise.all((named.length > 0 ? named : targets).map(rowOf));
  const screen = new Screen(out);
  draw(rows, screen);
  if (named.length === 0 && without.length > 0) {
    const hint = `Not checked, for want of a key: ${without.join(', ')}. Set ${missingKeys(without, env).join(', ')}.`;
    for (const line of fold(hint, 90)) screen.line(` ${line}`);
    screen.line();
  }
  return rows.every(({ ok }) => ok);
}

/** A target that cannot even be built, for want of a key, is a row of the table like any other. */
async function rowOf(target: string): Promise<Row> {
  try {
    const failover = createFailover({ fallbacks: [target], health: 'own' });
    // Or the latency would tell how long the vendor's SDK takes to load.
    await failover.ready();
    const [result] = await failover.check();
    if (result) return rowFrom(result);
    return { target, ok: false, took: '', wrong: 'not checked', advice: '' };
  } catch (error) {
    if (!isUnderstudyError(error)) throw error;
    return { target, ok: false, took: '', wrong: 'not set up', advice: error.message };
  }
}

function rowFrom(result: CheckResult): Row {
  const { target, ok, latencyMs, kind, status } = result;
  const took = duration(latencyMs);
  if (ok) return { target, ok, took, wrong: '', advice: '' };
  return { target, ok, took, wrong: [status, kind].filter(Boolean).join(' '), advice: adviceOn(result) };
}

function draw(rows: readonly Row[], screen: Screen): void {
  const widest = Math.max(6, ...rows.map(({ target }) => target.length));
  const header = ` ${'target'.padEnd(widest)}  ok   ${'took'.padStart(7)}  what is wrong`;
  screen.line(`\n${screen.paint('dim', header)}`);
  for (const { target, ok, took, wrong, advice } of rows) {
    const mark = ok ? screen.paint('green', 'yes') : screen.paint('red', 'no ');
    screen.line(` ${target.padEnd(widest)}  ${mark}  ${took.padStart(7)}  ${wrong}`.trimEnd());
    if (advice) for (const line of fold(advice, 84)) screen.line(`     ${line}`);
  }
  const good = rows.filter(({ ok }) => ok).length;
  screen.line(`\n ${good} of ${rows.length} answered.\n`);
}
