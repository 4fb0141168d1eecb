import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { blocks, readme, root } from './readme.ts';

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const shell = blocks
  .filter(({ language }) => language === 'sh')
  .flatMap(({ code }) => code.trim().split('\n'));

describe('links', () => {
  const targets = [...readme.matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => target!);

  it('lead to files that exist', () => {
    const files = targets.filter((target) => !target.startsWith('#'));
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
    expect(files.length).toBeGreaterThan(10);
  });

  it('lead to headings that exist', () => {
    const headings = [...readme.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
      title!
        .toLowerCase()
        .replace(/[^\w\s-]/g, '')
        .replaceAll(' ', '-'),
    );
    const anchors = targets.filter((target) => target.startsWith('#')).map((target) => target.slice(1));
    expect(anchors.filter((anchor) => !headings.includes(anchor))).toEqual([]);
  });

  it('name every example, and every example is named', () => {
    const named = targets.flatMap((target) => /^examples\/(.+)$/.exec(target)?.[1] ?? []);
    const real = readdirSync(join(root, 'examples')).filter((file) => file !== 'servers.ts');
    expect([...new Set(named)].toSorted()).toEqual(real.toSorted());
  });
});

describe('the first screen', () => {
  it('opens with the name and the sentence of the package', () => {
    expect(readme.startsWith(`# ${manifest.name}\n\n*${manifest.description}*\n`)).toBe(true);
  });

  it('makes five promises, each with its test', () => {
    const promises = readme.match(/^- \*\*[A-Z][a-z]+s\*\* .+$/gm) ?? [];
    expect(promises).toHaveLength(5);
    for (const promise of promises) expect(promise).toMatch(/\]\(test\/[\w/-]+\.test\.ts\)/);
  });

  it('shows the chain as it is built, by the names of its files', () => {
    const shown = blocks.find(({ code }) => code.startsWith('your policies('))?.code.match(/[\w-]+(?=\( )/g);
    const built = /use\( .*?provider \)+/s.exec(readFileSync(join(root, 'src/failover.ts'), 'utf8'))![0];
    const names = built.replace(/:[^:]*?per target:/s, '(').match(/[\w-]+(?=\()/g);
    expect(shown?.slice(1)).toEqual(names?.slice(1));
    for (const name of shown!.slice(1)) expect(existsSync(join(root, `src/policies/${name}.ts`))).toBe(true);
  });
});

describe('commands', () => {
  it('of this repository are in its manifest', () => {
    const scripts = shell.flatMap((line) => /^npm ci && npm (?:run )?(\w+)/.exec(line)?.[1] ?? []);
    expect(scripts).toEqual(['demo', 'test']);
    for (const script of scripts) expect(manifest.scripts).toHaveProperty(script);
  });

  it('install what the package needs beside it', () => {
    const needed = Object.keys(manifest.peerDependencies).filter(
      (peer) => !manifest.peerDependenciesMeta[peer as never],
    );
    expect(shell).toContain(`npm install ${[manifest.name, ...needed].join(' ')}`);
    expect(readme).toContain(`Node ${/[\d.]+/.exec(manifest.engines.node)} or later`);
    expect(readme).toContain(`from version ${/\d+/.exec(manifest.peerDependencies.openai)} on`);
  });
});
