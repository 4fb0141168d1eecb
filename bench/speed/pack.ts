import { execFile } from 'node:child_process';
import { cp, mkdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const here = fileURLToPath(new URL('.', import.meta.url));
const root = new URL('../../', import.meta.url);
const installed = new URL('node_modules/llm-understudy/', import.meta.url);

/** Installs the peers, exactly as locked. Where that fails, whoever cannot be loaded is named and left out. */
export async function installPeers(): Promise<string[]> {
  try {
    await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: here });
    return [];
  } catch (error) {
    return [`npm ci: ${String(error).slice(0, 400)}`];
  }
}

/** Builds the package as it would be published and puts it where a user would have it. */
export async function install(): Promise<void> {
  await rm(installed, { recursive: true, force: true });
  await mkdir(installed, { recursive: true });
  const build = ['--no-dts', '--silent', '--out-dir', fileURLToPath(new URL('dist', installed))];
  await run(fileURLToPath(new URL('node_modules/.bin/tsup', root)), build, {
    cwd: fileURLToPath(root),
  });
  await cp(new URL('package.json', root), new URL('package.json', installed));
}
