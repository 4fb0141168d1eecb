import { join } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { blocks, root } from './readme.ts';

/** What a snippet may take for granted, since the ones before it have shown it. */
const granted = `
import type { Understudy } from 'llm-understudy';
import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';
declare global {
  const client: Understudy;
  const messages: ChatCompletionMessageParam[];
}
`;

const code = blocks.filter(({ language }) => language === 'ts' || language === 'js');

it('shows code', () => {
  expect(code.length).toBeGreaterThan(8);
});

it('shows only code that a strict compiler takes', { timeout: 60_000 }, () => {
  const files = new Map(
    code.map(({ language, code, line }) => [
      join(root, `readme-${line}.${language}`),
      `${code}\nexport {};\n`,
    ]),
  );
  expect(complaints(files)).toEqual([]);
});

it('would notice code that does not compile', { timeout: 60_000 }, () => {
  const misspelt = "import { Understudy } from 'llm-understudy';\nnew Understudy({ fallback: [] });\n";
  expect(complaints(new Map([[join(root, 'readme-0.ts'), misspelt]]))).toHaveLength(1);
});

/** Compiles files that exist in memory only, as a reader's own project would, against the sources. */
function complaints(files: Map<string, string>): string[] {
  const all = new Map([...files, [join(root, 'readme-granted.ts'), granted]]);
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    lib: ['lib.es2024.d.ts', 'lib.dom.d.ts', 'lib.dom.asynciterable.d.ts'],
    types: ['node'],
    strict: true,
    noUncheckedIndexedAccess: true,
    allowJs: true,
    checkJs: true,
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
  host.fileExists = (path) => all.has(path) || fileExists(path);
  host.readFile = (path) => all.get(path) ?? readFile(path);
  host.getSourceFile = (path, target, ...rest) => {
    const text = all.get(path);
    return text === undefined
      ? getSourceFile(path, target, ...rest)
      : ts.createSourceFile(path, text, target, true);
  };
  const program = ts.createProgram([...all.keys()], options, host);
  return [...all.keys()].flatMap((path) => {
    const file = program.getSourceFile(path);
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
      ({ messageText, start = 0 }) => {
        const line = file?.getLineAndCharacterOfPosition(start).line ?? 0;
        return `${path} + ${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
      },
    );
  });
}
