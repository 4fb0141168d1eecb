import { readFile } from 'node:fs/promises';

/** `name version` of each package as it is installed; of our own, as it stands in the repository. */
export const versionsOf = (names: readonly string[]): Promise<string[]> =>
  Promise.all(names.map(async (name) => `${name} ${await versionOf(name)}`));

/** What the repository itself is built on is taken from there, as the imports are. */
const inRepository: Record<string, string> = {
  'llm-understudy': '../../package.json',
  openai: '../../node_modules/openai/package.json',
};

async function versionOf(name: string): Promise<string> {
  const path = inRepository[name] ?? `node_modules/${name}/package.json`;
  const { version } = JSON.parse(await readFile(new URL(path, import.meta.url), 'utf8'));
  return version;
}
