import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { root } from './readme.ts';

/** The words of a union of words, as they stand in the source. */
export function wordsOf(path: string, name: string): string[] {
  return unionOf(path, name).map((type) => {
    if (ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal)) return type.literal.text;
    throw new Error(`${name} in ${path} is more than words`);
  });
}

/** The members of a union of objects by their `type`, with the names of their other fields. */
export function membersOf(path: string, name: string): Record<string, string[]> {
  const members = unionOf(path, name).map((type): [string, string[]] => {
    if (!ts.isTypeLiteralNode(type)) throw new Error(`${name} in ${path} is more than objects`);
    const fields = type.members.filter(ts.isPropertySignature);
    const [tag, ...rest] = fields.map((field) => field.name.getText());
    const word = fields[0]?.type?.getText().replaceAll("'", '');
    if (tag !== 'type' || !word) throw new Error(`A member of ${name} does not begin with its type`);
    return [word, rest];
  });
  return Object.fromEntries(members);
}

function unionOf(path: string, name: string): readonly ts.TypeNode[] {
  const text = readFileSync(join(root, path), 'utf8');
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const alias = file.statements.filter(ts.isTypeAliasDeclaration).find((found) => found.name.text === name);
  if (!alias || !ts.isUnionTypeNode(alias.type)) throw new Error(`${path} has no union ${name}`);
  return alias.type.types;
}
