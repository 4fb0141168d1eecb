import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Guard, guards } from './guards.ts';

/**
 * Takes out each guard in turn and sees whether the tests of its promise fail: `node test/invariants/mutants.ts`, or with
 * some of their names: `… 6 17 A`. Ends with 1 where one of them does not notice.
 */
const root = join(import.meta.dirname, '../..');
const AT_ONCE = 2;
/** A mutant that hangs is noticed too. */
const PATIENCE_MS = 120_000;

/** The files that hold the tests of a promise. */
function filesOf(promise: string): string[] {
  const named = new RegExp(`['"\`]${promise}\\. `);
  return readdirSync(import.meta.dirname)
    .filter(
      (file) =>
        file.endsWith('.test.ts') && named.test(readFileSync(join(import.meta.dirname, file), 'utf8')),
    )
    .map((file) => `test/invariants/${file}`);
}

/** A place where src may be broken. Outside of node_modules, since Node strips no types in there. */
class Workshop {
  readonly #path = mkdtempSync(join(tmpdir(), 'mutants-'));

  constructor() {
    for (const part of ['src', 'test', 'package.json', 'tsconfig.json'])
      cpSync(join(root, part), join(this.#path, part), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(this.#path, 'node_modules'), 'junction');
  }

  /** True where the tests of the promise pass, with the guard taken out if one is given. */
  async passes(promise: string, mutant?: Guard): Promise<boolean> {
    if (!mutant) return this.#run(promise);
    const path = join(this.#path, mutant.file);
    const text = readFileSync(path, 'utf8');
    const parts = text.split(mutant.guard);
    if (parts.length !== 2)
      throw new Error(`${mutant.file} has this guard ${parts.length - 1} times: ${mutant.guard}`);
    writeFileSync(path, parts.join(mutant.instead));
    try {
      return await this.#run(promise);
    } finally {
      writeFileSync(path, text);
    }
  }

  close(): void {
    rmSync(this.#path, { recursive: true, force: true });
  }

  #run(promise: string): Promise<boolean> {
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    const args = [
      'run',
      '--config',
      'test/vitest.config.ts',
      '--bail=1',
      '-t',
      `^${promise}\\.`,
      ...filesOf(promise),
    ];
    const { CI: _, ...env } = process.env;
    const child = spawn(process.execPath, [vitest, ...args], {
      cwd: this.#path,
      env,
      stdio: 'ignore',
      detached: true,
    });
    const timer = setTimeout(() => child.pid && process.kill(-child.pid, 'SIGKILL'), PATIENCE_MS);
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => {
        clearTimeout(timer);
        resolve(code === 0);
      });
    });
  }
}

/** So many at once, each in a workshop of its own. */
async function inTurn<T>(
  all: readonly T[],
  work: (one: T, workshop: Workshop) => Promise<void>,
): Promise<void> {
  const left = [...all];
  const worker = async () => {
    const workshop = new Workshop();
    try {
      for (let next = left.shift(); next !== undefined; next = left.shift()) await work(next, workshop);
    } finally {
      workshop.close();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

const wanted = new Set(process.argv.slice(2));
const chosen = guards.filter(({ promise }) => wanted.size === 0 || wanted.has(promise));
const promises = [...new Set(chosen.map(({ promise }) => promise))];
let bad = 0;

const say = (promise: string, verdict: string, what: string): void => {
  process.stdout.write(`${promise.padStart(3)}  ${verdict.padEnd(8)}  ${what.replace(/\s+/g, ' ')}\n`);
};

const broken = new Set<string>();
await inTurn(promises, async (promise, workshop) => {
  if (await workshop.passes(promise)) return;
  broken.add(promise);
  bad++;
  say(promise, 'FAILS', 'its tests fail with every guard in place');
});
await inTurn(
  chosen.filter(({ promise }) => !broken.has(promise)),
  async (mutant, workshop) => {
    const survived = await workshop.passes(mutant.promise, mutant);
    if (survived) bad++;
    say(
      mutant.promise,
      survived ? 'SURVIVES' : 'killed',
      `${mutant.file}: ${mutant.guard}  ->  ${mutant.instead}`,
    );
  },
);
process.stdout.write(`${chosen.length} guards taken out, ${bad} unnoticed.\n`);
process.exitCode = bad > 0 ? 1 : 0;
