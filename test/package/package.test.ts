import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));

it('was built', () => {
  expect(existsSync(join(root, 'dist/index.js')), 'run `npm run build` first').toBe(true);
});

it('has nothing that the ecosystem trips over', async () => {
  const { messages } = await publint({ pkgDir: root, strict: true });
  expect(messages.map((message) => formatMessage(message, manifest))).toEqual([]);
});

/** All parts of the CommonJS build, as one text. */
const commonJs = readdirSync(join(root, 'dist'))
  .filter((name) => name.endsWith('.cjs'))
  .map((name) => readFileSync(join(root, 'dist', name), 'utf8'))
  .join('\n');

it('needs p-retry installed for ESM alone', () => {
  const required = commonJs.match(/require\("(?!\.)[^"]*"\)/g) ?? [];
  expect(required).toContain('require("opossum")');
  expect(required.filter((call) => /p-retry|is-network-error|levenshtein/.test(call))).toEqual([]);
});

it('requires in CommonJS what it loads later too, since Jest has no import()', () => {
  expect(commonJs).toContain('require("@anthropic-ai/sdk")');
  expect(commonJs).not.toMatch(/\bimport\(/);
});

it("loads no SDK but OpenAI's until it is needed", () => {
  const script = "require('llm-understudy'); console.log(Object.keys(require.cache).join())";
  const loaded = execFileSync(process.execPath, ['-e', script], { cwd: root, encoding: 'utf8' });
  expect(loaded).toContain('/openai/');
  expect(loaded).not.toMatch(/@anthropic-ai|generative-ai|genai|json-schema|opossum|p-retry/);
});

it('ships the build, the licence and the changelog, and no secrets', () => {
  const [{ files }] = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  );
  const paths: string[] = files.map(({ path }: { path: string }) => path);
  expect(
    paths.filter((path) => !/^(dist\/|docs\/|LICENSE$|README\.md$|CHANGELOG\.md$|package\.json$)/.test(path)),
  ).toEqual([]);
  expect(paths).toEqual(
    expect.arrayContaining([
      'dist/index.js',
      'dist/index.cjs',
      'dist/index.d.ts',
      'dist/index.d.cts',
      'dist/cli.js',
    ]),
  );
});

it('locks exact versions, from wherever npm is set up to fetch them', () => {
  const entries = Object.entries<{ version?: string; resolved?: string }>(lock.packages).filter(
    ([path]) => path,
  );
  expect(
    entries.filter(([, { version }]) => !/^\d+\.\d+\.\d+/.test(version ?? '')).map(([path]) => path),
  ).toEqual([]);
  expect(entries.filter(([, { resolved }]) => resolved).map(([path]) => path)).toEqual([]);
  const loose = Object.entries<string>(manifest.devDependencies).filter(
    ([, version]) => !/^\d/.test(version),
  );
  expect(loose).toEqual([]);
});
