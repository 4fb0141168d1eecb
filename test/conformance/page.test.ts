import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { conformance } from '../../src/drill/index.ts';
import { Failure, type FailureKind, type ProviderCompletion, provider } from '../../src/index.ts';
import { root } from '../readme/readme.ts';

const page = readFileSync(join(root, 'docs/providers.md'), 'utf8');
const blocks = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code!);

const names = conformance({ vendor: () => Promise.reject(), target: () => '' }).map(({ name }) => name);

test('the provider on the page is the one that the kit passes', () => {
  const tested = readFileSync(join(import.meta.dirname, 'acme.ts'), 'utf8');
  expect(blocks[0]).toBe(tested.replace("'../../src/index.ts'", "'llm-understudy'"));
});

test('every rule names its cases, and every case stands for a rule', () => {
  const rules = page.slice(page.indexOf('## The rules'), page.indexOf('## The kit'));
  const named = [...rules.matchAll(/`([a-z]+: [^`]+)`/g)].map(([, name]) => name!);
  expect(named.toSorted()).toEqual(names.toSorted());
});

test('every turn of the vendor is on the page', () => {
  const source = readFileSync(join(root, 'src/drill/conformance/vendor.ts'), 'utf8');
  const real = [...source.matchAll(/\{ does: '(\w+)'/g)].map(([, does]) => does!);
  const listed = [...page.matchAll(/^\| `(\w+)` \|.*\|$/gm)].map(([, does]) => does!);
  expect(real.length).toBe(8);
  expect(real.filter((does) => !listed.includes(does))).toEqual([]);
});

test('a status is the kind that the page says', async () => {
  const told = page.split('\n').find((line) => line.includes('an error with a `status`'))!;
  const rows = [...told.matchAll(/((?:\d{3}(?: and )?)+) `([a-z-]+)`/g)];
  expect(rows.length).toBeGreaterThan(7);
  for (const [, statuses, kind] of rows)
    for (const status of statuses!.split(' and '))
      expect([status, await kindOf(Number(status))]).toEqual([status, kind]);
});

async function kindOf(status: number): Promise<FailureKind | undefined> {
  const { createFailover, served } = await import('../../src/index.ts');
  const chat = async (): Promise<ProviderCompletion> => {
    throw Object.assign(new Error('no'), { status });
  };
  const route = [provider('acme', { model: 'm', chat })];
  const failover = createFailover({
    routes: { route },
    health: 'own',
    retry: { attempts: 1 },
    logger: { warn() {} },
  });
  const error = await failover.chat({ model: 'route', messages: [] }).catch((error) => error);
  expect(error.failures[0]).toBeInstanceOf(Failure);
  return served(error)?.attempts[0]?.kind;
}

test('its links lead to files and headings that exist', () => {
  const targets = [...page.matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => target!);
  const files = targets.filter((target) => !target.startsWith('#'));
  expect(files.filter((file) => !existsSync(join(root, 'docs', file)))).toEqual([]);
  expect(targets.filter((target) => target === '#the-kit')).toHaveLength(1);
});

test('its code is what a strict compiler takes', { timeout: 60_000 }, () => {
  expect(blocks).toHaveLength(4);
  expect(complaints(blocks)).toEqual([]);
  expect(
    complaints(["import { provider } from 'llm-understudy';\nprovider('acme', { modl: '' });\n"]),
  ).toHaveLength(1);
});

/** Compiles blocks as files of a reader's own, which stand beside the provider and the server of this folder. */
function complaints(blocks: readonly string[]): string[] {
  const files = new Map(
    blocks.map((code, index) => [join(import.meta.dirname, `page-${index}.ts`), `${code}\nexport {};\n`]),
  );
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    lib: ['lib.es2024.d.ts', 'lib.dom.d.ts', 'lib.dom.asynciterable.d.ts'],
    types: ['node'],
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    allowImportingTsExtensions: true,
    noEmit: true,
    skipLibCheck: true,
    paths: {
      'llm-understudy': [join(root, 'src/index.ts')],
      'llm-understudy/drill': [join(root, 'src/drill/index.ts')],
    },
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.readFile = (path) => files.get(path) ?? readFile(path);
  host.getSourceFile = (path, target, ...rest) => {
    const text = files.get(path);
    return text === undefined
      ? getSourceFile(path, target, ...rest)
      : ts.createSourceFile(path, text, target, true);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files.keys()].flatMap((path) => {
    const file = program.getSourceFile(path);
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
      ({ messageText }) => `${path}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    );
  });
}
