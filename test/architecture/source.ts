import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

export const root = join(import.meta.dirname, '../..');

/** One source file, with all that the rules ask of it. */
export interface Source {
  /** From the project's root, with forward slashes. */
  path: string;
  text: string;
  lines: number;
  /** Files of the project that it imports, types included. */
  files: string[];
  /** Packages and `node:` modules that it imports, types included. */
  packages: string[];
  /** The same, but only what is left when types are stripped. */
  loads: string[];
  functions: { name: string; lines: number }[];
}

export function sources(folder: string): Source[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => read(join(folder, file).replaceAll('\\', '/')));
}

function read(path: string): Source {
  const text = readFileSync(join(root, path), 'utf8');
  const all = imports(text);
  const stripped = ts.transpileModule(text, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
    },
  });
  return {
    path,
    text,
    lines: text.trimEnd().split('\n').length,
    files: all
      .filter((name) => name.startsWith('.'))
      .map((name) => relative(root, join(root, dirname(path), name))),
    packages: all.filter((name) => !name.startsWith('.')),
    loads: imports(stripped.outputText).filter((name) => !name.startsWith('.')),
    functions: functionsOf(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)),
  };
}

function imports(text: string): string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}

function functionsOf(file: ts.SourceFile): Source['functions'] {
  const found: Source['functions'] = [];
  const line = (at: number) => file.getLineAndCharacterOfPosition(at).line;
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body) {
      found.push({
        name: node.name?.getText() ?? 'a function',
        lines: line(node.end) - line(node.getStart()) + 1,
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}
