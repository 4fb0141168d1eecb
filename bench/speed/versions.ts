import { readFile } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';

/** `name version` of each package as it is installed. */
export const versionsOf = (names: readonly string[]): Promise<string[]> =>
  Promise.all(
    names.map(async (name) => {
      const path = findPackageJSON(name, import.meta.url);
      return `${name} ${path ? JSON.parse(await readFile(path, 'utf8')).version : 'missing'}`;
    }),
  );
